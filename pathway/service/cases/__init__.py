"""Cases: taking a step with everything that follows from it, and reading cases."""
