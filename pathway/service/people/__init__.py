"""People: the directory, its import, absences, and what somebody holds."""
