"""The writing of letters: words, templates, digests, calendars."""
