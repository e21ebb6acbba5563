"""
Making a definition from its files: reading and checking them, and binding their names to code.
"""
