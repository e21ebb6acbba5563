"""What people wrote, made fit to print: every letter stays, and no character controls anything."""

from __future__ import annotations

import re
import unicodedata

# Control, format, surrogate, private and unassigned characters, and separators of lines.
UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# Joiners are format characters too, but some scripts and emoji need them.
JOINERS = "\u200c\u200d"
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
BLANK_LINES = re.compile(r"\n\s*\n")


def printable(text: str) -> str:
    """
    Return text of one or more lines in which each character that would control a printer or turn
    the direction of reading is written as its code, such as `\\u0007`.
    """
    lines = LINE_ENDS.sub("\n", text).replace("\t", " ").split("\n")
    return "\n".join(_printable_line(line) for line in lines).strip()


def one_line(text: str) -> str:
    """Return text as `printable` does, in one line."""
    return " ".join(printable(text).split())


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of printable text, which blank lines part; none if it is empty."""
    return [part.strip() for part in BLANK_LINES.split(text) if part.strip()]


def in_words(character: str) -> str:
    """Return the name of a character, to stand where it cannot be shown: `[grinning face]`."""
    name = unicodedata.name(character, "")
    return f"[{name.lower()}]" if name else f"[U+{ord(character):04X}]"


def _printable_line(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(_printable_character(character) for character in line)


def _printable_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in UNPRINTABLE and character not in JOINERS:
        return f"\\u{ord(character):04x}"
    return character
