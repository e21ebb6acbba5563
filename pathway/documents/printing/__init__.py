"""A paper as Word, PDF and HTML, with one look for all."""
