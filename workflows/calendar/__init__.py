"""Days and how they are counted: working days, months, instants, and days in words."""
