"""Notices, messages and what became of them."""
