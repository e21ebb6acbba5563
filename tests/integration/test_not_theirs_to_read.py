"""What somebody who may not read a case, or not all of it, learns of it by the way: nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from pathway import Authorised, PathwayFile
from pathway.errors import Conflict, NotFound, Refused, StepRefused, WrongUsage
from pathway.service.views.steps import StepView
from pathway.testing import case_in, filled_in, memory
from tests.rehearsals import (
    BU,
    CHAIR,
    COORDINATOR,
    NURSE,
    NURSES_REP,
    PARTNERS,
    REASONS,
    YJ_OFFICER,
    Rehearsal,
)
from tests.sittings import ICB, LA, Sittings

pytestmark = pytest.mark.either

STRANGER = "rep.housing@example.org"
REFERRER = "referrer.childrens@example.org"
PLANTED = PathwayFile("notes.txt", b"Ring 07400 123456.")


def restricted(desk: Rehearsal) -> str:
    """Return a case that is restricted to the local authority's partner and the coordinator."""
    reference = desk.endorsed()
    people = {"people": [LA, COORDINATOR]}
    desk.pathway.take(reference, "restrict", by=CHAIR, input=people, **REASONS)
    return reference


def kept_out(desk: Rehearsal, reference: str, person: str) -> None:
    """Withdraw somebody from a case for an interest."""
    desk.do(reference, "declare_interest", person)
    decider = LA if person == CHAIR else CHAIR
    answers = desk.filled(reference, "decide_interest", decider)
    answers.pop("item", None)
    answers |= {"interest": "interest:1", "outcome": "withdraws_case"}
    desk.pathway.take(reference, "decide_interest", by=decider, input=answers)


def damage(desk: Rehearsal, reference: str) -> None:
    """Write over what is stored of a case."""
    desk.sql("UPDATE pathway_case SET document = ? WHERE reference = ?", ("{", reference))


def words_of(steps: list[StepView]) -> str:
    """Return everything that is said of steps."""
    return " ".join(reason.message for step in steps for reason in step.reasons)


@pytest.mark.parametrize("make", [Rehearsal.endorsed, restricted])
@pytest.mark.parametrize("asking", [STRANGER, NURSE])
def test_naming_another_opens_no_entry(
    desk: Rehearsal, make: Callable[[Rehearsal], str], asking: str
) -> None:
    """A correction on behalf of the business unit would quote what anybody wrote."""
    reference = make(desk)
    entry = {"event": 3, "field": "siblings_considered"}
    schema = partial(
        desk.pathway.schema, reference, "correct", on_behalf_of=COORDINATOR, input=entry
    )
    quoted = schema(by=CHAIR)
    with pytest.raises(Refused):
        schema(by=asking)

    assert "yes" == quoted["properties"]["value"]["present"]


@pytest.mark.parametrize("make", [Rehearsal.endorsed, restricted])
@pytest.mark.parametrize("asking", [STRANGER, NURSE])
def test_naming_another_opens_no_form(
    desk: Rehearsal, make: Callable[[Rehearsal], str], asking: str
) -> None:
    """Nor a proposal that is voted on."""
    steps = desk.pathway.steps(make(desk), by=asking, on_behalf_of=CHAIR)

    assert [] == [step.step for step in steps if step.input_schema or step.proposal]


def test_what_is_voted_on_is_for_whoever_reads_decisions() -> None:
    """The referrer reads how far their referral has got, and not what the partners propose."""
    own = memory()
    reference = case_in(own, "rapid_review.panel_response").reference
    schema = own.schema(reference, "commission_cspr", by=LA)
    vote = filled_in(schema, vote="for", reasons="Nobody had it whole.")
    own.take(reference, "commission_cspr", by=LA, input=vote)
    seen = [
        [step.proposal.input["reasons"] for step in own.steps(reference, by=email) if step.proposal]
        for email in (ICB, CHAIR, REFERRER)
    ]
    parts = own.case(reference, by=REFERRER).parts
    own.close()

    assert [["Nobody had it whole."], ["Nobody had it whole."], []] == seen
    assert ("status", "history") == parts


def test_whom_a_restriction_leaves_out_lifts_it_for_nobody(desk: Rehearsal) -> None:
    """The chair lifts it in person; nor is anything else typed by whoever may not read the case."""
    reference = restricted(desk)
    for step, answers in (("lift_restriction", {}), ("note", {"text": "Seen."})):
        with pytest.raises(StepRefused) as refused:
            desk.pathway.take(
                reference, step, by=BU, on_behalf_of=CHAIR, input=answers, reason="As agreed."
            )
        assert "on_behalf" in {reason.code for reason in refused.value.reasons}
    with pytest.raises(Refused):
        desk.pathway.case(reference, by=BU)


def test_files_are_looked_through_for_whoever_may_read_them(desk: Rehearsal) -> None:
    """The representative reads the form after triage, and no files; nor is that on record."""
    reference = desk.endorsed()
    desk.pathway.documents.add(reference, PLANTED, title="Police notes", by=BU)
    for_rep = desk.pathway.personal_data(reference, by=NURSES_REP)
    for_unit = desk.pathway.personal_data(reference, by=BU)
    of_unit, of_rep, *_ = desk.pathway.reads.list(reference)

    assert [] == desk.pathway.documents.list(reference, by=NURSES_REP)
    assert ((), ()) == (for_rep.finds, for_rep.unread)
    assert ["telephone_number"] == [find.kind for find in for_unit.finds]
    assert ("referral", "children") == of_rep.parts
    assert ("referral", "children", "documents") == of_unit.parts


def test_a_conflict_tells_only_of_what_may_be_read(desk: Rehearsal) -> None:
    """Somebody without a part in the case learns that its version is another, and no entry."""
    reference = desk.endorsed()
    told: dict[str, int] = {}
    for email in (STRANGER, NURSE, BU):
        with pytest.raises(Conflict) as conflict:
            desk.pathway.take(reference, "note", by=email, input={"text": "x"}, expect_version=0)
        told[email] = len(conflict.value.reasons)

    assert {STRANGER: 0, NURSE: 2, BU: 3} == told


def test_steps_that_meet_a_duty_are_for_whoever_reads_it(desk: Rehearsal) -> None:
    """The referrer reads the status alone."""
    reference = desk.endorsed()
    with pytest.raises(Refused, match="deadlines"):
        desk.pathway.steps_meeting(reference, "triage", by=NURSE)

    assert desk.pathway.steps_meeting(reference, "triage", by=BU)


def test_steps_that_meet_a_duty_are_those_of_the_roles_of_a_host(desk: Rehearsal) -> None:
    """What the directory says of the user does not count."""
    reference = desk.endorsed()
    roles = {"u-nurse": Authorised(NURSE, roles=("bu",)), "u-unit": Authorised(BU, roles=("rep",))}
    hosted = desk.connect().connect(desk.address, key_file=desk.key, authoriser=roles.get)
    desk.opened.append(hosted)
    own = desk.pathway.steps_meeting(reference, "triage", by=BU)

    assert own == hosted.steps_meeting(reference, "triage", by="u-nurse")
    with pytest.raises(Refused):
        hosted.steps_meeting(reference, "triage", by="u-unit")


def test_names_are_those_of_what_may_be_read(desk: Rehearsal) -> None:
    """No file's, no interest's, no return's; and whoever asked is on record."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", "notifier@example.org")
    added = desk.pathway.documents.add(reference, PLANTED, title="Police notes", by=BU)
    desk.do(reference, "declare_interest", PARTNERS[2])
    names = desk.pathway.documents.case_names
    before = len(desk.pathway.reads.list(reference))
    whole, cut = names(reference, by=BU), names(reference, by=NURSE)
    reads = desk.pathway.reads.list(reference)
    case = desk.pathway.case(reference)
    closed = {"interest:1", *(item.id for item in case.items), *(own.id for own in case.deadlines)}

    assert {added.sha256: "notes.txt"} == whole.documents
    assert closed <= whole.others.keys()
    assert {} == cut.documents
    assert set() == closed & cut.others.keys()
    assert [NURSE, BU] == [entry.by for entry in reads[: len(reads) - before]]


def test_a_wrong_name_of_a_duty_tells_of_those_that_may_be_read(desk: Rehearsal) -> None:
    """The referrer may read that there is a case, and none of its duties."""
    reference = desk.endorsed()
    duties = {duty.key for duty in desk.pathway.deadlines(reference)}
    told: list[str] = []
    for by in (BU, NURSE):
        with pytest.raises(NotFound) as refused:
            desk.pathway.explain(reference, f"{min(duties)}x", by=by)
        told.append(refused.value.message)

    assert [True, False] == [min(duties) in message.partition("x")[2] for message in told]


def test_whoever_reads_nothing_is_shown_their_own_steps_alone(desk: Rehearsal) -> None:
    """What stands in the way of others' would tell of returns and of facts."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", "notifier@example.org")
    desk.pathway.take(reference, "restrict", by=CHAIR, input={"people": [LA]}, **REASONS)
    steps = desk.pathway.steps(reference, by=YJ_OFFICER)
    emergency = desk.pathway.steps(reference, by=BU)

    assert "agency_return" in words_of(desk.pathway.steps(reference, by=CHAIR))
    assert "agency_return" not in words_of(steps)
    assert [] == [step.item for step in steps if step.item]
    assert "break_glass" in [step.step for step in emergency]
    assert "break_glass" not in [step.step for step in steps]


def test_a_typing_error_is_answered_with_names_of_what_may_be_read(desk: Rehearsal) -> None:
    """Whoever reads no return is told of none, by no method that takes one."""
    reference, item = desk.endorsed(), "agency_return:polce"
    desk.do(reference, "notify_panel", "notifier@example.org")
    own = desk.pathway
    methods: list[Callable[[str], object]] = [
        lambda by: own.schema(reference, "nil", item=item, by=by),
        lambda by: own.take(reference, "nil", item=item, by=by, input={}),
        lambda by: own.drafts.get(reference, "nil", item, by=by),
    ]
    for method in methods:
        near: dict[str, bool] = {}
        for email in (YJ_OFFICER, NURSE, BU):
            with pytest.raises(NotFound) as missing:
                method(email)
            near[email] = "agency_return:police" in missing.value.nearest
        assert {YJ_OFFICER: False, NURSE: False, BU: True} == near


def test_an_agenda_shows_the_reference_alone(desk: Rehearsal) -> None:
    """Of a case from which a member was withdrawn: not its kind, its state, nor who else was."""
    sittings = Sittings(desk)
    barred, other = sittings.case(), sittings.case()
    meeting = sittings.invited()
    kept_out(desk, barred, ICB)
    desk.pathway.meetings.declare(meeting.reference, {barred: "Kin."}, by=LA)
    for_icb = desk.pathway.meetings.get(meeting.reference, by=ICB)
    for_chair = desk.pathway.meetings.get(meeting.reference, by=CHAIR)
    shut, open_ = for_icb.cases

    assert (barred, "", "", "", (), ()) == (
        *(shut.reference, shut.kind_title, shut.state, shut.state_title),
        *(shut.left_out, shut.undecided),
    )
    assert (other, True) == (open_.reference, bool(open_.kind_title))
    assert ((ICB,), (LA,)) == (for_chair.cases[0].left_out, for_chair.cases[0].undecided)
    assert {ICB: (barred,), LA: ()} == _interests(for_icb)
    assert {ICB: (barred,), LA: (barred,)} == _interests(for_chair)


def _interests(meeting: Any) -> dict[str, tuple[str, ...]]:
    """Return the cases in which two members are said to have an interest."""
    return {
        member.email: (*member.left_out_of, *member.undecided)
        for member in meeting.members
        if member.email in (ICB, LA)
    }


def test_papers_go_on_without_a_case_that_cannot_be_read(desk: Rehearsal) -> None:
    """It is left out."""
    sittings = Sittings(desk)
    broken, other = sittings.case(), sittings.case()
    meeting = sittings.invited()
    damage(desk, broken)
    papers = desk.connect().meetings.papers(meeting.reference, by=LA)

    assert ((other,), (broken,)) == (papers.cases, papers.left_out)


def test_of_a_case_that_cannot_be_read_the_chair_learns_no_reader(desk: Rehearsal) -> None:
    """Whether an interest keeps them from it is not known."""
    reference, other = desk.endorsed(), desk.refer()
    desk.pathway.case(reference, by=BU)
    desk.pathway.case(other, by=BU)
    kept_out(desk, reference, CHAIR)
    damage(desk, reference)
    reads = desk.pathway.reads

    assert {other} == {entry.case for entry in reads.list(by=CHAIR)}
    assert {other, reference} == {entry.case for entry in reads.list()}


@pytest.mark.parametrize("limit", [0, -1])
def test_a_page_of_reads_has_an_entry(desk: Rehearsal, limit: int) -> None:
    """As a page of cases has a case."""
    with pytest.raises(WrongUsage, match="at least one entry"):
        desk.pathway.reads.list(limit=limit, by=CHAIR)


def test_cases_that_are_listed_whole_are_each_on_record(desk: Rehearsal) -> None:
    """With the parts that were shown."""
    first, second = desk.refer(), desk.endorsed()
    shown = {case.reference: case.parts for case in desk.pathway.whole_cases(by=NURSE)}
    reads = desk.pathway.reads.list(by=CHAIR, limit=2)  # the latest, which are those of the list

    assert {first, second} == shown.keys()
    assert shown == {entry.case: entry.parts for entry in reads}
    assert {NURSE} == {entry.by for entry in reads}


def test_a_page_of_duties_does_not_begin_after_one_that_is_not_theirs(desk: Rehearsal) -> None:
    """Whether there is such a duty is not told, in a list of one case nor of all."""
    reference = restricted(desk)
    (first, *_) = desk.pathway.deadlines(reference, by=LA)
    desk.pathway.deadlines(after=f"{reference}/{first.id}", by=LA)
    for by, name in ((LA, "nothing"), (NURSES_REP, first.id), (NURSES_REP, "nothing")):
        with pytest.raises(NotFound, match="entry of this list"):
            desk.pathway.deadlines(after=f"{reference}/{name}", by=by)
    for name in (first.id, "nothing"):
        with pytest.raises(Refused):
            desk.pathway.deadlines(reference, after=name, by=NURSES_REP)
