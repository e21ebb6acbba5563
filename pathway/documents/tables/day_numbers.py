"""Days as workbooks keep them: the number of days that have gone by since a first."""

from __future__ import annotations

from datetime import date, timedelta

# Excel counts days from here, so that 29 February 1900 is one of them.
FIRST_DAY = date(1899, 12, 30)
# Days that Macintosh workbooks of old count less.
SINCE_1904 = 1462


def day_of_number(number: int, *, since_1904: bool = False) -> date:
    """
    Return the day that a number of up to five digits stands for.

    Args:
        since_1904: It is counted as in Macintosh workbooks of old.
    """
    return FIRST_DAY + timedelta(days=number + (SINCE_1904 if since_1904 else 0))
