"""Cases in pages: summaries, in every order, for everybody who reads."""

from __future__ import annotations

import pytest

from pathway.errors import NotFound, WrongUsage
from pathway.storage.cases.pages import SORTS
from tests.rehearsals import BU, NURSE, NURSES_REP, TEACHER, TEACHERS_REP, YJ_OFFICER, Rehearsal

ORDERS = {
    "opened": ["0001", "0002", "0003", "0004", "0005"],
    "newest": ["0005", "0004", "0003", "0002", "0001"],
    "changed": ["0005", "0004", "0002", "0003", "0001"],
    "due": ["0001", "0003", "0002", "0004", "0005"],
}
# A nurse referred three of them, and neither of the others is hers to read.
READERS = {None: 5, BU: 5, NURSE: 3, TEACHER: 1, TEACHERS_REP: 1, YJ_OFFICER: 1}


@pytest.fixture
def five(desk: Rehearsal) -> Rehearsal:
    """Return a desk with five cases: the third was endorsed a day before the second was submitted."""
    for _ in range(3):
        desk.refer()
    desk.do("PR-2026-0003", "submit", NURSE)
    desk.do("PR-2026-0003", "endorse", NURSES_REP)
    desk.clock("2026-03-17")  # Tue
    desk.do("PR-2026-0002", "submit", NURSE)
    desk.clock("2026-05-05", 18)  # Tue
    desk.refer("good_outcome")
    desk.clock("2026-06-15", 18)  # Mon
    desk.refer("serious_offence")
    return desk


def pages(desk: Rehearsal, size: int, **asked: str | None) -> list[list[str]]:
    """Return the references of each page."""
    listed: list[list[str]] = []
    after: str | None = None
    while True:
        page = desk.pathway.cases(limit=size, after=after, **asked)  # type: ignore[arg-type]
        if not page:
            return listed
        listed.append([case.reference for case in page])
        after = listed[-1][-1]


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_in_pages_of_every_size(five: Rehearsal, sort: str) -> None:
    """Whatever the size of the pages, all cases are there once, in that order."""
    whole = [case.reference for case in five.pathway.cases(sort=sort)]

    assert ORDERS[sort] == [reference[-4:] for reference in whole]
    for size in range(1, 7):
        cut = pages(five, size, sort=sort)
        assert whole == [reference for page in cut for reference in page]
        assert all(len(page) == size for page in cut[:-1])


@pytest.mark.parametrize("by", READERS)
def test_a_page_counts_what_its_reader_sees(five: Rehearsal, by: str | None) -> None:
    """What they may not read leaves no gap."""
    cut = pages(five, 2, by=by)

    assert READERS[by] == sum(len(page) for page in cut)
    assert all(len(page) == 2 for page in cut[:-1])


def test_a_summary_says_where_a_case_is(five: Rehearsal) -> None:
    """With its next duty, as the whole case has it."""
    case = five.pathway.case("PR-2026-0002", by=BU)
    summary = five.pathway.cases(state="quality_assurance", by=BU, limit=1)[0]
    shared = summary.as_json()
    duty = shared.pop("next_duty")
    overdue, place = shared.pop("overdue"), shared.pop("cursor")
    running = [
        each for each in case.as_json()["deadlines"] if each["state"] in ("running", "breached")
    ]

    assert shared == {name: case.as_json()[name] for name in shared}
    assert running[0] == duty
    assert any(each["overdue"] for each in running) == overdue
    assert "items" not in shared
    assert "PR-2026-0002" == place


def test_a_page_holds_while_cases_come_in(five: Rehearsal) -> None:
    """One that was opened meanwhile is on a later page, and none is shown twice."""
    first = five.pathway.cases(limit=3)
    five.refer("serious_offence")
    second = five.pathway.cases(limit=3, after=first[-1].reference)

    assert ["0004", "0005", "0006"] == [case.reference[-4:] for case in second]


def test_whole_cases_come_in_the_same_pages(five: Rehearsal) -> None:
    """As `case` returns each."""
    (case,) = five.pathway.whole_cases(by=BU, limit=1, after="PR-2026-0002")

    assert five.pathway.case("PR-2026-0003", by=BU) == case


def test_what_cannot_be_a_page_is_refused(five: Rehearsal) -> None:
    """With the way out."""
    with pytest.raises(WrongUsage, match="sorted by opened, newest, changed, due, not by size"):
        five.pathway.cases(sort="size")
    with pytest.raises(WrongUsage, match="at least one case"):
        five.pathway.cases(limit=0)
    with pytest.raises(NotFound, match="PR-2026-0009"):
        five.pathway.cases(after="PR-2026-0009")
    with pytest.raises(NotFound):
        five.pathway.cases(after="\x00")


def test_mail_and_reads_come_in_pages(desk: Rehearsal) -> None:
    """By their numbers."""
    desk.endorsed()
    desk.pathway.sweep()
    messages = [message.id for message in desk.pathway.mail.list()]
    first = desk.pathway.mail.list(limit=1)
    rest = desk.pathway.mail.list(after=first[0].id)
    for _ in range(3):
        desk.pathway.case("PR-2026-0001", by=BU)
    reads = [read.id for read in desk.pathway.reads.list()]
    older = [read.id for read in desk.pathway.reads.list(after=reads[1], limit=2)]

    assert messages == [message.id for message in (*first, *rest)]
    assert len(rest) > 0
    assert sorted(reads, reverse=True) == reads
    assert reads[2:4] == older


def test_cases_that_are_not_closed(five: Rehearsal) -> None:
    """In a page of their own, as `*` is every state that is not final in a definition."""
    five.do("PR-2026-0004", "withdraw", TEACHER, reason="Entered by mistake.")

    assert ["0005", "0003", "0002", "0001"] == [
        case.reference[-4:] for case in five.pathway.cases(state="*", sort="newest")
    ]
