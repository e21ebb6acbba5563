"""Who may read what of a case, by the tables of its definition."""
