"""What is stored: rows, transactions, history and migrations."""
