"""
Keeping an installation in order: what needs attention, what is wrong, and which definitions and
workers there are.
"""
