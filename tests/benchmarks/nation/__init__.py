"""A national host: one PostgreSQL, and a month of it lived by real steps with four workers."""
