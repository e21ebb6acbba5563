"""The guidance of the toolkit: short papers with the partnership's name and its agencies."""
