"""Characters of texts in workbooks that are written by their number, as `_x000D_` (ST_Xstring)."""

from __future__ import annotations

import re

# Those that people type: tabs, ends of lines, and the `_` that is no beginning of such a number.
TYPED = re.compile(r"_x(0009|000[ad]|005f)_", re.IGNORECASE)
LIKE_A_NUMBER = re.compile(r"_(?=x[0-9a-f]{4}_)", re.IGNORECASE)


def unescaped(text: str) -> str:
    """Return a text as somebody typed it, with the usual ends of lines."""
    if "_x" not in text:
        return text
    typed = TYPED.sub(lambda match: chr(int(match[1], 16)), text)
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def escaped(text: str) -> str:
    """Return a text in which no program takes anything for a character by its number."""
    return LIKE_A_NUMBER.sub("_x005F_", text)
