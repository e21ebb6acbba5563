"""The action plan: as pages and as a workbook, and rows of a tracker read for it."""
