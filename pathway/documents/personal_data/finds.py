"""What is looked through for personal data, and what is found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

EMAIL = "email"
PUPIL_NUMBER = "unique_pupil_number"
NHS_NUMBER = "nhs_number"
DATE_OF_BIRTH = "date_of_birth"
TELEPHONE = "telephone_number"
POSTCODE = "postcode"
NAME = "name"
# In the order in which they are shown.
KINDS = (NHS_NUMBER, PUPIL_NUMBER, DATE_OF_BIRTH, NAME, TELEPHONE, EMAIL, POSTCODE)


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A text to look through: an answer in a form, or a paragraph of a file.

    Args:
        where: Its place in words.
        context: What says of what the text speaks: its question, the heading of its column.
        path: The answer's place in the form: `children[0].household`.
        document: The id of the file: `doc:7`.
    """

    where: str
    text: str = field(repr=False)
    context: str = field(default="", repr=False)
    path: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """
    A piece of a text that may be personal data.

    Args:
        value: In a form in which it can be compared.
        is_likely: What stands beside it says that it is what it looks like.
    """

    kind: str
    start: int
    end: int
    value: str = field(repr=False)
    is_likely: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where something was found.

    Args:
        line: Of its text, from 1.
        excerpt: The words around it.
    """

    passage: Passage
    line: int
    excerpt: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Find:
    """
    What may be personal data, once however often it was written.

    Args:
        text: As it was first written.
        value: In a form in which it can be compared.
    """

    kind: str
    text: str = field(repr=False)
    value: str = field(repr=False)
    is_likely: bool
    places: tuple[Place, ...]
