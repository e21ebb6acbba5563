"""The code that a step of a definition may refer to: guards, effects, choices."""
