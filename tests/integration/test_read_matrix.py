"""Each person, each method that reads and each step, in each state: what the tables give, no more."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from pathway import Pathway, PathwayFile
from pathway.errors import NotFound, Refused
from pathway.service.views.cases import CaseView
from pathway.testing import PEOPLE, case_in, memory, states
from tests.reading_rules import ALL, Rules

FURTHER = """\
Police author,author.police@example.org,police,author,1
Housing representative,rep.housing@example.org,housing,rep,1
Housing author,author.housing@example.org,housing,author,1
Head teacher,referrer.education@example.org,education_inclusion,referrer,1
"""
EVERYBODY = PEOPLE + FURTHER
EMAILS = list(dict.fromkeys(row["email"] for row in csv.DictReader(EVERYBODY.splitlines())))
BU = "business.unit@example.org"
CHAIR, ICB, SCRUTINEER = "chair@example.org", "partner.icb@example.org", "scrutineer@example.org"
PLANTED = PathwayFile("planted.txt", b"Ring 07400 123456.")
LEAVERS = ("rep.police@example.org", "author.police@example.org", "referrer.yjs@example.org")
# Parts of which a pack has something for whoever owns an item.
IN_PACK = [part for part in ALL if part not in ("status", "documents")]
EVERY_DAY = ("draft", "rapid_review.gathering")
STATES = [
    pytest.param(state, marks=[] if state in EVERY_DAY else [pytest.mark.rest])
    for state in states()
]
Read = Callable[[Pathway, str, str], object]


@dataclass(frozen=True)
class Method:
    """
    A method that reads.

    Args:
        parts: The parts of which one must be readable; all of them where it takes whole parts.
    """

    read: Read
    parts: tuple[str, ...] = tuple(ALL)
    whole: bool = False


def _part(name: str) -> Method:
    return Method(
        lambda own, case, by: own.documents.case_paper(case, by=by, parts=[name]), (name,)
    )


METHODS: dict[str, Method] = {
    "case": Method(lambda own, case, by: own.case(case, by=by)),
    "history": Method(lambda own, case, by: own.history(case, by=by)),
    "deadlines": Method(lambda own, case, by: own.deadlines(case, by=by)),
    "documents.list": Method(lambda own, case, by: own.documents.list(case, by=by)),
    "documents.case_paper": Method(lambda own, case, by: own.documents.case_paper(case, by=by)),
    "documents.plan_on_record": Method(
        lambda own, case, by: own.documents.plan_on_record(case, by=by), ("plan",)
    ),
    "chronologies.integrated": Method(
        lambda own, case, by: own.chronologies.integrated(case, by=by), ("chronology", "returns")
    ),
    "documents.national_notification_paper": Method(
        lambda own, case, by: own.documents.national_notification_paper(case, by=by),
        ("referral", "children", "decisions"),
        whole=True,
    ),
    "documents.nhs_tracker": Method(
        lambda own, case, by: own.documents.nhs_tracker([case], by=by, format="csv"),
        tuple(ALL),
        whole=True,
    ),
    "personal_data": Method(
        lambda own, case, by: own.personal_data(case, by=by), ("referral", "children"), whole=True
    ),
    **{f"case_paper {name}": _part(name) for name in IN_PACK if name != "history"},
}


@pytest.fixture
def own() -> Iterator[Pathway]:
    """Return a database in memory with everybody in it."""
    made = memory(people=EVERYBODY)
    yield made
    made.close()


def is_read(method: Method, pathway: Pathway, reference: str, email: str) -> bool:
    """Return whether a method shows something to somebody."""
    try:
        method.read(pathway, reference, email)
    except Refused:
        return False
    return True


def expected(method: Method, rules: Rules, email: str) -> bool:
    """Return whether the tables let somebody read by a method."""
    if method.whole:
        return set(method.parts) <= rules.whole(email)
    return bool(rules.parts(email) & set(method.parts))


def differences(pathway: Pathway, case: CaseView) -> list[str]:
    """Return where somebody reads more than the tables give, or less."""
    rules = Rules(pathway, case, EVERYBODY)
    wrong: list[str] = []
    for email in EMAILS:
        for name, method in METHODS.items():
            wanted = expected(method, rules, email)
            if wanted != is_read(method, pathway, case.reference, email):
                wrong.append(f"{email} {name}: {'refused' if wanted else 'read'}")
        wrong += _in_view(pathway, case, rules, email)
    return wrong


def _in_view(pathway: Pathway, case: CaseView, rules: Rules, email: str) -> Iterator[str]:
    """Yield what is wrong with a case as somebody sees it."""
    if not rules.parts(email):
        return
    view = pathway.case(case.reference, by=email)
    parts = set(view.parts)
    if parts - {"history"} != rules.parts(email) - {"history"}:
        yield f"{email} parts: {sorted(parts ^ rules.parts(email))}"
    items = {item.id for item in view.items if item.kind in ("agency_return", "action")}
    if items != rules.items(email):
        yield f"{email} items: {sorted(items ^ rules.items(email))}"
    deadlines = {duty.id for duty in view.deadlines}
    if deadlines != rules.deadlines(email):
        yield f"{email} deadlines: {sorted(deadlines ^ rules.deadlines(email))}"
    entries = {event.seq for event in pathway.history(case.reference, by=email)}
    wanted = rules.entries(email)
    if wanted is not None and entries != wanted:
        yield f"{email} entries: {sorted(entries ^ wanted)}"
    yield from _in_files(pathway, case, rules, email)


def _in_files(pathway: Pathway, case: CaseView, rules: Rules, email: str) -> Iterator[str]:
    """Yield where somebody is shown the file that the business unit added, or is not."""
    wanted = {PLANTED.name} if "documents" in rules.whole(email) else set[str]()
    listed = pathway.documents.list(case.reference, by=email)
    names = {document.id: document.name for document in listed}
    if {PLANTED.name} & set(names.values()) != wanted:
        yield f"{email} documents: {sorted(names.values())}"
    if not {"referral", "children"} <= rules.whole(email):
        return
    looked = pathway.personal_data(case.reference, by=email)
    searched = {place.document for find in looked.finds for place in find.places if place.document}
    if {names.get(document) for document in searched} != wanted:
        yield f"{email} personal data of files: {sorted(searched)}"


@pytest.mark.parametrize("state", STATES)
def test_each_reads_exactly_what_the_tables_give(own: Pathway, state: str) -> None:
    """Everybody in their own agency and in others, by every method."""
    reference = case_in(own, state).reference
    own.documents.add(reference, PLANTED, title="Notes", by=BU)
    case = own.case(reference)

    assert state == case.state
    assert [] == differences(own, case)


@pytest.mark.parametrize("state", STATES)
def test_the_scrutineer_changes_nothing(own: Pathway, state: str) -> None:
    """They read everything, and no step is theirs."""
    reference = case_in(own, state).reference
    steps = own.steps(reference, by=SCRUTINEER)

    assert tuple(ALL) == own.case(reference, by=SCRUTINEER).parts
    assert [] == [step.step for step in steps if step.allowed]


@pytest.mark.parametrize("state", [*(param for param in STATES if param.values[0] != "closed")])
def test_whoever_is_barred_reads_and_does_nothing(own: Pathway, state: str) -> None:
    """By no method, and no step is theirs."""
    reference = case_in(own, state).reference
    own.take(reference, "declare_interest", by=ICB, input={"nature": "A relative."})
    decision = {"interest": "interest:1", "outcome": "withdraws_case", "reasons": "It is close."}
    own.take(reference, "decide_interest", by=CHAIR, input=decision)
    steps = own.steps(reference, by=ICB)

    assert [] == [name for name in METHODS if is_read(METHODS[name], own, reference, ICB)]
    assert [] == [step.step for step in steps if step.allowed or step.input_schema]
    assert [] == own.cases(by=ICB)


@pytest.mark.parametrize("state", STATES)
def test_whoever_was_removed_is_unknown(own: Pathway, state: str) -> None:
    """To every method."""
    reference = case_in(own, state).reference
    for email in LEAVERS:
        own.people.remove(email)
        for method in METHODS.values():
            with pytest.raises(NotFound, match="no person"):
                method.read(own, reference, email)
