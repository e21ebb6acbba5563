"""Cases as rows of the NHS Safeguarding Case Review Tracker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import cast

from pathway.documents.case_pack.answers import in_words
from pathway.documents.sheets_for_others.nhs_tracker import Row
from pathway.service.access.readers import keeps_cases, note_read, reading, required_reading
from pathway.service.cases.loading import review_in
from pathway.service.cases.reading.cases import case_view
from pathway.service.cases.reading.items import item_view
from pathway.service.documents.records.entries import EntriesInWords
from pathway.service.documents.records.naming import names_of
from pathway.service.documents.records.opened import opened_history
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.cases import CaseView
from pathway.workflows.definitions.reader_format import PARTS
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import PUBLICATION, REFER

BRIEFING, DISSEMINATED = "learning_briefing_issued", "learning_disseminated"
UNREADABLE = "This case cannot be read; run `pathway verify`"
# The kind of review, by the state or the decision that it comes with, the weightiest first.
REVIEWS = (
    ("cspr", "Local child safeguarding practice review"),
    ("national_review", "National review"),
    ("rapid_review", "Rapid review"),
    ("serious_offence_review", "Serious offence review"),
    ("local_review", "Local review"),
    ("good_outcome_review", "Good outcome review"),
)


def tracker_rows(unit: UnitOfWork, references: Sequence[str]) -> list[Row]:
    """
    Return cases as rows.

    Args:
        references: The cases; all that the reader may read whole if there are none. Whoever keeps
            the cases gets a row that says so for one that cannot be read.

    Raises:
        NotFound: There is no such case.
        Refused: The reader may not read a case that is named whole.
    """
    rows: list[Row] = []
    for reference in references:
        case = review_in(unit, reference)
        required_reading(unit, case, *PARTS)
        rows.append(_row(unit, case))
    if references:
        return rows
    for listed in unit.cases.find():
        try:
            case = unit.cases.get(listed.reference)
            if reading(unit, case).sees(*PARTS):
                rows.append(_row(unit, case))
        except Exception:  # noqa: BLE001 - one case must not end a list
            if keeps_cases(unit):
                rows.append({"reference": listed.reference, "stage": UNREADABLE})
    return rows


def _row(unit: UnitOfWork, case: Case) -> Row:
    """Return a case as a row; what a case never has is left out."""
    note_read(unit, case.reference, "summary", "referral", "children", "history")
    definition, history = unit.definition_of(case), opened_history(unit, case)
    names = names_of(unit, definition, case, history.events)
    entries = EntriesInWords(unit, definition, case, history, names)
    view = case_view(unit, case)
    reviews = _reviews(event.to_state for event in history.events)
    row: dict[str, str | date] = {
        "reference": case.reference,
        "referred_on": _referred_on(entries),
        "type": reviews[0] if reviews else "Not decided",
        # A rapid review that led to a local review is one that was converted.
        "converted": ", ".join(reviews[1:]),
        "stage": view.state_title,
        "slippage": _slippage(view),
        "recommendation_themes": ", ".join(_themes(entries)),
        "briefing": _fact_days(case, BRIEFING),
        "dissemination": _fact_days(case, DISSEMINATED),
        "status": "Open" if case.outcome is None else "Closed",
    }
    return {**row, **_publication(unit, entries)}


def _reviews(states: Iterable[str]) -> list[str]:
    """Return what kinds of review a case went through, the weightiest first."""
    families = {state.partition(".")[0] for state in states}
    return [title for family, title in REVIEWS if family in families]


def _referred_on(entries: EntriesInWords) -> date:
    event = next(event for event in entries.history.events if event.step == REFER)
    written = entries.answers(event).get("referred_on")
    return date.fromisoformat(str(written)) if written else event.occurred_on


def _slippage(view: CaseView) -> str:
    """Return the duties that are overdue, each with its day, and those with a delay on record."""
    lines = [f"{duty.title}: due {duty.due.isoformat()}" for duty in view.deadlines if duty.overdue]
    lines += [
        f"{duty.title}: delayed to {duty.delay.revised.isoformat()}"
        for duty in view.deadlines
        if duty.delay is not None
    ]
    return "\n".join(lines)


def _themes(entries: EntriesInWords) -> Sequence[str]:
    """Return the themes of all recommendations, each once, in their order."""
    themes: dict[str, None] = {}
    for event in entries.history.events:
        answers = entries.answers(event)
        several: list[object] = answers.get("recommendations") or []
        for recommendation in (answers, *several):
            # Actions name recommendations, reports have them whole.
            if isinstance(recommendation, Mapping):
                whole = cast("Mapping[str, list[str] | None]", recommendation)
                themes |= dict.fromkeys(whole.get("themes") or [])
    return [in_words(theme) for theme in themes]


def _fact_days(case: Case, fact: str) -> str:
    days = [
        str(entry.get("on", "")) for entry in case.memory.get("facts", {}).get(fact, {}).values()
    ]
    return ", ".join(sorted(day for day in days if day)) or "No"


def _publication(unit: UnitOfWork, entries: EntriesInWords) -> Row:
    """Return the day and the place of what was published last."""
    row: dict[str, str | date] = {}
    for item in entries.case.items_of(PUBLICATION):
        data = item_view(unit, entries.definition, entries.case, item).data
        if data.get("published_on"):
            row["published_on"] = date.fromisoformat(str(data["published_on"]))
    for event in entries.history.events:
        where = entries.answers(event).get("where")
        if event.item is not None and event.item.startswith(PUBLICATION) and where:
            row["link"] = str(where)
    return row
