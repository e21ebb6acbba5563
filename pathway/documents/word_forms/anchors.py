"""The names by which answers are found again in a Word file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
WHOLE_PATH = re.compile(r"[a-z0-9_.]+")
# Word takes no longer name of a bookmark.
LONGEST = 40
BEGINNING = "pw_"
TAG = "pathway:"
# Between the path and the code in the tag of a box to tick.
OF_BOX = "#"

# What stands in an answer that nobody has given yet.
WRITE, CHOOSE, CHOOSE_DAY = "[Write here]", "[Choose]", "[Choose or write a date]"
PLACEHOLDERS = (WRITE, CHOOSE, CHOOSE_DAY)
OTHERS = "Others, one on each line:"
TICKED, UNTICKED = "\u2612", "\u2610"

# The names of the properties of the document.
FORM, VERSION, KIND, CASE = (
    "Pathway form",
    "Pathway form version",
    "Pathway kind of referral",
    "Pathway case",
)
PROPERTIES_PART = "docProps/custom.xml"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
PROPERTY_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
Properties = Mapping[str, str]


def w(name: str) -> str:
    """Return the full name of an element or attribute of Word."""
    return f"{{{W}}}{name}"


def w14(name: str) -> str:
    """Return the full name of an element or attribute of Word 2010."""
    return f"{{{W14}}}{name}"


def bookmark_of(path: str) -> str:
    """
    Return the name of the bookmark of a question; for a column, of the path `children.age`. The
    same path always has the same name.
    """
    name = BEGINNING + path.replace(".", "__")
    if len(name) <= LONGEST:
        return name
    digest = hashlib.sha256(path.encode()).hexdigest()[:10]
    return f"{name[: LONGEST - len(digest) - 1]}_{digest}"


def tag_of(path: str, code: str = "") -> str:
    """Return the tag of the control of an answer, or of the box to tick for one of its codes."""
    return f"{TAG}{path}{OF_BOX}{code}" if code else f"{TAG}{path}"


def path_of_tag(tag: str) -> str | None:
    """Return the path that a tag is of, or None where it is not one of ours."""
    path = tag.removeprefix(TAG).partition(OF_BOX)[0]
    return path if tag.startswith(TAG) and WHOLE_PATH.fullmatch(path) else None
