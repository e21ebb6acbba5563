"""Who reads, and what they may read of each case."""
