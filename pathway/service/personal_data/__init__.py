"""The look for personal data in a case: its texts, what is found in them, and the list of names."""
