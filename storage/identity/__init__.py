"""Who is asking: tokens, sign-in links, sessions, and how often somebody tried."""
