"""The database: tables, dialects, connections, failures, and the schema."""
