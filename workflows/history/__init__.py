"""
What is on record about a case: its events, the case they make, and the ledger of its duties.
"""
