"""Other engines beside the product, each in an environment and a process of its own."""
