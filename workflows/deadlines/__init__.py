"""
Dated duties: what starts them, how they are counted, what ends them, and what each is by all that
is on record.
"""
