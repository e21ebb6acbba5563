"""The rules: what may happen to a case, and by when. Pure: no clock, no database."""
