"""
Running an installation: what needs attention, what is wrong, the clock, definitions and workers.
"""
