"""
Steps through the library on a real file: breaches, lateness, days, versions, races, refusals,
previews.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from pathway.errors import Conflict, NotFound, PathwayError, StepRefused
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.history import EventView
from tests.rehearsals import (
    BU,
    CHAIR,
    NOTIFIER,
    NURSE,
    NURSES_DEPUTY,
    NURSES_REP,
    PARTNERS,
    REASONS,
    Rehearsal,
)

LATE = {
    "national_reference": "SIN-1",
    "children": ["Child A"],
    "partners_told": True,
    "reasons": "The injuries.",
}


def events(desk: Rehearsal, reference: str, step: str) -> list[EventView]:
    """Return the entries of a case's history that are that step."""
    return [event for event in desk.pathway.history(reference) if event.step == step]


def deadline(desk: Rehearsal, reference: str, key: str) -> DeadlineView:
    """Return a deadline of a case."""
    return desk.pathway.explain(reference, key)


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> set[str]:
    """Return the codes of a refusal."""
    return {reason.code for reason in refused.value.reasons}


def sent_to_the_panel(desk: Rehearsal) -> str:
    """Bring a case to the Panel on Monday 16 March 2026, and return its reference."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    for item in desk.pathway.case(reference).items:
        if item.kind == "agency_return":
            desk.do(reference, "waive", CHAIR, item.id)
    desk.do(reference, "convene", BU)
    desk.do(reference, "conclude_rapid_review", CHAIR)
    for partner in PARTNERS:
        desk.do(reference, "sign_off", partner)
    desk.do(reference, "send_rapid_review", BU)
    return reference


def test_an_overdue_duty_is_breached_before_the_next_step(desk: Rehearsal) -> None:
    """Each by the system, on the day after it was due, recorded now, the earliest first."""
    reference = desk.refer()
    desk.clock("2026-03-24")  # Tue
    desk.do(reference, "submit", NURSE)
    steps = [
        (event.step, event.by, event.occurred_on) for event in desk.pathway.history(reference)
    ][1:]

    assert [
        ("breach", "system", date(2026, 3, 18)),  # Wed: draft was due the day before
        ("breach", "system", date(2026, 3, 20)),  # Fri: panel_notification
        ("breach", "system", date(2026, 3, 20)),  # Fri: partners_told
        ("submit", NURSE, date(2026, 3, 24)),
    ] == steps
    assert {datetime(2026, 3, 24, 9, tzinfo=UTC)} == {
        event.recorded_at for event in desk.pathway.history(reference) if event.step == "breach"
    }
    assert ("met_late", date(2026, 3, 24)) == (
        deadline(desk, reference, "draft").state,
        deadline(desk, reference, "draft").met_on,
    )


def test_what_the_step_meets_on_time_is_not_breached(desk: Rehearsal) -> None:
    """Done on the due day and written down later: no breach of it, only of the others."""
    reference = desk.refer()
    desk.clock("2026-03-24")  # Tue
    desk.do(reference, "submit", NURSE, on="2026-03-17")  # Tue, the day it was due

    assert "met" == deadline(desk, reference, "draft").state
    assert "breached" == deadline(desk, reference, "panel_notification").state
    assert 2 == len(events(desk, reference, "breach"))


def test_a_refused_step_records_no_breach(desk: Rehearsal) -> None:
    """Breaches and step are one transaction."""
    reference = desk.refer()
    desk.clock("2026-03-24")  # Tue
    before = desk.contents()
    with pytest.raises(StepRefused):
        desk.pathway.take(reference, "submit", by=CHAIR)

    assert before == desk.contents()


def test_a_breach_is_recorded_once(desk: Rehearsal) -> None:
    """Neither a further step nor a sweep says it again."""
    reference = desk.refer()
    desk.clock("2026-03-24")  # Tue
    desk.do(reference, "submit", NURSE)
    desk.pathway.sweep()
    desk.pathway.sweep()
    desk.do(reference, "return_to_referrer", NURSES_REP)

    assert 3 == len(events(desk, reference, "breach"))


def test_a_chase_is_never_breached(desk: Rehearsal) -> None:
    """The Panel owes no reply by a day, so nothing is overdue."""
    reference = sent_to_the_panel(desk)
    desk.clock("2026-06-22")  # Mon
    desk.pathway.sweep()
    desk.do(reference, "record_panel_response", BU)
    chase = deadline(desk, reference, "panel_reply_chase")

    assert ("met", False) == (chase.state, chase.overdue)
    assert date(2026, 3, 30) == chase.due  # Mon, ten working days
    assert [] == [
        event for event in events(desk, reference, "breach") if "chase" in str(event.input)
    ]


def test_on_time_but_recorded_late_corrects_the_breach(desk: Rehearsal) -> None:
    """The sweep saw it overdue; it had been sent on the last day, and no reason is asked."""
    reference = desk.endorsed()
    desk.clock("2026-03-24")  # Tue
    desk.pathway.sweep()
    was = deadline(desk, reference, "panel_notification").state
    desk.pathway.take(
        reference, "notify_panel", by=NOTIFIER, on=date(2026, 3, 19), input=LATE
    )  # Thu
    now = deadline(desk, reference, "panel_notification")

    assert ("breached", "met", True) == (was, now.state, now.breach_corrected)


def test_lateness_asks_its_reason(desk: Rehearsal) -> None:
    """
    A duty of guidance met after its day is refused without a reason for the lateness, and taken
    with one.
    """
    reference = desk.endorsed()
    desk.clock("2026-03-20")  # Fri, a day late
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "notify_panel", by=NOTIFIER, input=LATE)
    desk.pathway.take(
        reference, "notify_panel", by=NOTIFIER, input=LATE, late_reason="Waited for the hospital."
    )

    assert {"late_reason_required"} == codes(refused)
    assert "met_late" == deadline(desk, reference, "panel_notification").state
    assert "Waited for the hospital." == events(desk, reference, "notify_panel")[0].late_reason


def test_the_same_day_is_on_time_whenever_it_is_written_down(desk: Rehearsal) -> None:
    """Late is: occurred after the due day, whatever today is."""
    reference = desk.endorsed()
    desk.clock("2026-11-23")  # Mon
    desk.pathway.take(
        reference, "notify_panel", by=NOTIFIER, on=date(2026, 3, 19), input=LATE
    )  # Thu

    assert "met" == deadline(desk, reference, "panel_notification").state


def test_the_future_is_refused(desk: Rehearsal) -> None:
    """Tomorrow is refused with its own code; today is London's day, not that of UTC."""
    reference = desk.refer()
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "submit", by=NURSE, on=date(2026, 3, 17))  # Tue
    desk.clock("2026-06-30", 23)  # Tue in UTC, Wed 1 July in London
    desk.pathway.take(reference, "submit", by=NURSE, on=date(2026, 7, 1))

    assert {"future_date"} == codes(refused)


def test_a_day_before_the_last_change_needs_a_reason(desk: Rehearsal) -> None:
    """The referral was submitted on Monday; an endorsement of the Sunday before is explained."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    answers = desk.filled(reference, "endorse", NURSES_REP)
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "endorse", by=NURSES_REP, on=date(2026, 3, 15), input=answers)
    desk.pathway.take(
        reference,
        "endorse",
        by=NURSES_REP,
        on=date(2026, 3, 15),
        input=answers,
        reason="Wrong day before.",
    )

    assert {"reason_required"} == codes(refused)
    assert "subgroup_decision.triage" == desk.pathway.case(reference).state


def test_reasons_that_were_not_needed_are_kept(desk: Rehearsal) -> None:
    """A reason and a late reason nobody asked for are recorded, not refused."""
    reference = desk.refer()
    desk.pathway.take(reference, "submit", by=NURSE, **REASONS)
    (submitted,) = events(desk, reference, "submit")

    assert (REASONS["reason"], REASONS["late_reason"]) == (submitted.reason, submitted.late_reason)


def test_another_version_than_expected_is_a_conflict(desk: Rehearsal) -> None:
    """Nothing is taken, and the versions are told."""
    reference = desk.refer()
    with pytest.raises(Conflict) as conflict:
        desk.pathway.take(reference, "submit", by=NURSE, expect_version=2)
    desk.pathway.take(reference, "submit", by=NURSE, expect_version=1)

    assert (2, 1) == (conflict.value.expected, conflict.value.actual)
    assert () == conflict.value.reasons


def test_the_second_of_two_learns_what_changed(desk: Rehearsal) -> None:
    """Each entry since that they may read, by step and role and not by name."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    desk.do(reference, "prioritise", CHAIR)
    with pytest.raises(Conflict) as conflict:
        desk.pathway.take(reference, "submit", by=BU, expect_version=1)

    reasons = [reason.message for reason in conflict.value.reasons]
    assert [
        "event 2: submit by referrer on Mon 16 Mar 2026",
        "event 3: prioritise by chair on Mon 16 Mar 2026",
    ] == reasons


@pytest.mark.parametrize("expected", [None, 2])
def test_of_two_at_once_the_second_is_refused(desk: Rehearsal, expected: int | None) -> None:
    """
    Two people endorse at the same moment over connections of their own: one event, and nothing
    doubled.
    """
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    answers = desk.filled(reference, "endorse", NURSES_REP)
    ready = Barrier(2)

    def endorse(by: str) -> str:
        pathway = desk.connect()
        pathway.case(reference)
        ready.wait()
        try:
            pathway.take(reference, "endorse", by=by, input=answers, expect_version=expected)
        except PathwayError as error:
            return error.code
        finally:
            pathway.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(endorse, [NURSES_REP, NURSES_DEPUTY]))

    assert {"conflict" if expected else "refused", "done"} == set(outcomes)
    assert 1 == len(events(desk, reference, "endorse"))
    assert [] == desk.pathway.verify()


def test_every_reason_is_listed_at_once(desk: Rehearsal) -> None:
    """Wrong person, a guard, a day in the future and every fault of the input."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(
            reference,
            "convene",
            by=NURSE,
            on=date(2026, 3, 17),
            input={"agenda": "", "invited": [], "extra": 1},
        )

    assert {"not_permitted", "guard.returns_settled", "future_date", "input"} == codes(refused)
    assert {
        "agenda",
        "invited",
        "extra",
        "meeting_on",
        "interests_asked",
        "parallel_processes",
    } == {reason.path for reason in refused.value.reasons if reason.code == "input"}


def test_a_step_that_is_not_open_says_where_it_is(desk: Rehearsal) -> None:
    """The states in which it is open are named."""
    reference = desk.refer()
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "convene", by=BU)

    assert "wrong_state" in codes(refused)
    assert "rapid_review.gathering" in str(refused.value)


def test_refusals_by_guards_and_of_the_input_are_given_together(desk: Rehearsal) -> None:
    """The chair learns in one go what the case lacks and what the input lacks."""
    reference = desk.endorsed()
    desk.do(reference, "put_to_subgroup", BU)
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "decide_local_review", by=CHAIR)

    assert {"guard.no_incident_possible", "input"} == codes(refused)


@pytest.mark.parametrize(
    ("step", "item", "by"), [("submt", None, NURSE), ("waive", "agency_return:polic", CHAIR)]
)
def test_an_unknown_name_is_not_found(
    desk: Rehearsal, step: str, item: str | None, by: str
) -> None:
    """An unknown step or item names the nearest; what is known and not open is a refusal."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    with pytest.raises(NotFound) as missing:
        desk.pathway.take(reference, step, by=by, item=item)

    assert {"submit", "agency_return:police"} & set(missing.value.nearest)


def test_a_step_of_an_item_asks_for_the_item(desk: Rehearsal) -> None:
    """`waive` without an item says so."""
    reference = desk.endorsed()
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "waive", by=CHAIR, reason="Not needed.")

    assert "item_required" in codes(refused)


def test_a_preview_shows_the_outcome_and_changes_nothing(desk: Rehearsal) -> None:
    """
    Every table is the same byte for byte, and the preview tells what would follow, breaches
    included.
    """
    reference = desk.endorsed()
    desk.clock("2026-03-24")  # Tue
    before = desk.contents()
    preview = desk.pathway.preview(
        reference, "notify_panel", by=NOTIFIER, input=LATE, late_reason="Waited."
    )

    assert before == desk.contents()
    assert "rapid_review.gathering" == preview.case.state
    assert ["breach", "breach", "breach", "notify_panel"] == [
        event.step for event in preview.events
    ]
    assert {"rapid_review_sent", "rapid_review_meeting", "agency_return/agency_return:police"} <= {
        deadline.id for deadline in preview.deadlines_started
    }
    assert {"agency_return:police", "agency_return:housing"} <= {
        item.id for item in preview.items_opened
    }


def test_a_preview_is_refused_like_the_step(desk: Rehearsal) -> None:
    """It raises what taking it would raise."""
    reference = desk.refer()
    with pytest.raises(StepRefused) as refused:
        desk.pathway.preview(reference, "withdraw", by=BU)

    assert {"not_permitted", "guard.no_incident_possible", "reason_required"} == codes(refused)


def test_emails_are_known_whatever_their_case(desk: Rehearsal) -> None:
    """People are known by email; case does not matter."""
    reference = desk.refer()

    assert (
        "quality_assurance" == desk.pathway.take(reference, "submit", by=f" {NURSE.upper()} ").state
    )


def test_a_step_that_is_named_is_alone_and_as_among_all(desk: Rehearsal) -> None:
    """With each item of which it is open; none where it leads nowhere from here."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    for name in ("note", "confirm_involvement", "no_such_step"):
        among_all = [view for view in desk.pathway.steps(reference, by=BU) if view.step == name]

        assert among_all == desk.pathway.steps(reference, by=BU, step=name)
