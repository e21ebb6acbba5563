"""
Keeping an installation in order: what needs attention, what is wrong, which definitions and workers
there are.
"""
