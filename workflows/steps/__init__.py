"""What a step of a definition may name: guards, effects, choices."""
