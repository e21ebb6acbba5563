"""How answers of each kind are asked for."""
