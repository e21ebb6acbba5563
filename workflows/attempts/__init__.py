"""
An attempt at one step: the command, the situation in which it is made, and the definition that
decides on it.
"""
