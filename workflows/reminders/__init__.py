"""Who is told of a duty, and when: the ladders, and the notices that they make."""
