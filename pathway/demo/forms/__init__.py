"""Invented forms and people."""
