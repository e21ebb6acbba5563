"""
One step that is being looked at: the command, what the world adds to it, and the definition by which
it is judged.
"""
