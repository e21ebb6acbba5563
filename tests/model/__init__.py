"""
A model check: every way that cases go under a definition, within bounds, by the real rules, and
what must hold.
"""
