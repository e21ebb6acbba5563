"""Letters that the partnership sends."""
