"""
How a definition is written: the tables of a definition file, and the files that the package ships.
"""
