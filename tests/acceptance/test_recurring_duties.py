"""
Duties that come again and again: when each is due, what starts the next, what ends it, also after
closing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pathway import DeadlineView, Pathway
from pathway.errors import StepRefused
from pathway.service.installing import install
from pathway.testing import PEOPLE, case_in, filled_in, take
from tests.conftest import MONDAY, empty
from tests.rehearsals import BU, CHAIR, REASONS, Rehearsal

pytestmark = pytest.mark.either
PARTNER = "partner.la@example.org"
REFERRER = "referrer.childrens@example.org"


@dataclass
class Year:
    """One case in a rehearsal, through the months."""

    desk: Rehearsal
    reference: str = ""

    @property
    def pathway(self) -> Pathway:
        """Return the library's face."""
        return self.desk.pathway

    def begin(self, state: str, **form: Any) -> None:
        """Open the case and lead it to a state, all on the day that the clock shows."""
        self.reference = case_in(self.pathway, state, **form).reference

    def until(self, day: str, *, stride: int = 7) -> None:
        """Let the time go by, with a sweep every so many days, to that day and with it."""
        last, now = date.fromisoformat(day), self.pathway.clock.now()
        while now.date() < last:
            now = self.pathway.clock.advance(min(timedelta(days=stride), last - now.date()))
            assert 0 == self.pathway.sweep().failed

    def take(self, step: str, **answers: Any) -> None:
        """Let whoever may take a step take it, by every partner where each has a say."""
        take(self.pathway, self.reference, step, **answers)

    def do(self, step: str, by: str, item: str | None = None, **answers: Any) -> None:
        """Let one person take a step, members of its input given, and every reason."""
        schema = self.pathway.schema(self.reference, step, by=by, item=item)
        self.pathway.take(
            self.reference, step, by=by, item=item, input=filled_in(schema, **answers), **REASONS
        )

    def fact(self, name: str, **more: Any) -> None:
        """Let the business unit record a fact of today."""
        self.pathway.take(
            self.reference, "record_fact", by=BU, input={"fact": name, **more}, **REASONS
        )

    def all_of(self, key: str) -> list[DeadlineView]:
        """Return every occurrence of a duty, in the order in which they began."""
        deadlines = [
            deadline for deadline in self.pathway.deadlines(self.reference) if deadline.key == key
        ]
        return sorted(deadlines, key=lambda deadline: deadline.occurrence)

    def stands(self, key: str) -> list[tuple[str, str]]:
        """Return due day and state of every occurrence, in the order in which they began."""
        return [(deadline.due.isoformat(), deadline.state) for deadline in self.all_of(key)]

    def rungs(self, deadline: str) -> list[str]:
        """Return the rungs of which notices were written, in order, each once."""
        rows = self.desk.sql(
            "SELECT rung FROM pathway_notice WHERE deadline = ? ORDER BY id", [deadline]
        )
        return list(dict.fromkeys(str(rung) for (rung,) in rows))

    def holds(self) -> bool:
        """Say whether the chain holds, and the rows are what replay makes of it."""
        return self.pathway.verify() == []


@pytest.fixture
def year(backend: str, tmp_path: Path) -> Iterator[Year]:
    """Return a rehearsal with few people that begins on Monday 16 March 2026."""
    url = empty(backend)
    install(url or f"sqlite:///{tmp_path}/pathway.db", tmp_path / "pathway.key", rehearsal=True,
            trust_operators=False, now=MONDAY)  # fmt: skip
    made = Rehearsal(tmp_path / "pathway.db", url)
    made.pathway.people.import_file(PEOPLE)
    yield Year(made)
    made.remove()


def test_checkpoints_of_a_practice_review(year: Year) -> None:
    """
    Every 20 working days from the last one, however late that was, until the report is approved.
    """
    year.begin("cspr.fieldwork")
    first = year.stands("cspr_checkpoint")
    year.until("2026-04-14")  # Tue
    year.do("record_checkpoint", BU)
    second = year.stands("cspr_checkpoint")
    year.until("2026-05-20")  # Wed; nobody looked in between
    missed = year.stands("cspr_checkpoint")
    year.do("record_checkpoint", BU)
    third = year.stands("cspr_checkpoint")
    for step in ("waive", "complete_fieldwork", "submit_report", "approve_report"):
        year.take(step)
    year.until("2026-07-01")

    assert [("2026-04-15", "running")] == first  # Wed: Good Friday and Easter Monday left out
    assert [("2026-04-15", "met"), ("2026-05-13", "running")] == second  # Wed: 4 May left out
    assert ("2026-05-13", "breached") == missed[-1]
    assert [("2026-05-13", "met_late"), ("2026-06-18", "running")] == third[
        1:
    ]  # Thu: 25 May left out
    assert ["met", "met_late", "stopped"] == [state for _, state in year.stands("cspr_checkpoint")]
    assert year.holds()


def test_a_delay_is_reviewed_every_month_while_the_dutys_reminders_rest(year: Year) -> None:
    """
    Recording again is the review; after its end the duty is reminded of again; its due day never
    moved.
    """
    year.begin("cspr.fieldwork")
    year.until("2026-09-10")  # Thu, six days before publication is due
    duty = {
        "duty": "cspr_publication",
        "told": "Panel and Secretary of State",
        "told_on": "2026-09-10",
    }
    year.do("record_delay", PARTNER, **duty, revised_on="2026-12-18")
    first = year.stands("delay_review")
    year.until("2026-10-08")  # Thu
    resting = year.rungs("cspr_publication")
    year.do("record_delay", PARTNER, **duty, revised_on="2027-01-29")
    second = year.stands("delay_review")
    year.until("2026-11-06")  # Fri
    year.until("2026-11-12", stride=1)  # Thu; the review was missed
    missed, still_resting = year.stands("delay_review"), year.rungs("cspr_publication")
    year.do("record_delay", PARTNER, **duty, revised_on="2027-03-31")
    year.until("2026-11-20")  # Fri
    year.do("end_delay", PARTNER, duty="cspr_publication")
    year.until("2026-11-23")  # Mon

    assert [("2026-10-10", "running")] == first  # Sat: months do not roll off a weekend
    assert date(2026, 10, 9) == year.all_of("delay_review")[0].practical  # Fri
    assert [("2026-10-10", "met"), ("2026-11-08", "running")] == second
    assert ("2026-11-08", "breached") == missed[-1]
    assert ["met", "met_late", "met"] == [state for _, state in year.stands("delay_review")]
    assert resting == still_resting
    assert [] == [rung for rung in resting if rung.startswith("+")]
    assert [f"+{(year.pathway.clock.now().date() - date(2026, 9, 16)).days - 20}wd"] == year.rungs(
        "cspr_publication"
    )[-1:]
    assert [("2026-09-16", "breached")] == year.stands(
        "cspr_publication"
    )  # Wed: the day it was due all along
    assert "+3wd" in year.rungs("delay_review/cspr_publication.2")
    assert year.holds()


def test_a_duty_that_is_done_ends_the_review_of_its_delay(year: Year) -> None:
    """No further review starts, and none is missed."""
    year.begin("cspr.commissioning")
    year.do("record_delay", PARTNER, duty="cspr_decision_told", revised_on="2026-04-20")
    year.until("2026-03-24")
    year.fact("cspr_decision_told")
    year.until("2026-05-20")

    assert [("2026-04-16", "stopped")] == year.stands("delay_review")
    assert [("2026-03-17", "met_late")] == year.stands("cspr_decision_told")
    assert year.holds()


def test_a_delay_ends_with_the_case_and_what_lives_on_is_reminded_of_again(year: Year) -> None:
    """
    Closing stops the review; nobody would look at the delay again, so the duty's reminders rest no
    longer.
    """
    year.begin("good_outcome_review.report")
    year.do("record_delay", CHAIR, duty="referrer_told", revised_on="2026-04-30")
    year.until("2026-03-26", stride=1)  # Thu, three working days after it was due
    resting = year.rungs("referrer_told")
    for step in ("waive", "accept_report"):
        year.take(step)
    year.take("no_actions_needed")
    year.until("2026-04-01")  # Wed

    assert "closed" == year.pathway.case(year.reference).state
    assert [] == [rung for rung in resting if rung.startswith("+")]
    assert [("2026-04-16", "stopped")] == year.stands("delay_review")
    assert ("2026-03-23", "breached") == year.stands("referrer_told")[0]
    assert "+5wd" in year.rungs("referrer_told")
    assert year.holds()


def test_a_delay_ends_where_its_review_is_waived(year: Year) -> None:
    """A delay that nobody is to look at again lets nothing rest."""
    year.begin("good_outcome_review.report")
    year.do("record_delay", CHAIR, duty="referrer_told", revised_on="2026-04-30")
    (review,) = year.all_of("delay_review")
    year.do("waive_deadline", CHAIR, deadline=review.id)
    year.until("2026-03-26", stride=1)  # Thu, three working days after it was due

    assert [("2026-04-16", "waived")] == year.stands("delay_review")
    assert "+3wd" in year.rungs("referrer_told")
    assert year.holds()


def test_impact_is_checked_after_three_six_and_twelve_months(year: Year) -> None:
    """
    Each by itself; more work stops those that are left, and all three start again when it is done.
    """
    year.begin("action_plan.impact")
    first = year.stands("impact_check")
    year.until("2026-06-10")  # Wed
    year.fact("impact_checked", months=3)
    year.until("2026-09-21")  # Mon; nobody checked after six months
    second = year.stands("impact_check")
    year.fact("impact_checked", months=6)
    third = year.stands("impact_check")
    year.until("2026-10-01")  # Thu
    year.take("more_work")
    year.until("2026-11-02")  # Mon
    year.take("do_not_pursue")
    year.take("complete_actions")
    year.until("2027-03-20")

    assert [
        ("2026-06-16", "running"),
        ("2026-09-16", "running"),
        ("2027-03-16", "running"),
    ] == first
    assert ["met", "breached", "running"] == [state for _, state in second]
    assert ["met", "met_late", "running"] == [state for _, state in third]
    assert [
        ("2027-03-16", "stopped"),
        ("2027-02-02", "breached"),
        ("2027-05-02", "running"),
        ("2027-11-02", "running"),
    ] == year.stands("impact_check")[2:]
    assert year.holds()


def closed_after_publication(year: Year) -> None:
    """
    Lead a practice review to its publication on Monday 30 March, its plan to the end, and the case
    to closing.
    """
    year.begin("cspr.approval")
    year.take("approve_report")
    year.do("plan_publication", BU, "publication", planned_publication_on="2026-03-30")
    year.do("send_copies", BU, "publication")
    year.fact("cspr_decision_told")
    year.until("2026-03-30")
    year.do("publish", BU, "publication")
    for step in ("add_action", "agree_plan"):
        year.take(step)
    year.do("do_not_pursue", CHAIR, "action:1")
    year.take("complete_actions")
    for deadline in year.all_of("impact_check"):
        year.do("waive_deadline", CHAIR, deadline=deadline.id)
    year.take("accept_impact")
    assert "closed" == year.pathway.case(year.reference).state


def test_a_report_is_kept_for_a_year_though_the_case_is_closed(year: Year) -> None:
    """
    A prompt on the last day, never a breach; before it nobody may take the report away, afterwards
    it is met.
    """
    closed_after_publication(year)
    begun = year.stands("publication_kept")
    year.desk.clock("2027-03-28")  # Sun
    year.until("2027-03-29", stride=1)  # Mon
    with pytest.raises(StepRefused) as early:
        year.do("withdraw_report", BU, "publication")
    year.until("2027-05-04")  # Tue
    prompted, kept = year.rungs("publication_kept/publication"), year.stands("publication_kept")
    overdue = [deadline.id for deadline in year.all_of("publication_kept") if deadline.overdue]
    year.do("withdraw_report", BU, "publication")

    assert [("2027-03-30", "running")] == begun == kept
    assert ["guard.kept_long_enough"] == [reason.code for reason in early.value.reasons]
    assert ["0"] == prompted
    assert [] == overdue
    assert [("2027-03-30", "met")] == year.stands("publication_kept")
    assert year.holds()


def test_a_report_that_is_taken_down_after_closing_has_a_year_of_its_own(year: Year) -> None:
    """Taking it down stops the first year; published again, the next begins."""
    closed_after_publication(year)
    year.until("2026-04-20")  # Mon
    year.do("take_down", PARTNER, "publication")
    stopped = year.stands("publication_kept")
    year.do("plan_publication", BU, "publication", planned_publication_on="2026-05-11")
    year.do("send_copies", BU, "publication")
    year.until("2026-05-11")  # Mon
    year.do("publish", BU, "publication")

    assert [("2027-03-30", "stopped")] == stopped
    assert [("2027-03-30", "stopped"), ("2027-05-11", "running")] == year.stands("publication_kept")
    assert "closed" == year.pathway.case(year.reference).state
    assert year.holds()


@pytest.mark.parametrize("end", ["panel_returns_review", "national_review_published"])
def test_a_national_review_is_looked_at_every_three_months(year: Year, end: str) -> None:
    """By a note that says so; any other note is none. It ends with the national review."""
    year.begin("national_review")
    year.until("2026-06-12")  # Fri
    year.do("note", BU, text="Rang the Panel about the parking.", meets=None, settles=None)
    another = year.stands("national_review_check")
    year.do(
        "note", BU, text="Asked the Panel: under way.", meets="national_review_check", settles=None
    )
    year.until("2026-09-15")  # Tue; nobody asked again
    missed = year.stands("national_review_check")
    year.take(end)
    year.until("2026-12-20")

    assert [("2026-06-16", "running")] == another
    assert [("2026-06-16", "met"), ("2026-09-12", "breached")] == missed  # Sat
    assert [("2026-06-16", "met"), ("2026-09-12", "met_late")] == year.stands(
        "national_review_check"
    )
    assert year.holds()


def test_a_plan_is_reviewed_every_thirty_working_days(year: Year) -> None:
    """Until its actions are done; more work and an opened plan begin it anew."""
    year.begin("action_plan.monitoring")
    year.until("2026-04-28")  # Tue
    year.do("note", CHAIR, text="Seen at the subgroup.", meets="plan_review", settles=None)
    reviewed = year.stands("plan_review")
    year.until("2026-06-15")  # Mon; the second one was missed
    missed = year.stands("plan_review")
    year.take("do_not_pursue")
    year.take("complete_actions")
    done = year.stands("plan_review")
    year.take("more_work")
    again = year.stands("plan_review")
    year.take("do_not_pursue")
    year.take("complete_actions")
    for deadline in [
        deadline for deadline in year.all_of("impact_check") if deadline.state == "running"
    ]:
        year.do("waive_deadline", CHAIR, deadline=deadline.id)
    year.take("accept_impact")
    year.until("2026-10-01")  # Thu
    closed = year.stands("plan_review")
    year.take("reopen_plan")

    assert [("2026-04-29", "met"), ("2026-06-11", "running")] == reviewed  # Wed, Thu
    assert ("2026-06-11", "breached") == missed[-1]
    assert ["met", "met_late"] == [state for _, state in done]
    assert ("2026-07-27", "running") == again[-1]  # Mon
    assert ["met", "met_late", "met"] == [state for _, state in closed]
    assert ("2026-11-12", "running") == year.stands("plan_review")[-1]  # Thu
    assert year.holds()


def test_the_panel_is_chased_and_owes_nothing(year: Year) -> None:
    """
    After ten working days, never as a breach; a question is a reply, and the next chase begins with
    it.
    """
    year.begin("rapid_review.panel_response")
    year.until("2026-04-10", stride=1)  # Fri
    year.until("2026-05-20")  # Wed
    chased = [deadline.id for deadline in year.all_of("panel_reply_chase") if deadline.overdue]
    silent, rungs = year.stands("panel_reply_chase"), year.rungs("panel_reply_chase")
    year.do("record_panel_response", BU, response="asks_for_information")
    asked = year.stands("panel_reply_chase")
    year.do("record_panel_response", BU, response="agrees")
    year.until("2026-06-30")

    assert [("2026-03-30", "running")] == silent  # Mon
    assert ["start", "-2wd", "0", "+3wd", "+5wd"] == rungs
    assert [("2026-03-30", "met"), ("2026-06-04", "running")] == asked  # Thu: 25 May left out
    assert [("2026-03-30", "met"), ("2026-06-04", "met")] == year.stands("panel_reply_chase")
    assert [] == chased
    assert year.holds()
