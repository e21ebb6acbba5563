"""What forms of others ask, as far as it is known, with what a case has of it."""
