"""A case in words: what is on record of it, gathered for papers and screens."""
