"""Action plans of cases: written as files, and rows of a tracker taken in."""
