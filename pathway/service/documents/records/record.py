"""A whole case in words, as its pack and the terminal show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pathway.documents.case_pack.record import CaseRecord, Child, Entry, Rows
from pathway.documents.paper import Block
from pathway.service.access.entries import Opening
from pathway.service.access.readers import required_reading
from pathway.service.cases.reading.cases import case_view
from pathway.service.documents.records.chapters import has_words
from pathway.service.documents.records.duties import duties_in_words
from pathway.service.documents.records.entries import EntriesInWords
from pathway.service.documents.records.items import ItemsInWords
from pathway.service.documents.records.naming import names_of
from pathway.service.documents.records.opened import OpenedHistory, opened_history
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.cases import CaseView, WantedView
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.cases.entries import numbered
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import AMEND, REFER

CHILDREN = "children"
LEFT_OUT = "What you may not read is left out."


def case_record(unit: UnitOfWork, case: Case, chronology: Sequence[Block] = ()) -> CaseRecord:
    """
    Return a case in words, as far as its reader may read it.

    Args:
        chronology: The integrated chronology, if there is one.

    Raises:
        Refused: They may read nothing of the case.
    """
    readable = required_reading(unit, case)
    definition, view = unit.definition_of(case), case_view(unit, case)
    history = opened_history(unit, case)
    names = names_of(unit, definition, case, history.events)
    entries = EntriesInWords(unit, definition, case, history, names)
    told = {event.seq: _told(entries.entry(event)) for event in history.events}
    items = ItemsInWords(
        entries, told, [item for item in case.items.values() if readable.sees_item(item)]
    )
    return CaseRecord(
        reference=case.reference,
        kind=names.others.get(case.kind, case.kind),
        state=view.state_title,
        line=view.line,
        facts=_facts(entries, view),
        to_do=_to_do(view),
        notices=_notices(history, is_whole=readable.is_whole),
        referral=_referral(entries) if readable.sees("referral") else [],
        children=_children(entries) if readable.sees("children") else (),
        entries=_shown(Opening(unit, case, numbered(history.events)), history.events, told),
        returns=items.returns(),
        recommendations=items.recommendations() if readable.sees("recommendations") else [],
        actions=items.actions(),
        publication=items.publications(),
        duties=duties_in_words(unit, view.deadlines, history, names.others),
        chronology=chronology,
        made_on=full_day_words(unit.today),
    )


def _told(entry: Entry) -> Entry:
    """Return an entry; one without words of its own is only in the history."""
    if entry.chapter in ("decisions", "history") or has_words(entry):
        return entry
    return replace(entry, chapter="history")


def _facts(entries: EntriesInWords, view: CaseView) -> Rows:
    names = entries.names
    referred_by = entries.case.memory.get("agency", "")
    rows = [
        ("Kind of referral", names.others.get(view.kind, view.kind)),
        ("Referred by", names.agencies.get(referred_by, referred_by)),
        ("Opened on", full_day_words(view.opened_on)),
        ("Now", f"{view.state_title}, since {full_day_words(view.changed_on)}"),
        ("Outcome", names.others.get(view.outcome or "", "")),
        ("Children", str(view.children)),
        ("Urgent", "Yes" if view.urgent else ""),
        ("Legal hold", "In force" if view.legal_hold else ""),
        ("Restricted", "To people who need to know" if view.restricted else ""),
        ("Suspended since", full_day_words(view.suspended_on) if view.suspended_on else ""),
        ("Processes beside the review", "\n".join(_processes(entries, view))),
        ("Linked cases", "\n".join(f"{name}: {why}" for name, why in view.links.items())),
        ("Follows", entries.definition.edition),
    ]
    return [(label, text) for label, text in rows if text]


def _processes(entries: EntriesInWords, view: CaseView) -> list[str]:
    lines: list[str] = []
    for process in view.processes:
        if process.hold is None:
            lines.append(process.title)
            continue
        answers = entries.answers(entries.history.events[process.hold - 1])
        until = f", until {full_day_words(process.until)}" if process.until else ""
        lines.append(f"{process.title}: not to be spoken to{until}: {answers.get('hold', '')}")
    return lines


def _to_do(view: CaseView) -> list[str]:
    awaited = [_awaited(answers) for answers in view.wanted]
    return [*awaited, *(finding.message for finding in view.findings)]


def _awaited(answers: WantedView) -> str:
    missing = ", ".join(seat.name for seat in answers.missing)
    asked = len(answers.given) + len(answers.missing)
    return f"{answers.title}: {len(answers.given)} of {asked} have answered; awaited: {missing}"


def _shown(opening: Opening, history: Iterable[Event], told: Mapping[int, Entry]) -> list[Entry]:
    """Return the entries that the reader may read; some without what was written."""
    shown: list[Entry] = []
    for event in history:
        entry = told[event.seq]
        if opening.opens(event):
            shown.append(entry)
        elif opening.sees(event):
            shown.append(replace(entry, chapter="history", answers=(), reason="", late_reason=""))
    return shown


def _notices(history: OpenedHistory, *, is_whole: bool) -> list[str]:
    notices: list[str] = []
    if history.unreadable:
        why = next(iter(history.unreadable.values()))
        notices.append(f"{why} ({len(history.unreadable)} entries of {len(history.events)})")
    if not is_whole:
        notices.append(LEFT_OUT)
    return notices


def _referral(entries: EntriesInWords) -> Rows:
    form = _form(entries)
    if form is None:
        return []
    changes = sum(event.step == AMEND for event in entries.history.events)
    rows = entries.rows(form, (CHILDREN,))
    if changes:
        rows.append(("Changed in draft", "once" if changes == 1 else f"{changes} times"))
    return rows


def _children(entries: EntriesInWords) -> Sequence[Child]:
    form = _form(entries)
    if form is None:
        return ()
    question = next((field for field in entries.fields(form) if field.name == CHILDREN), None)
    if question is None:
        return ()
    children: list[Mapping[str, Any]] = entries.answers(form).get(CHILDREN) or []
    return [
        Child(str(child.get("label", number + 1)), entries.rows_of_entry(form, question, number))
        for number, child in enumerate(children)
    ]


def _form(entries: EntriesInWords) -> Any:
    """Return the entry with the form as it is now, or None if it cannot be read."""
    forms = [event for event in entries.history.events if event.step in (REFER, AMEND)]
    return forms[-1] if forms and forms[-1].sealed is not None else None
