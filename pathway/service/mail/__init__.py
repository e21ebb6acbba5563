"""Mail: making messages from notices, sending them, and reading what comes back."""
