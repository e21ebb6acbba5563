"""One file for each change of the tables, in order; a file is never changed once released."""
