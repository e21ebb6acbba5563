"""
One step that is being looked at: the command, what the world adds to it, and the definition that
decides on it.
"""
