"""Deciding what a step does, or why it cannot be taken; likewise corrections and migrations."""
