"""Whoever reads is known, and reads what is theirs: every method of the library that reads."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pathway import Authorised, Pathway, PathwayFile
from pathway.errors import NotFound, Refused
from pathway.service.access.reads import Reads
from pathway.service.deadlines.holidays import Holidays
from pathway.service.documents.chronologies import Chronologies
from pathway.service.documents.documents import Documents
from pathway.service.documents.plans.importing import Plans
from pathway.service.drafts import Drafts
from pathway.service.mail.mail import Mail
from pathway.service.meetings.meetings import Meetings
from pathway.service.people.people import People
from pathway.service.personal_data.names import Names
from pathway.service.tasks.tasks import Tasks
from tests.rehearsals import BU, CHAIR, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either

STRANGER = "rep.housing@example.org"
Read = Callable[[Pathway, str, Any], object]
# Each method that reads a case, with what it is called with; `by` is added.
OF_CASES: dict[str, Read] = {
    "case": lambda own, case, by: own.case(case, **by),
    "history": lambda own, case, by: own.history(case, **by),
    "deadlines": lambda own, case, by: own.deadlines(case, **by),
    "explain": lambda own, case, by: own.explain(case, "draft", **by),
    "documents.list": lambda own, case, by: own.documents.list(case, **by),
    "documents.get": lambda own, case, by: own.documents.get(case, "doc:1", **by),
    "documents.fill": lambda own, case, by: own.documents.fill(case, "practice_review", **by),
    "documents.case_paper": lambda own, case, by: own.documents.case_paper(case, **by),
    "documents.case_pack": lambda own, case, by: own.documents.case_pack(case, **by),
    "documents.case_names": lambda own, case, by: own.documents.case_names(case, **by),
    "documents.case_parts": lambda own, case, by: own.documents.case_parts(case, **by),
    "documents.plan_on_record": lambda own, case, by: own.documents.plan_on_record(case, **by),
    "documents.plan": lambda own, case, by: own.documents.plan(case, **by),
    "documents.request_paper": lambda own, case, by: own.documents.request_paper(
        case, "police", **by
    ),
    "documents.national_notification_paper": lambda own, case, by: (
        own.documents.national_notification_paper(case, **by)
    ),
    "documents.nhs_tracker": lambda own, case, by: own.documents.nhs_tracker([case], **by),
    "chronologies.integrated": lambda own, case, by: own.chronologies.integrated(case, **by),
    "tasks.history": lambda own, case, by: own.tasks.history(case, **by),
}
# Those that are always somebody's.
OF_SOMEBODY: dict[str, Read] = {
    "steps_meeting": lambda own, case, by: own.steps_meeting(case, "draft", **by),
    "personal_data": lambda own, case, by: own.personal_data(case, **by),
    "chronologies.add": lambda own, case, by: own.chronologies.add(
        case, "police", PathwayFile("chronology.csv", b"date,event\n"), **by
    ),
    "schema on behalf": lambda own, case, by: own.schema(case, "note", on_behalf_of=BU, **by),
    "tasks.take_on": lambda own, case, by: own.tasks.take_on(case, "draft", **by),
}
# Those that read what is not about one case, or lists.
OF_ALL: dict[str, Read] = {
    "schema": lambda own, case, by: own.schema(case, "submit", **by),
    "cases": lambda own, _, by: own.cases(**by),
    "whole_cases": lambda own, _, by: own.whole_cases(**by),
    "deadlines of all": lambda own, _, by: own.deadlines(**by),
    "attention": lambda own, _, by: own.attention(**by),
    "meetings.list": lambda own, _, by: own.meetings.list(**by),
    "people.list": lambda own, _, by: own.people.list(**by),
    "people.history": lambda own, _, by: own.people.history(**by),
    "mail.list": lambda own, _, by: own.mail.list(**by),
    "mail.show": lambda own, _, by: own.mail.show(1, **by),
    "holidays.list": lambda own, _, by: own.holidays.list(**by),
    "tasks.list": lambda own, _, by: own.tasks.list(**by),
    "reads.list": lambda own, _, by: own.reads.list(**by),
}
FOR_KEEPERS = ("people.history", "mail.list", "mail.show")


# What has nothing of a case in it, and what goes on by itself: the upkeep of the installation.
OPEN = {
    "form_schema",
    "templates",
    "template",
    "read_form",
    "check",
    "tables",
    "close",
    "rest",
    "at",
    "at_once",
    "join",
    "by_email",
    "trusts_operators",
    "verify",
    "doctor",
    "figures",
    "sweep",
    "dispatch",
    "link",
    "anchor",
    "tidy",
    "receipts",
    "pauses",
    "folder",
    "through",
    "with_token",
}
READ = (
    *(Pathway, Documents, Meetings, Chronologies, Plans, People, Mail, Holidays, Names),
    *(Tasks, Reads, Drafts),
)


@pytest.fixture
def connected(desk: Rehearsal) -> Iterator[Callable[..., Pathway]]:
    """Return what connects as a host does."""
    opened: list[Pathway] = []

    def connect(**options: Any) -> Pathway:
        made = Pathway.connect(desk.address, key_file=desk.key, **options)
        opened.append(made)
        return made

    yield connect
    for made in opened:
        made.close()


def nobody(_user: str) -> None:
    """Know no user."""


@pytest.mark.parametrize("name", [*OF_CASES, *OF_ALL])
def test_nothing_is_read_without_a_name(
    desk: Rehearsal, connected: Callable[..., Pathway], name: str
) -> None:
    """Where a host has users of its own, and did not say that it answers for itself."""
    reference = desk.refer()
    for options in ({"authoriser": Authorised}, {"answers_for_itself": False}):
        with pytest.raises(Refused, match="Who is reading"):
            (OF_CASES | OF_ALL)[name](connected(**options), reference, {})


@pytest.mark.parametrize("name", [*OF_CASES, *OF_SOMEBODY, *OF_ALL])
def test_an_unknown_user_reads_nothing(
    desk: Rehearsal, connected: Callable[..., Pathway], name: str
) -> None:
    """Even where the user's name is the email of somebody who might."""
    own = connected(authoriser=nobody)
    with pytest.raises(Refused, match="may not act here"):
        (OF_CASES | OF_SOMEBODY | OF_ALL)[name](own, desk.refer(), {"by": BU})


@pytest.mark.parametrize("name", [*OF_CASES, *OF_SOMEBODY])
def test_somebody_without_a_part_in_a_case_reads_nothing_of_it(desk: Rehearsal, name: str) -> None:
    """The representative of an agency that has nothing to do with it."""
    reference = desk.refer()
    with pytest.raises(Refused, match="is not yours to read"):
        (OF_CASES | OF_SOMEBODY)[name](desk.pathway, reference, {"by": STRANGER})


def test_lists_leave_out_what_is_not_somebodys_to_read(desk: Rehearsal) -> None:
    """Cases and duties; the business unit reads them all."""
    reference = desk.refer()
    own = desk.pathway

    assert ([], []) == (own.cases(by=STRANGER), own.deadlines(by=STRANGER))
    assert [reference] == [case.reference for case in own.cases(by=BU)]
    assert {reference} == {duty.case for duty in own.deadlines(by=BU)}


@pytest.mark.parametrize("name", FOR_KEEPERS)
def test_mail_and_changes_of_the_directory_are_for_the_keepers(desk: Rehearsal, name: str) -> None:
    """A nurse reads neither."""
    with pytest.raises(Refused, match="is for: bu, chair, scrutineer"):
        OF_ALL[name](desk.pathway, desk.refer(), {"by": NURSE})


def test_a_host_that_answers_for_itself_reads_everything(
    desk: Rehearsal, connected: Callable[..., Pathway]
) -> None:
    """It said so in `connect`."""
    reference = desk.refer()
    own = connected(authoriser=Authorised, answers_for_itself=True)

    assert "record" in own.case(reference).parts


def test_a_case_says_which_parts_are_shown(desk: Rehearsal) -> None:
    """A referrer reads the status of what they referred, and no child, item or duty of others."""
    reference = desk.endorsed()
    case = desk.pathway.case(reference, by=NURSE)

    assert ("status", "history") == case.parts
    assert (0, (), (), {}) == (case.children, case.items, case.deadlines, case.links)


def test_a_history_is_cut_to_what_may_be_read(desk: Rehearsal) -> None:
    """The referrer reads what they wrote themselves, and not what others did."""
    reference = desk.endorsed()
    read = desk.pathway.history(reference, by=NURSE)

    assert ["refer", "submit"] == [event.step for event in read]
    assert read[0].input is not None


def test_a_pack_has_the_parts_that_may_be_read(desk: Rehearsal) -> None:
    """A part that is named and may not be read is refused."""
    reference = desk.endorsed()
    paper = desk.pathway.documents.case_paper(reference, by=NURSES_REP)
    with pytest.raises(Refused, match="decisions"):
        desk.pathway.documents.case_paper(reference, by=NURSES_REP, parts=["decisions"])

    assert "What you may not read is left out." in str(paper.blocks)


def test_what_a_step_returns_is_cut_too(desk: Rehearsal) -> None:
    """Whoever takes a step is shown what they may read of the case."""
    reference = desk.refer()
    taken = desk.do(reference, "submit", NURSE)

    assert "record" not in taken.parts
    assert "quality_assurance" == taken.state


def test_whoever_reads_nothing_is_not_told_what_steps_ask_for(desk: Rehearsal) -> None:
    """Only of those that anybody may take."""
    reference = desk.endorsed()
    steps = desk.pathway.steps(reference, by=STRANGER)

    asked = {step.step for step in steps if step.input_schema}
    assert {step.step for step in steps if step.allowed} <= asked
    assert "put_to_subgroup" not in asked
    with pytest.raises(Refused):
        desk.pathway.schema(reference, "put_to_subgroup", by=STRANGER)


def test_a_removed_person_reads_nothing(desk: Rehearsal) -> None:
    """Their email is nobody's any more."""
    reference = desk.refer()
    desk.pathway.people.remove("deputy.chair@example.org")
    with pytest.raises(NotFound):
        desk.pathway.case(reference, by="deputy.chair@example.org")

    assert reference == desk.pathway.case(reference, by=CHAIR).reference


def test_every_method_that_reads_takes_who_asks() -> None:
    """But those that have nothing of a case in them, or keep the installation."""
    without = [
        f"{kind.__name__}.{name}"
        for kind in READ
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_") and name not in OPEN
        if "by" not in inspect.signature(method).parameters
    ]

    assert [] == without
