"""Duties over time: the sweep, changes of the calendar, lists and feeds."""
