"""Tasks: open duties as work that somebody takes on, hands to a colleague, or puts a date to."""
