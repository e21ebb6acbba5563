"""
Possible personal data in a referral and its files, and whether somebody confirmed it.

Finds are shown to the person who asks, and appear in no error, log or email.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from pathway.documents.personal_data.finds import Find, Place
from pathway.documents.personal_data.names import names_of
from pathway.errors import PERSONAL_DATA, Reason, StepRefused, confirmation
from pathway.service.personal_data.names import kept_names
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.personal_data import FindView, PersonalDataView, PlaceView
from pathway.workflows.attempts.command import Command
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import canonical

if TYPE_CHECKING:
    from pathway.service.personal_data.case_texts import CaseTexts

ID_LENGTH = 16
CALLED = {
    "nhs_number": "an NHS number",
    "unique_pupil_number": "a unique pupil number",
    "date_of_birth": "a date of birth",
    "name": "a name on the list",
    "telephone_number": "a telephone number",
    "email": "an email address",
    "postcode": "a postcode",
}


def personal_data_of(unit: UnitOfWork, case: Case) -> PersonalDataView:
    """
    Return what may be personal data in a referral and its files, as far as the reader may read them.

    Raises:
        KeyMissing: There is no key to open what was written.
    """
    # What reads texts takes long to load, and few commands look.
    from pathway.documents.personal_data.looking import look
    from pathway.service.personal_data.case_texts import CaseTexts

    unit.need_key()
    texts = CaseTexts(unit, case)
    looked = look(texts.passages(), names_of(kept_names(unit)))
    secret = unit.cases.key(case.reference).data_key
    return PersonalDataView(
        finds=tuple(_view(find, secret, texts) for find in looked.finds),
        unread=tuple(texts.unread),
        is_whole=looked.is_whole,
    )


def with_confirmed(
    unit: UnitOfWork, case: Case, command: Command, confirmed: Collection[str]
) -> Command:
    """
    Return a command with the number of confirmed finds by kind; unchanged if its step does not ask
    for that, or nothing was found.

    Args:
        confirmed: The ids of the finds that somebody confirmed.

    Raises:
        StepRefused: Some were not confirmed; each is named only by its kind and place.
    """
    if not looks(unit, case, command.step) or command.asking is None:
        return command
    finds = personal_data_of(unit, case).finds
    reasons = [_reason(case, find) for find in finds if find.id not in confirmed]
    if reasons:
        raise StepRefused(case.reference, case.state, command.step, reasons)
    if not finds:
        return command
    counts = Counter(find.kind for find in finds)
    names = tuple(sorted({*command.confirmed, PERSONAL_DATA}))
    return replace(command, personal_data=dict(sorted(counts.items())), confirmed=names)


def looks(unit: UnitOfWork, case: Case, step: str) -> bool:
    """Return whether personal data is looked for before a step, as it may be taken now."""
    definition = unit.definition_of(case)
    return any(
        table.personal_data and file.covers(table.from_, case.state)
        for file, table in definition.steps_named(step)
    )


def _view(find: Find, secret: bytes, texts: CaseTexts) -> FindView:
    places = tuple(_place(place, texts) for place in find.places)
    written = [find.kind, find.value, [_of(place) for place in find.places]]
    # Without the case's key nobody can try out which value has an id.
    digest = hmac.digest(secret, canonical(written), "sha256").hex()
    return FindView(
        id=digest[:ID_LENGTH],
        kind=find.kind,
        text=find.text,
        is_likely=find.is_likely,
        places=places,
    )


def _of(place: Place) -> list[str | int | None]:
    passage = place.passage
    return [passage.document, passage.path, passage.where, place.line]


def _place(place: Place, texts: CaseTexts) -> PlaceView:
    passage = place.passage
    return PlaceView(
        where=passage.where,
        path=passage.path,
        document=passage.document,
        title=texts.titles.get(passage.document or ""),
        line=place.line,
        excerpt=place.excerpt,
    )


def _reason(case: Case, find: FindView) -> Reason:
    """Return why an unconfirmed find keeps a step from being taken, without the find itself."""
    places = ", ".join(dict.fromkeys(_in_words(place) for place in find.places[:3]))
    more = " and elsewhere" if len(find.places) > len(find.places[:3]) else ""
    sentence = (
        f"what may be {CALLED[find.kind]} was not confirmed, in {places}{more}; "
        f"`pathway check {case.reference}` shows it {confirmation(PERSONAL_DATA)}"
    )
    return Reason("personal_data", sentence, None, PERSONAL_DATA)


def _in_words(place: PlaceView) -> str:
    return f"{place.document}, {place.where}" if place.document else f'"{place.where}"'
