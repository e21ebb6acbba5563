"""People: the directory, its import, absences, and what a person holds in open cases."""
