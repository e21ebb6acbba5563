"""What a step does, or every reason why it cannot be taken; corrections and migrations likewise."""
