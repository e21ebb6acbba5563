"""How long things take as a database fills; nothing here is shipped, and nothing asserts a time."""
