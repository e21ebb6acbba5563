"""Who may act, whom a duty names, and who is asked."""
