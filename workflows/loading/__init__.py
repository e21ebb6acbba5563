"""
Definition files made into a definition: read, checked, and bound to the code behind their names.
"""
