"""The pages of the desk; each is a plain function that returns an answer."""
