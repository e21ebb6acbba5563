"""Cases, steps, deadlines and histories as callers are shown them; nothing here writes."""
