"""
One step that is being looked at: the command, what the world adds to it, the definition that it is
judged by.
"""
