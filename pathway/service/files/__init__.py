"""Files of cases: taken in with a step, stored with it, and found again."""
