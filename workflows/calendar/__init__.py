"""Days and how they are counted: working days, months and instants, and days in words."""
