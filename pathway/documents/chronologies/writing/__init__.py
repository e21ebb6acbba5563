"""The integrated chronology written out: CSV, workbook, pages, picture."""
