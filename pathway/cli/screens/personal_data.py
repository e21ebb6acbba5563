"""What may be personal data in a referral, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import number

if TYPE_CHECKING:
    from pathway.service.views.personal_data import FindView, PersonalDataView, PlaceView

CALLED = {
    "nhs_number": "NHS number",
    "unique_pupil_number": "Unique pupil number",
    "date_of_birth": "Date of birth",
    "name": "Name",
    "telephone_number": "Telephone number",
    "email": "Email address",
    "postcode": "Postcode",
}
MAX_PLACES = 5
NOTHING = "Nothing was found that may be personal data."
PERHAPS = "possible: ten digits with a valid check digit, without NHS beside them"
NOT_WHOLE = "There is more text than is searched; read what comes after about 300 pages yourself."


def personal_data(screen: Screen, view: PersonalDataView) -> None:
    """Write what was found, where, and what was not looked through."""
    for place, find in enumerate(view.finds):
        if place:
            screen.line()
        write_find(screen, find)
    if not view.finds:
        screen.fold(NOTHING)
    write_unread(screen, view)


def write_find(screen: Screen, find: FindView) -> None:
    """Write a find with its places, the first few."""
    screen.fold(f"{CALLED[find.kind]}: {find.text}", 0, 2, "heading")
    if not find.is_likely:
        screen.fold(PERHAPS, 2, 2, "quiet")
    for place in find.places[:MAX_PLACES]:
        screen.fold(f"{_where(place)}: {place.excerpt}", 2, 2)
    more = len(find.places) - MAX_PLACES
    if more > 0:
        screen.fold(f"and in {number(more, 'other place')}", 2, 2)


def write_unread(screen: Screen, view: PersonalDataView) -> None:
    """Write what was not looked through."""
    for file in view.unread:
        screen.line()
        screen.fold(f"Not searched: {file.document} ({file.title}): {file.why}.", 0, 2, "bad")
    if not view.is_whole:
        screen.line()
        screen.fold(NOT_WHOLE, 0, 2, "bad")


def _where(place: PlaceView) -> str:
    line = f", line {place.line}" if place.line > 1 else ""
    file = f"{place.document} ({place.title}), " if place.document else ""
    return f"{file}{place.where}{line}"
