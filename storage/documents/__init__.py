"""The files of cases: their content, sealed in parts, in the database or in a folder."""
