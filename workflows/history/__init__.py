"""
What is on record about a case: its events, the case that they make, and the ledger of its duties.
"""
