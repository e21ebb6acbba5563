"""Cases: a step is taken with all that follows from it, and a case is read."""
