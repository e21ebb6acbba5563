"""What people see: tables, cases, duties and histories on a terminal."""
