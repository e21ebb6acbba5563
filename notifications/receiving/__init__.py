"""What comes back after a letter has left: delivery reports, read over IMAP or from a folder."""
