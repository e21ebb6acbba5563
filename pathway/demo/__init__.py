"""The whole pathway, shown on invented cases."""
