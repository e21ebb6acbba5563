"""What a letter says: words, templates, digests, calendars."""
