"""A case as a paper that a meeting reads."""
