"""
Forms in Word: written blank or filled from their one description, and read back.

Each answer is anchored twice: by the tag of its content control, which Word keeps, and by a bookmark
in the cell of its question, which LibreOffice keeps too. The answer is the text of the whole cell.
"""
