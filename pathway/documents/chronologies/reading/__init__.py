"""Chronologies read: the columns of a file, its rows, and what is wrong with them."""
