"""Rows of a file that somebody made in a spreadsheet: CSV and Excel, read within bounds."""
