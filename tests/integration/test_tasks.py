"""Tasks: who has taken a duty on, and what follows for those who are asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pathway.errors import NotFound, Refused, WrongUsage
from pathway.service.views.tasks import TaskView
from tests.rehearsals import (
    BU,
    CHAIR,
    NURSE,
    NURSES_DEPUTY,
    NURSES_REP,
    PARTNERS,
    Rehearsal,
)

pytestmark = pytest.mark.either
DUTY = "quality_assurance"


@pytest.fixture
def reference(desk: Rehearsal) -> str:
    """Return a case that waits for quality assurance."""
    desk.clock("2026-03-16")  # Mon
    made = desk.refer()
    desk.do(made, "submit", NURSE)
    return made


def task(desk: Rehearsal, by: str | None = None) -> TaskView:
    """Return the task of quality assurance."""
    return next(view for view in desk.pathway.tasks.list(by=by) if view.id == DUTY)


def code(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Return the codes of a refusal."""
    return [reason.code for reason in refused.value.reasons]


def mailed(desk: Rehearsal, rung: str) -> list[str]:
    """Return who was told of the duty under a rung."""
    return [to for to, deadline, _ in desk.told(rung) if deadline == DUTY]


def morning(desk: Rehearsal, day: str) -> None:
    """Sweep on the morning of a day."""
    desk.clock(day, 8)
    desk.pathway.sweep()


def test_a_task_is_an_open_duty(desk: Rehearsal, reference: str) -> None:
    """With its case, whose it is, and nobody who has it yet."""
    view = task(desk)

    assert (reference, "rep", None, None) == (
        view.case,
        view.owner.role,
        view.holder,
        view.follow_up_on,
    )
    assert (NURSES_REP, NURSES_DEPUTY) == view.owner.emails[:2]


def test_whoever_takes_a_task_on_is_asked_first(desk: Rehearsal, reference: str) -> None:
    """In the list, in the duty, and in mail; the others may still act."""
    taken = desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_DEPUTY)
    duty = desk.pathway.explain(reference, DUTY)
    morning(desk, "2026-03-18")

    assert NURSES_DEPUTY == taken.holder == taken.owner.emails[0] == duty.owner.emails[0]
    assert {NURSES_REP, NURSES_DEPUTY} <= set(duty.owner.emails)
    assert [NURSES_DEPUTY] == mailed(desk, "start")
    assert desk.step(reference, "endorse", NURSES_REP).allowed


def test_a_task_given_back_is_the_firsts_again(desk: Rehearsal, reference: str) -> None:
    """And its reminders go there."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_DEPUTY)
    given = desk.pathway.tasks.give_back(reference, DUTY, by=NURSES_DEPUTY)
    morning(desk, "2026-03-18")

    assert (None, NURSES_REP) == (given.holder, given.owner.emails[0])
    assert [NURSES_REP] == mailed(desk, "start")


def test_a_task_is_with_one_person(desk: Rehearsal, reference: str) -> None:
    """A second is told who has it; taken on twice it is the same."""
    first = desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP)
    with pytest.raises(Refused) as refused:
        desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_DEPUTY)

    assert ["task_held"] == code(refused)
    assert NURSES_REP in str(refused.value)
    assert first == desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP)
    assert 1 == len(desk.pathway.tasks.history(reference))


@pytest.mark.parametrize("person", [CHAIR, PARTNERS[0], BU])
def test_nobody_takes_on_what_is_not_theirs(desk: Rehearsal, reference: str, person: str) -> None:
    """The refusal says whose it is."""
    with pytest.raises(Refused) as refused:
        desk.pathway.tasks.take_on(reference, DUTY, by=person)

    assert ["not_permitted"] == code(refused)
    assert NURSES_REP in str(refused.value)


def test_nobody_is_told_of_a_duty_that_is_not_theirs_to_read(
    desk: Rehearsal, reference: str
) -> None:
    """The referrer, who reads how far the case has got: neither whose it is nor that it is over."""
    for state in ("running", "met"):
        if state == "met":
            desk.do(reference, "endorse", NURSES_REP)
        with pytest.raises(Refused) as refused:
            desk.pathway.tasks.take_on(reference, DUTY, by=NURSE)

        assert state == desk.pathway.explain(reference, DUTY).state
        assert ["not_permitted"] == code(refused)
        assert f"You may not read this of {reference}: deadlines." == str(refused.value)


def test_a_colleague_returns_what_they_were_handed(desk: Rehearsal, reference: str) -> None:
    """While they have it they are asked; afterwards it is with whoever handed it over."""
    tasks = desk.pathway.tasks
    handed = tasks.hand(reference, DUTY, to=NURSES_DEPUTY, by=NURSES_REP)
    with pytest.raises(Refused) as kept:
        tasks.give_back(reference, DUTY, by=NURSES_DEPUTY)
    returned = tasks.resolve(reference, DUTY, by=NURSES_DEPUTY)

    assert (NURSES_DEPUTY, NURSES_REP) == (handed.holder, handed.lent_by)
    assert ["task_held"] == code(kept)
    assert (NURSES_REP, None) == (returned.holder, returned.lent_by)


def test_whoever_handed_a_task_over_may_take_it_back(desk: Rehearsal, reference: str) -> None:
    """A colleague who does nothing does not keep it."""
    desk.pathway.tasks.hand(reference, DUTY, to=NURSES_DEPUTY, by=NURSES_REP)

    assert NURSES_REP == desk.pathway.tasks.resolve(reference, DUTY, by=NURSES_REP).holder


def test_a_task_is_handed_to_a_colleague_who_may_meet_it(desk: Rehearsal, reference: str) -> None:
    """Nobody of another agency, or in another role; those who could are named."""
    for to in ("rep.police@example.org", NURSE):
        with pytest.raises(Refused) as refused:
            desk.pathway.tasks.hand(reference, DUTY, to=to, by=NURSES_REP)
        assert ["not_permitted"] == code(refused)
        assert NURSES_DEPUTY in str(refused.value)
    with pytest.raises(WrongUsage):
        desk.pathway.tasks.hand(reference, DUTY, to=NURSES_REP, by=NURSES_REP)


def test_absence_gives_a_task_back(desk: Rehearsal, reference: str) -> None:
    """At once for those who are asked; the sweep records it, and being back does not undo it."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_DEPUTY)
    day = desk.pathway.clock.now().date()
    desk.pathway.people.absent(NURSES_DEPUTY, day, day + timedelta(days=1))
    away = task(desk)
    desk.pathway.sweep()
    desk.pathway.people.back(NURSES_DEPUTY)

    assert (None, NURSES_REP) == (away.holder, away.owner.emails[0])
    assert None is task(desk).holder
    assert ["take_on", "lapse"] == [entry.what for entry in desk.pathway.tasks.history(reference)]
    assert [] == desk.pathway.verify()


def test_an_upheld_interest_gives_a_task_back(desk: Rehearsal, reference: str) -> None:
    """Whoever is kept from the case is asked no more, and does nothing with the task."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_DEPUTY)
    desk.do(reference, "declare_interest", NURSES_DEPUTY)
    desk.do(reference, "decide_interest", CHAIR, outcome="withdraws_case")
    with pytest.raises(Refused) as refused:
        desk.pathway.tasks.give_back(reference, DUTY, by=NURSES_DEPUTY)

    assert None is task(desk).holder
    assert NURSES_REP == desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP).holder
    assert ["interest"] == code(refused)


def test_somebody_removed_has_no_task(desk: Rehearsal, reference: str) -> None:
    """The sweep records that, too."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_DEPUTY)
    desk.pathway.people.remove(NURSES_DEPUTY)
    desk.pathway.sweep()

    assert None is task(desk).holder
    assert "lapse" == desk.pathway.tasks.history(reference)[-1].what


def test_a_task_ends_with_its_duty(desk: Rehearsal, reference: str) -> None:
    """What is done is nobody's task."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP)
    desk.do(reference, "endorse", NURSES_REP)
    desk.pathway.sweep()
    with pytest.raises(Refused) as refused:
        desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP)

    assert DUTY not in [view.id for view in desk.pathway.tasks.list()]
    assert ["wrong_state"] == code(refused)
    assert "lapse" == desk.pathway.tasks.history(reference)[-1].what


def test_the_business_unit_gives_back_what_others_keep(desk: Rehearsal, reference: str) -> None:
    """A colleague does not."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP)
    with pytest.raises(Refused) as refused:
        desk.pathway.tasks.give_back(reference, DUTY, by=NURSES_DEPUTY)

    assert ["task_held"] == code(refused)
    assert None is desk.pathway.tasks.give_back(reference, DUTY, by=BU).holder


def test_a_follow_up_date_reminds_on_its_day(desk: Rehearsal, reference: str) -> None:
    """Whoever set it, once, in the digest of that day; the duty's own day stays."""
    due = desk.pathway.explain(reference, DUTY).due
    view = desk.pathway.tasks.follow_up(reference, DUTY, on=date(2026, 3, 19), by=NURSES_DEPUTY)
    for day in ("2026-03-18", "2026-03-19", "2026-03-20"):
        morning(desk, day)
    rung = "follow_up:2026-03-19"
    text = [
        desk.pathway.mail.show(message.id)[1]
        for message in desk.pathway.mail.list()
        if any(notice.rung == rung for notice in message.notices)
    ]

    assert date(2026, 3, 19) == view.follow_up_on
    assert [NURSES_DEPUTY] == mailed(desk, rung)
    assert 1 == len(text)
    assert "You asked to be reminded of this today." in text[0]
    assert due == desk.pathway.explain(reference, DUTY).due
    assert None is task(desk, by=NURSES_REP).follow_up_on


def test_a_follow_up_date_that_was_taken_back_reminds_nobody(
    desk: Rehearsal, reference: str
) -> None:
    """Nor does one for a duty that is no longer that person's."""
    tasks = desk.pathway.tasks
    tasks.follow_up(reference, DUTY, on=date(2026, 3, 18), by=NURSES_REP)
    tasks.follow_up(reference, DUTY, on=None, by=NURSES_REP)
    tasks.follow_up(reference, DUTY, on=date(2026, 3, 18), by=NURSES_DEPUTY)
    desk.do(reference, "declare_interest", NURSES_DEPUTY)
    desk.do(reference, "decide_interest", CHAIR, outcome="withdraws_case")
    morning(desk, "2026-03-18")

    assert [] == mailed(desk, "follow_up:2026-03-18")
    assert [] == desk.sql(
        "SELECT id FROM pathway_notice WHERE role = 'follower' AND addressed_at IS NULL"
    )


def test_a_follow_up_date_lies_ahead(desk: Rehearsal, reference: str) -> None:
    """Today's digest has left."""
    with pytest.raises(WrongUsage):
        desk.pathway.tasks.follow_up(reference, DUTY, on=date(2026, 3, 16), by=NURSES_REP)


def test_each_sees_the_tasks_that_are_theirs(desk: Rehearsal, reference: str) -> None:
    """The business unit sees all, but for cases that they are kept from."""
    theirs = {view.id for view in desk.pathway.tasks.list(by=NURSES_REP)}
    all_tasks = {view.id for view in desk.pathway.tasks.list(by=BU)}
    desk.do(reference, "declare_interest", BU)
    desk.do(reference, "decide_interest", CHAIR, outcome="withdraws_case")

    assert {DUTY} == theirs
    assert theirs < all_tasks
    assert [] == desk.pathway.tasks.list(by="rep.police@example.org")
    assert [] == desk.pathway.tasks.list(by=BU)


def test_the_tasks_of_a_restricted_case_are_for_those_who_need_to_know(
    desk: Rehearsal, reference: str
) -> None:
    """Whoever is left out neither sees nor gives back who has what."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP)
    desk.do(reference, "restrict", CHAIR, people=[CHAIR, NURSES_REP])
    with pytest.raises(Refused) as unread:
        desk.pathway.tasks.history(reference, by=BU)
    with pytest.raises(Refused) as unchanged:
        desk.pathway.tasks.give_back(reference, DUTY, by=BU)

    assert [] == desk.pathway.tasks.list(by=BU)
    assert [DUTY] == [view.id for view in desk.pathway.tasks.list(by=NURSES_REP)]
    assert ["not_permitted"] == code(unread) == code(unchanged)


def test_tasks_are_listed_by_role_and_agency(desk: Rehearsal, reference: str) -> None:
    """And by who has taken them on; a name that is nobody's is said to be none."""
    tasks = desk.pathway.tasks
    tasks.take_on(reference, DUTY, by=NURSES_REP)
    agency = next(
        person.agency for person in desk.pathway.people.list() if person.email == NURSES_REP
    )

    assert [DUTY] == [view.id for view in tasks.list(role="rep")]
    assert [DUTY] == [view.id for view in tasks.list(agency=agency)]
    assert [DUTY] == [view.id for view in tasks.list(by=NURSES_REP, mine=True)]
    assert [] == tasks.list(by=NURSES_DEPUTY, mine=True)
    with pytest.raises(WrongUsage):
        tasks.list(role="nobody")
    with pytest.raises(NotFound):
        tasks.list(agency="nowhere")


def test_what_was_done_is_proved(desk: Rehearsal, reference: str) -> None:
    """Whoever changes by hand who has a task is found out."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP)
    desk.sql("UPDATE pathway_task SET lent_by = 1")

    assert {"task"} == desk.faults()


def test_a_task_is_asked_for_alone(desk: Rehearsal, reference: str) -> None:
    """As the list has it, for those whose list has it."""
    desk.pathway.tasks.take_on(reference, DUTY, by=NURSES_REP)

    for by in (None, BU, NURSES_REP):
        assert task(desk, by) == desk.pathway.tasks.get(reference, DUTY, by=by)
    for by, name in ((NURSE, DUTY), (BU, "nothing")):
        with pytest.raises(NotFound, match="task"):
            desk.pathway.tasks.get(reference, name, by=by)
