"""Cases as rows: their events, sealed parts and hash chain, and the lists over them."""
