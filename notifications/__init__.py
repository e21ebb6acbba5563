"""Letters that leave the system, and what comes back of them."""
