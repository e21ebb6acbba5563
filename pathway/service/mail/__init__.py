"""Mail: notices made into messages, messages sent, and what comes back."""
