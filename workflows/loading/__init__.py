"""
Makes definition files into a definition: reads and checks them, and binds their names to code.
"""
