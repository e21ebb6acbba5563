"""Meetings in a real database: their cases, their decisions, their people, their proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pathway import Decision
from pathway.errors import NotFound, Refused, StepRefused
from pathway.service.views.meetings import DecisionView
from tests.rehearsals import BU, CHAIR, NURSE, PARTNERS, Rehearsal
from tests.sittings import ICB, LA, POLICE, Sittings, plan

DECIDE = "decide_no_further_action"
HOUSING = "author.housing@example.org"


@pytest.fixture(scope="module")
def prepared(installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sittings]:
    """Return the meetings of a rehearsal with a case before the subgroup."""
    made = Sittings(installed.copied(tmp_path_factory.mktemp("prepared") / "desk"))
    made.case()
    yield made
    made.desk.remove()


@pytest.fixture
def sittings(prepared: Sittings, tmp_path: Path) -> Iterator[Sittings]:
    """Return a copy of these, for one test alone."""
    copy = prepared.desk.copied(tmp_path / "desk")
    yield Sittings(copy, list(prepared.cases))
    copy.remove()


def decision(sittings: Sittings, case: str, **changes: Any) -> Decision:
    """Return the decision that nothing further is done about a case."""
    answers = sittings.desk.filled(case, DECIDE, CHAIR, on="2026-04-09")
    return Decision(case, DECIDE, input=answers | changes, reason="No new learning.")


def uphold(desk: Rehearsal, case: str) -> None:
    """Decide that the interest declared last withdraws its person from the case."""
    answers = desk.filled(case, "decide_interest", CHAIR) | {"outcome": "withdraws_case"}
    answers.pop("item", None)
    desk.pathway.take(case, "decide_interest", by=CHAIR, input=answers)


def done(outcomes: list[DecisionView]) -> list[bool]:
    """Return which decisions are on record."""
    return [outcome.done for outcome in outcomes]


def test_cases_and_meetings_are_listed_apart(sittings: Sittings) -> None:
    """Each has its own series of references."""
    meeting = sittings.new()
    pathway = sittings.desk.pathway

    assert ("MT-2026-0001", "PR-2026-0001") == (meeting.reference, sittings.cases[0])
    assert sittings.cases == [case.reference for case in pathway.cases()]
    assert ["MT-2026-0001"] == [row.reference for row in pathway.meetings.list()]
    assert [] == pathway.meetings.list(state="held")
    assert ["MT-2026-0001"] == [row.reference for row in pathway.meetings.list(case="PR-2026-0001")]
    assert [] == pathway.meetings.list(case="PR-2026-0002")


def test_a_case_is_no_meeting(sittings: Sittings) -> None:
    """And what is none is said to be none."""
    meetings = sittings.desk.pathway.meetings

    with pytest.raises(NotFound, match="no meeting PR-2026-0001"):
        meetings.get("PR-2026-0001")
    with pytest.raises(NotFound, match="no meeting PR-2026-0001"):
        meetings.take("PR-2026-0001", "invite", by=BU)
    with pytest.raises(NotFound):
        meetings.get("MT-2026-0009")


def test_decisions_are_recorded_each_on_its_own(sittings: Sittings) -> None:
    """One that is refused keeps no other from being recorded, and says every reason."""
    second = sittings.case()
    meeting = sittings.held()
    first = sittings.cases[0]
    wrong = Decision(second, "decide_local_review")
    outcomes = sittings.desk.pathway.meetings.decide(
        meeting.reference, [wrong, decision(sittings, first)], by=CHAIR
    )
    after = sittings.desk.pathway.meetings.get(meeting.reference)

    assert [False, True] == done(outcomes)
    assert outcomes[0].reasons
    assert ("closed", "Closed") == (outcomes[1].state, outcomes[1].state_title)
    assert [DECIDE] == [step.step for step in after.cases[0].decided]
    assert () == after.cases[1].decided
    assert meeting.day == sittings.desk.pathway.history(first)[-1].occurred_on
    assert set() == sittings.desk.faults()


def test_decisions_are_repeated_without_harm(sittings: Sittings) -> None:
    """What is on record is recorded once; another answer under the same step is refused."""
    meeting = sittings.held()
    case = sittings.cases[0]
    recorded = decision(sittings, case)
    meetings = sittings.desk.pathway.meetings
    once = meetings.decide(meeting.reference, [recorded], by=CHAIR)
    length = len(sittings.desk.pathway.history(case))
    twice = meetings.decide(meeting.reference, [recorded], by=CHAIR.upper())
    other = Decision(case, DECIDE, input=recorded.input, reason="Something else.")
    changed = meetings.decide(meeting.reference, [other], by=CHAIR)

    assert [True, True, False] == done([*once, *twice, *changed])
    assert length == len(sittings.desk.pathway.history(case))
    assert ["key_reused"] == [reason.code for reason in changed[0].reasons]


def test_nothing_is_recorded_from_a_meeting_that_was_not_held(sittings: Sittings) -> None:
    """Nor of a case that was not on its agenda."""
    meeting = sittings.invited()
    elsewhere = sittings.case()
    meetings = sittings.desk.pathway.meetings
    wanted = [Decision(sittings.cases[0], DECIDE), Decision(elsewhere, DECIDE)]
    outcomes = meetings.decide(meeting.reference, wanted, by=CHAIR)

    assert [["not_held"], ["not_held", "not_on_agenda"]] == [
        [reason.code for reason in outcome.reasons] for outcome in outcomes
    ]


def test_without_a_quorum_nothing_is_recorded(sittings: Sittings) -> None:
    """The police were not there."""
    meeting = sittings.held((CHAIR, LA, ICB))
    outcomes = sittings.desk.pathway.meetings.decide(
        meeting.reference, [decision(sittings, sittings.cases[0])], by=CHAIR
    )

    assert ["no_quorum"] == [reason.code for reason in outcomes[0].reasons]
    assert "police" in str(outcomes[0].message)
    assert ("police",) == meeting.quorum.missing
    assert any("quorum" in warning for warning in meeting.warnings)


def test_an_interest_is_declared_in_the_case_too(sittings: Sittings) -> None:
    """In one transaction, where it is decided on; a second answer declares no second interest."""
    meeting = sittings.invited()
    case = sittings.cases[0]
    meetings = sittings.desk.pathway.meetings
    meetings.declare(meeting.reference, {case: "My sister teaches there."}, by=ICB)
    after = meetings.declare(meeting.reference, {case: "My sister teaches there."}, by=ICB)
    declared = [
        event for event in sittings.desk.pathway.history(case) if event.step == "declare_interest"
    ]

    assert [(ICB, {"nature": "My sister teaches there."})] == [
        (event.by, event.input) for event in declared
    ]
    assert (ICB,) == after.cases[0].undecided
    assert () == after.cases[0].decided
    assert set() == sittings.desk.faults()


def test_an_interest_that_the_case_refuses_is_not_answered_either(sittings: Sittings) -> None:
    """Both are recorded or neither: the case is closed."""
    meeting = sittings.invited()
    case = sittings.cases[0]
    sittings.desk.do(case, DECIDE, CHAIR)
    with pytest.raises(StepRefused):
        sittings.desk.pathway.meetings.declare(meeting.reference, {case: "Kin."}, by=ICB)
    member = sittings.desk.pathway.meetings.get(meeting.reference).members[2]

    assert (ICB, (case,)) == (member.email, member.unanswered)


def test_an_upheld_interest_leaves_a_member_out_of_the_case(sittings: Sittings) -> None:
    """They see no papers of it, and their seat is not filled for it, but for other cases it is."""
    barred, other = sittings.cases[0], sittings.case()
    meeting = sittings.invited()
    meetings = sittings.desk.pathway.meetings
    meetings.declare(meeting.reference, {barred: "Kin."}, by=ICB)
    uphold(sittings.desk, barred)
    papers = meetings.papers(meeting.reference, by=ICB)
    sittings.desk.clock("2026-04-10")
    meetings.attend(meeting.reference, present=[CHAIR, *PARTNERS], by=BU)
    after = meetings.get(meeting.reference)
    outcomes = meetings.decide(
        meeting.reference,
        [decision(sittings, barred), decision(sittings, other)],
        by=CHAIR,
    )

    assert ((other,), (barred,)) == (papers.cases, papers.left_out)
    assert (ICB,) == after.cases[0].left_out
    assert (barred,) == next(member.left_out_of for member in after.members if member.email == ICB)
    words = {member.email: member.interests_in_words for member in after.members}
    assert f"upheld in {barred}: no papers, and leaves the meeting for it" == words[ICB]
    assert [False, True] == done(outcomes)
    assert ["no_quorum"] == [reason.code for reason in outcomes[0].reasons]


def test_papers_are_for_members_and_keepers(sittings: Sittings) -> None:
    """A referrer gets none."""
    meeting = sittings.invited()
    meetings = sittings.desk.pathway.meetings

    assert tuple(sittings.cases) == meetings.papers(meeting.reference, by=POLICE).cases
    assert tuple(sittings.cases) == meetings.papers(meeting.reference, by=BU).cases
    with pytest.raises(Refused, match="not yours to read"):
        meetings.papers(meeting.reference, by=NURSE)
    with pytest.raises(Refused, match="not a member"):
        meetings.declare(meeting.reference, {}, by=NURSE)


def test_a_plan_is_made_once_under_a_key(sittings: Sittings) -> None:
    """Sent again, it is the same meeting; a refused one takes no number."""
    meetings = sittings.desk.pathway.meetings
    with pytest.raises(Refused):
        meetings.new(plan(cases=["PR-2026-0099"]), by=BU)
    first = meetings.new(plan(cases=sittings.cases), by=BU, key="plan-1")
    again = meetings.new(plan(cases=sittings.cases), by=BU, key="plan-1")

    assert ("MT-2026-0001", "MT-2026-0001") == (first.reference, again.reference)
    assert 1 == len(meetings.list())


def test_a_day_that_is_closed_or_past_is_warned_of(sittings: Sittings) -> None:
    """Good Friday; and a day that went by without attendance."""
    meeting = sittings.invited(day="2026-04-03", members=[LA])
    sittings.desk.clock("2026-04-07")
    later = sittings.desk.pathway.meetings.get(meeting.reference)

    assert ["Fri 3 Apr 2026 is not a working day: Good Friday."] == [
        warning for warning in meeting.warnings if "working day" in warning
    ]
    assert any("Nobody is invited for" in warning for warning in meeting.warnings)
    assert any("has passed" in warning for warning in later.warnings)


def test_without_the_key_a_meeting_is_read_without_its_place(sittings: Sittings) -> None:
    """Its list, its duties and its members need none."""
    meeting = sittings.invited()
    sittings.desk.key.rename(sittings.desk.key.with_suffix(".away"))
    keyless = sittings.desk.again().pathway.meetings
    read = keyless.get(meeting.reference)

    assert ("Town hall", None) == (meeting.place, read.place)
    assert len(meeting.members) == len(read.members)
    assert 1 == len(keyless.list())


def test_a_damaged_meeting_ends_no_list(sittings: Sittings) -> None:
    """It is a line that says so, and verify finds it."""
    sittings.new()
    sittings.new()
    sittings.desk.sql(
        "UPDATE pathway_case SET document = ? WHERE reference = ?", ("{", "MT-2026-0001")
    )
    rows = sittings.desk.pathway.meetings.list()

    assert [True, False] == [row.damaged is not None for row in rows]
    assert sittings.desk.faults()


def test_a_damaged_case_ends_no_meeting(sittings: Sittings) -> None:
    """The agenda says what it is."""
    meeting = sittings.new()
    sittings.desk.sql(
        "UPDATE pathway_case SET document = ? WHERE reference = ?", ("{", sittings.cases[0])
    )

    assert sittings.desk.pathway.meetings.get(meeting.reference).cases[0].damaged


def test_a_meeting_that_is_missing_is_found(sittings: Sittings) -> None:
    """The series of meetings has no gaps either."""
    sittings.new()
    sittings.desk.sql("UPDATE pathway_counter SET last = 2 WHERE series = 'MT-2026'")
    sentences = [finding.detail for finding in sittings.desk.pathway.verify()]

    assert ["MT-2026-0002 was given and is missing."] == [
        sentence for sentence in sentences if "MT-2026" in sentence
    ]


def test_the_papers_name_cases_by_reference_alone(sittings: Sittings) -> None:
    """Agenda and minutes are made of codes, names of members and the plan's own words."""
    meeting = sittings.held()
    meetings = sittings.desk.pathway.meetings
    meetings.decide(meeting.reference, [decision(sittings, sittings.cases[0])], by=CHAIR)
    agenda, minutes = meetings.agenda(meeting.reference), meetings.minutes(meeting.reference)
    labels = [
        child["label"]
        for event in sittings.desk.pathway.history(sittings.cases[0])
        if event.step == "refer" and event.input
        for child in event.input["children"]
    ]

    assert labels
    assert not any(label in str(paper) for label in labels for paper in (agenda, minutes))
    assert "Thursday 9 April 2026, 10:00 to 12:00" in str(agenda)
    assert "On record from this meeting" in str(minutes)
    assert "Present" in str(minutes)


def test_minutes_name_who_typed_a_decision(sittings: Sittings) -> None:
    """The chair decided at the meeting; the business unit recorded it."""
    meeting = sittings.held()
    meetings = sittings.desk.pathway.meetings
    typed = replace(decision(sittings, sittings.cases[0]), on_behalf_of=CHAIR)
    outcomes = meetings.decide(meeting.reference, [typed], by=BU)
    minutes = str(meetings.minutes(meeting.reference))

    assert [True] == done(outcomes)
    assert "recorded on their behalf by" in minutes


def test_the_library_takes_the_reference_of_a_meeting(sittings: Sittings) -> None:
    """Steps, schemas, previews, histories and deadlines are those of cases."""
    meeting = sittings.new()
    pathway = sittings.desk.pathway
    steps = {step.step for step in pathway.steps(meeting.reference, by=BU) if step.allowed}
    preview = pathway.preview(meeting.reference, "invite", by=BU)

    assert {"invite", "reschedule", "change_members", "change_agenda", "cancel"} <= steps
    assert "invited" == preview.case.state
    assert ["plan"] == [event.step for event in pathway.history(meeting.reference)]
    assert {"MT-2026-0001"} == {duty.case for duty in pathway.deadlines(meeting.reference)}
    assert set() == sittings.desk.faults()


def test_attendance_names_members_once(sittings: Sittings) -> None:
    """A stranger, and somebody who came and sent apologies, are both listed."""
    reference = sittings.invited().reference
    sittings.desk.clock("2026-04-10")
    with pytest.raises(Refused) as refused:
        sittings.desk.pathway.meetings.attend(
            reference, present=[LA, NURSE], apologies=[LA.upper()], by=BU
        )

    assert [f"{NURSE} is not a member of the meeting", f"{LA} is named in two ways"] == [
        reason.message for reason in refused.value.reasons
    ]


def test_a_member_reads_what_the_meeting_shares(sittings: Sittings) -> None:
    """From the invitation until it has its minutes; whoever else has nothing to do with a case."""
    own = sittings.desk.pathway
    meeting = sittings.new(members=[ICB, POLICE, LA, HOUSING])
    case = sittings.cases[0]
    with pytest.raises(Refused):
        own.case(case, by=HOUSING)
    own.meetings.take(meeting.reference, "invite", by=BU)
    shared = own.case(case, by=HOUSING).parts
    papers = own.meetings.papers(meeting.reference, by=HOUSING)
    own.meetings.take(meeting.reference, "cancel", by=BU, reason="Nobody can come.")

    assert {"summary", "referral", "returns"} <= set(shared)
    assert not {"decisions", "record", "documents"} & set(shared)
    assert tuple(sittings.cases) == papers.cases
    with pytest.raises(Refused):
        own.case(case, by=HOUSING)
