"""Possible personal data in a referral, as callers are shown it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pathway.service.views.shapes import View


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView(View):
    """
    Where something was found.

    Args:
        where: In words: the question of the form, or the paragraph or cell of a file.
        path: The answer's place in the form, such as `children[0].age`; None in a file.
        document: The id of the file; None in the form.
        title: The title of the file.
        line: The line of the text, from 1.
        excerpt: The words around it.
    """

    where: str
    path: str | None
    document: str | None
    title: str | None = field(repr=False)
    line: int
    excerpt: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindView(View):
    """
    Something that may be personal data.

    Args:
        id: Confirms it, as long as it is found in the same places.
        kind: `nhs_number`, `unique_pupil_number`, `date_of_birth`, `name`, `telephone_number`,
            `email` or `postcode`.
        text: As written in the first place.
        is_likely: False for ten digits that only pass the check for NHS numbers.
    """

    id: str
    kind: str
    text: str = field(repr=False)
    is_likely: bool
    places: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadView(View):
    """A file that was not searched, and why."""

    document: str
    title: str = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataView(View):
    """
    Possible personal data in a referral and its files.

    Args:
        finds: What was found, likely finds first.
        unread: The files that were not searched; somebody must read them.
        is_whole: False if there was more text than is searched.
    """

    finds: tuple[FindView, ...]
    unread: tuple[UnreadView, ...]
    is_whole: bool
