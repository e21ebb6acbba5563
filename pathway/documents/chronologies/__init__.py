"""Chronologies: what agencies know of a case day by day, read, merged and written out."""
