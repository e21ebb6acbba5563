"""A case that a process used is read again only after another event, and is then as it is stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import create_engine

from pathway import Pathway
from pathway.service.views.history import EventView
from pathway.storage.cases import kept as keeping
from pathway.storage.cases.cases import CaseStore
from pathway.storage.cases.kept import KeptCases
from pathway.testing import case_in, filled_in
from pathway.workflows.history.case import Case
from tests.counted_calls import counted_calls
from tests.counted_rows import rows_read
from tests.rehearsals import BU, CHAIR, Rehearsal

NOTE = {"text": "Telephoned."}
PLAN, GATHERING = "action_plan.drafting", "rapid_review.gathering"


def kept_in(pathway: Pathway) -> KeptCases:
    """Return the cases that a connection keeps."""
    return pathway._installation.kept_cases  # pyright: ignore[reportPrivateUsage]


def stored(pathway: Pathway, reference: str) -> Case:
    """Return a case as whoever kept nothing reads it."""
    with pathway._installation.connected() as connection:  # pyright: ignore[reportPrivateUsage]
        return CaseStore(connection).get(reference)


def as_text(case: Case) -> str:
    """Return all of a case as text, each of its tables in its order."""
    views = [*case.items.items(), *case.deadlines.items()]
    tables = json.dumps(sorted(case.document.items()))
    return f"{case.version} {case.head} {tables} {views}"


class Comparing:
    """Takes down what a connection keeps and what is stored, whenever an event was recorded."""

    def __init__(self) -> None:
        self.pathway: Pathway | None = None
        self.both: list[tuple[str, str]] = []

    def __call__(self, events: Sequence[EventView]) -> None:
        """Compare the cases of the events."""
        for reference in {entry.case for entry in events}:
            kept = kept_in(self.pathway).get(reference) if self.pathway else Case(reference)
            if self.pathway and kept.version:
                self.both.append((as_text(kept), as_text(stored(self.pathway, reference))))


@pytest.mark.parametrize(
    "state", [PLAN, "cspr.approval", "serious_offence_review.report", "rapid_review.meeting"]
)
def test_what_is_kept_is_what_is_stored(desk: Rehearsal, state: str) -> None:
    """After every step of a case, in every part of it and in its order."""
    comparing = Comparing()
    listening = Pathway.connect(desk.address, key_file=desk.key, listener=comparing)
    comparing.pathway = listening
    reference = case_in(listening, state).reference
    listening.take(reference, "note", by=BU, input=NOTE)
    note = listening.case(reference).version
    answers = {"event": note, "field": "text", "value": "Wrote.", "why": "In haste."}
    listening.take(reference, "correct", by=BU, input=answers)
    listening.close()

    assert len(comparing.both) > 5
    assert all(kept == stored for kept, stored in comparing.both)


@pytest.mark.sqlite
def test_a_case_is_read_once(desk: Rehearsal) -> None:
    """A step, and whatever reads the case after it, read none of its items and duties again."""
    few, many = (case_in(desk.pathway, PLAN).reference for _ in range(2))
    action = filled_in(desk.pathway.schema(many, "add_action", by=BU))
    for _ in range(20):
        desk.pathway.take(many, "add_action", by=BU, input=action)
    pathway = desk.pathway
    rows: dict[str, list[int]] = {}
    for reference in (few, many):
        pathway.case(reference, by=BU)
        rows[reference] = [
            rows_read(partial(pathway.take, reference, "note", by=BU, input=NOTE)),
            rows_read(partial(pathway.case, reference, by=BU)),
            rows_read(partial(pathway.case, reference, by=CHAIR)),
            rows_read(partial(pathway.steps, reference, step="note", by=BU)),
        ]
    again = rows_read(partial(desk.connect().case, many, by=BU))

    assert rows[few] == rows[many]
    assert again > 40 > max(rows[many])


def test_what_another_process_did_is_seen(desk: Rehearsal) -> None:
    """With the next transaction, and whoever is behind is not let on."""
    reference = case_in(desk.pathway, GATHERING).reference
    before = desk.pathway.case(reference, by=BU)
    desk.connect().take(reference, "note", by=BU, input=NOTE)
    seen = desk.pathway.case(reference, by=BU)
    taken = desk.pathway.take(
        reference, "note", by=BU, input=NOTE, expect_version=before.version + 1
    )

    assert (before.version + 1, before.version + 2) == (seen.version, taken.version)


def test_what_was_undone_is_not_kept(desk: Rehearsal) -> None:
    """A host's transaction that was rolled back has left nothing."""
    reference = case_in(desk.pathway, GATHERING).reference
    before = desk.pathway.case(reference, by=BU)
    engine = create_engine(desk.address)
    with engine.connect() as connection, connection.begin() as transaction:
        desk.pathway.join(connection).take(reference, "note", by=BU, input=NOTE)
        transaction.rollback()
    engine.dispose()

    assert before == desk.pathway.case(reference, by=BU)
    assert before.version + 1 == desk.pathway.take(reference, "note", by=BU, input=NOTE).version


def test_nothing_that_was_opened_is_kept(desk: Rehearsal) -> None:
    """What the form calls the children is sealed, and opened anew for each who needs it."""
    reference = case_in(desk.pathway, GATHERING).reference
    desk.pathway.take(reference, "note", by=BU, input=NOTE)
    calls = [
        counted_calls(lambda: desk.pathway.steps(reference, by=BU))["_labels_on_form"]
        for _ in range(2)
    ]

    assert [1, 1] == calls
    assert {} == kept_in(desk.pathway).get(reference).read_once


def test_what_a_caller_does_to_a_view_stays_with_them(desk: Rehearsal) -> None:
    """Neither the next reader nor the next step sees it."""
    reference = case_in(desk.pathway, PLAN).reference
    action = filled_in(desk.pathway.schema(reference, "add_action", by=BU))
    desk.pathway.take(reference, "add_action", by=BU, input=action)
    case = desk.pathway.case(reference, by=BU)
    before = case.as_json()
    views: list[Any] = [case.links, *(item.data for item in case.items)]
    views += [table for duty in case.deadlines for table in (*duty.skipped, *duty.moves)]
    lists: list[Any] = [value for table in views for value in table.values()]
    for value in lists:
        if isinstance(value, list):
            cast(list[object], value).append("changed")
    for table in views:
        table["changed"] = True
    again = desk.pathway.case(reference, by=BU).as_json()
    desk.pathway.take(reference, "add_action", by=BU, input=action)

    assert before == again
    assert [] == [found for found in desk.pathway.verify() if found.is_fault]


def test_few_are_kept(desk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those used last, as long as their items and duties are no more than a process has room for."""
    monkeypatch.setattr(keeping, "MOST", 50)
    names = [case_in(desk.pathway, GATHERING).reference for _ in range(4)]
    for name in names:
        desk.pathway.case(name, by=BU)
    kept = [kept_in(desk.pathway).get(name).version > 0 for name in names]

    assert not kept[0]
    assert kept[-1]


def test_what_rests_keeps_none(desk: Rehearsal) -> None:
    """A worker for many databases has only the cases of its present turns."""
    reference = case_in(desk.pathway, GATHERING).reference
    before = kept_in(desk.pathway).get(reference).version
    desk.pathway.rest()

    assert before > 0 == kept_in(desk.pathway).get(reference).version
    assert before == desk.pathway.case(reference, by=BU).version
