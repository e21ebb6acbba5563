"""What several calls read in one transaction, and what a step costs at the desk: counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pathway.errors import Refused
from pathway.service.views.steps import StepView
from pathway.testing import case_in
from tests.counted_calls import counted_calls
from tests.desks import Browser, Page, client_of
from tests.rehearsals import BU, CHAIR, Rehearsal
from tests.statements import asked

TRIAGE = "subgroup_decision.triage"
REP = "rep.police@example.org"
NOTE = {"text": "As recorded in the minutes."}
DAY = timedelta(days=1)
# With it each transaction begins to read.
SETTINGS = "FROM pathway_setting"


def transactions(statements: list[str]) -> int:
    """Return in how many transactions statements were made."""
    return sum(SETTINGS in sql for sql in statements)


@pytest.fixture
def reference(desk: Rehearsal) -> str:
    return case_in(desk.pathway, TRIAGE).reference


def test_calls_at_once_read_in_one_transaction(desk: Rehearsal, reference: str) -> None:
    """The case is read once, whatever is asked of it."""
    with desk.pathway.at_once() as cases, asked() as statements:
        cases.case(reference, by=BU)
        cases.history(reference, by=BU)
        cases.people.posts(by=BU)
        cases.clock.now()

    assert transactions(statements) == 1
    assert sum("pathway_item.document" in sql for sql in statements) <= 1


def test_what_others_write_meanwhile_is_seen_after_it(desk: Rehearsal, reference: str) -> None:
    """All that a page shows is of the same moment."""
    with desk.pathway.at_once() as cases:
        before = cases.case(reference, by=BU).version
        desk.pathway.take(reference, "note", by=BU, input=NOTE)
        during = (cases.case(reference, by=BU).version, len(cases.history(reference, by=BU)))

    assert during == (before, before)
    assert desk.pathway.case(reference).version == before + 1


def test_what_is_written_at_once_is_committed_and_read(desk: Rehearsal, reference: str) -> None:
    """A step is a transaction of its own, and the case is then read as it left it."""
    with desk.pathway.at_once() as cases:
        before = cases.case(reference, by=BU).version
        cases.take(reference, "note", by=BU, input=NOTE)
        after = cases.case(reference, by=BU).version

    assert (before + 1, before + 1) == (after, desk.pathway.case(reference).version)


def test_each_call_at_once_reads_for_whom_it_names(desk: Rehearsal, reference: str) -> None:
    """What one of them may read does not pass to the next."""
    with desk.pathway.at_once() as cases:
        whole = cases.cases(by=BU)
        own = cases.cases(by=REP)
        everything = cases.cases()

    assert [[reference], [], [reference]] == [
        [case.reference for case in shown] for shown in (whole, own, everything)
    ]


def test_a_call_at_once_has_its_own_users_and_its_own_instant(
    desk: Rehearsal, reference: str
) -> None:
    """Whoever has a token is nobody else, and at another instant it is that instant."""
    token = desk.pathway.tokens.issue(CHAIR, by=BU, days=1).token
    with desk.pathway.at_once() as cases:
        now = cases.clock.now()
        cases.case(reference, by=BU)
        limited = cases.with_token(token)
        with pytest.raises(Refused):
            limited.case(reference, by=BU)
        assert reference == limited.case(reference, by=CHAIR).reference
        assert now + DAY == cases.at(now + DAY).clock.now()
        assert now == cases.clock.now()


def test_each_page_of_a_step_is_read_in_one_transaction(desk: Rehearsal, reference: str) -> None:
    """A page that writes reads before and after it, and who sent it before all of it."""
    counts: list[int] = []
    with client_of(desk.pathway) as client:
        browser = Browser(client, BU)
        acts: list[Callable[[], Page]] = [
            lambda: browser.open(f"/cases/{reference}/steps/note"),
            lambda: browser.send("look", NOTE),
            lambda: browser.send("take"),
            lambda: browser.open(f"/cases/{reference}/history"),
        ]
        for act in acts:
            with asked() as statements:
                shown = act()
            assert shown.status == 200
            counts.append(transactions(statements))

    # Of two pages, the second is the one to which the first leads.
    assert counts == [1, 1 + 3 + 1, 1 + 2 + 1, 1]


@pytest.mark.parametrize("others", [2, 12])
def test_a_page_of_a_case_reads_one_other_case(desk: Rehearsal, others: int) -> None:
    """However many the case might be the duplicate of: one that would do is enough."""
    references = [case_in(desk.pathway, TRIAGE).reference for _ in range(others + 1)]

    with client_of(desk.pathway) as client:
        browser = Browser(client, BU)
        browser.open(f"/cases/{references[0]}")
        with asked() as statements:
            page = browser.open(f"/cases/{references[0]}")

    assert page.status == 200
    assert sum("pathway_case.document" in sql for sql in statements) == 2
    assert [] == [sql for sql in statements if "pathway_case.reference IN" in sql]


def test_a_list_of_steps_without_forms_makes_none(desk: Rehearsal, reference: str) -> None:
    """It says the same of each step but what it asks; nor does the page of a case make them."""
    steps = desk.pathway.steps(reference, by=BU)
    plain = [replace(step, input_schema={}) for step in steps]
    listed: list[StepView] = []
    calls = counted_calls(lambda: listed.extend(desk.pathway.steps(reference, by=BU, forms=False)))
    with client_of(desk.pathway) as client:
        page = counted_calls(lambda: Browser(client, BU).open(f"/cases/{reference}"))

    assert any(step.input_schema for step in steps)
    assert plain == listed
    assert (0, 0) == (calls["input_schema"], page["input_schema"])


def test_a_draft_is_found_in_few_statements(desk: Rehearsal, reference: str) -> None:
    """One that is new, one that replaces it, and a step that removes it with what it writes."""
    drafts, answers = desk.pathway.drafts, {"input": NOTE}
    desk.pathway.take(reference, "note", by=BU, input=NOTE)
    counts: list[int] = []
    for act in (
        lambda: drafts.keep(reference, "note", None, answers, by=BU),
        lambda: drafts.keep(reference, "note", None, answers, by=BU),
        lambda: desk.pathway.take(reference, "note", by=BU, input=NOTE),
    ):
        with asked() as statements:
            act()
        # Whether anybody drafts a step is asked with the case.
        own = [sql for sql in statements if "pathway_draft" in sql and "'drafts'" not in sql]
        counts.append(len(own))

    assert drafts.get(reference, "note", None, by=BU) is None
    assert [2, 2, 2] == counts


def test_names_of_documents_are_read_where_they_are_asked_for(
    desk: Rehearsal, reference: str
) -> None:
    """For them all that was written is opened."""
    read = desk.pathway.documents.case_names
    with asked() as without:
        read(reference, by=BU, documents=False)
    with asked() as all_names:
        read(reference, by=BU)

    assert [False, True] == [
        any("pathway_event" in sql for sql in statements) for statements in (without, all_names)
    ]
