"""What is remembered: rows, transactions, history and migrations."""
