"""Dated duties: what starts and ends them, how they are counted, and what is on record of each."""
