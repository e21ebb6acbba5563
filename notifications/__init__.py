"""Words that leave the system."""
