"""Forms of steps: from a JSON Schema to the fields of a page, and from what was sent to an input."""
