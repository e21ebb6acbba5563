"""Cases as rows: their events, sealed parts and hash chains, and lists of many cases."""
