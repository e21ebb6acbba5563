"""A sample of the matrices over HTTP: who is shown which pages, told at the end of the run."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import httpx2
import pytest

from pathway import Pathway, PathwayFile
from pathway.testing import case_in, filled_in
from pathway.web.security.cookies import SESSION
from tests.acting_rules import ActingRules
from tests.desks import Page
from tests.integration.test_read_matrix import CHAIR, EMAILS, EVERYBODY, ICB
from tests.office_files import PDF
from tests.reading_rules import OPEN, Rules
from tests.served_desks import ServedDesk

BU, SCRUTINEER = "business.unit@example.org", "scrutineer@example.org"
REP, OF_HOUSING = "rep.police@example.org", "rep.housing@example.org"
LEAVER = "referrer.yjs@example.org"
KEEPERS = (BU, CHAIR)
# Who sits in the meeting that has the case on its agenda.
MEMBERS = (BU, CHAIR, OF_HOUSING)
PLAN = {
    "kind": "subgroup",
    "day": "2026-12-15",
    "starts": "10:00",
    "ends": "12:00",
    "chair": CHAIR,
    "members": [BU, OF_HOUSING],
    "place": "Room 4",
}
RETURN = "agency_return:police"
INVOLVED = f"involvement/{RETURN}"
CASE_STATES = [
    "rapid_review.gathering",
    pytest.param("rapid_review.meeting", marks=pytest.mark.rest),
]
SHOWN, HIDDEN = "x", "."
OK, ELSEWHERE = 200, (303, 404, 409)


@dataclass(frozen=True)
class Scene:
    """A desk on which a case is at work, and what the tables say about it."""

    reading: Rules
    acting: ActingRules
    meeting: str
    document: str

    @property
    def case(self) -> str:
        """Return the path of the case."""
        return f"/cases/{self.reading.case.reference}"

    def reads(self, email: str, part: str = "") -> bool:
        """Return whether somebody may read something of the case, or of a part of it."""
        parts = self.reading.parts(email)
        return email not in self.acting.barred() and bool(parts) and (not part or part in parts)

    def may(self, email: str, step: str, item: str | None = None) -> bool:
        """Return whether a step is for somebody; the desk shows it to nobody who reads nothing."""
        return self.reads(email) and self.acting.may(email, step, item)

    def has_duty(self, email: str) -> bool:
        """Return whether a duty is somebody's to read."""
        kept = email in self.acting.barred()
        return not kept and INVOLVED in self.reading.deadlines(email)

    def is_asked(self, email: str) -> bool:
        """Return whether a duty is among somebody's tasks: while it is open, of keepers and owners."""
        duty = next(own for own in self.reading.case.deadlines if own.id == INVOLVED)
        return duty.state in OPEN and email in (*KEEPERS, SCRUTINEER, *duty.owner.emails)


@dataclass(frozen=True)
class Sample:
    """
    A page, or something on a page.

    Args:
        path: The path of the page.
        expected: Whether the tables show it to somebody.
        shows: A link that is on the page where it is shown; if left out, the page itself is meant.
        form: Whether it is shown as a form that can be sent.
    """

    path: Callable[[Scene], str]
    expected: Callable[[Scene, str], bool]
    shows: Callable[[Scene], str] = lambda _: ""
    form: bool = False


def _of_case(path: str, part: str = "") -> Sample:
    return Sample(lambda scene: scene.case + path, lambda scene, email: scene.reads(email, part))


def _step(name: str, item: str | None = None) -> Sample:
    query = f"?item={item}" if item else ""
    return Sample(
        lambda scene: f"{scene.case}/steps/{name}{query}",
        lambda scene, email: scene.may(email, name, item),
        form=True,
    )


def _office(path: str, people: Sequence[str] = EMAILS) -> Sample:
    return Sample(lambda _: path, lambda _, email: email in people)


PAGES: dict[str, Sample] = {
    "case": _of_case(""),
    "list": Sample(
        lambda _: "/cases",
        lambda scene, email: scene.reads(email),
        lambda scene: scene.case,
    ),
    "history": _of_case("/history"),
    "referral": _of_case("/parts/referral", "referral"),
    "returns": _of_case("/parts/returns", "returns"),
    "decided": _of_case("/parts/decisions", "decisions"),
    "duty": Sample(
        lambda scene: f"{scene.case}/deadlines/{INVOLVED}",
        lambda scene, email: scene.has_duty(email),
    ),
    "duties": Sample(
        lambda scene: f"{scene.case}/deadlines",
        lambda scene, email: scene.has_duty(email),
        lambda scene: f"{scene.case}/deadlines/{INVOLVED}",
    ),
    "file": Sample(
        lambda scene: f"{scene.case}/documents/{scene.document}",
        lambda scene, email: scene.reads(email, "documents"),
    ),
    "files": Sample(
        lambda scene: f"{scene.case}/documents",
        lambda scene, email: scene.reads(email, "documents"),
        lambda scene: f"{scene.case}/documents/{scene.document}",
    ),
    "declare": _step("declare_interest"),
    "add": _step("add_document"),
    "involve": _step("confirm_involvement", RETURN),
    "urgent": _step("prioritise"),
    "task": Sample(
        lambda _: "/tasks",
        lambda scene, email: scene.is_asked(email),
        lambda scene: f"/tasks/{scene.reading.case.reference}/{INVOLVED}",
    ),
    "meeting": Sample(
        lambda scene: f"/meetings/{scene.meeting}",
        lambda _, email: email in (*MEMBERS, SCRUTINEER),
    ),
    "meetings": Sample(
        lambda _: "/meetings",
        lambda _, email: email in (*MEMBERS, SCRUTINEER),
        lambda scene: f"/meetings/{scene.meeting}",
    ),
    "plan": _office("/meetings/new", KEEPERS),
    "people": _office("/people"),
    "enter": _office("/people/change", KEEPERS),
    "mail": _office("/mail", (*KEEPERS, SCRUTINEER)),
    "days": _office("/holidays"),
    "reads": _office("/reads", (CHAIR,)),
}


@pytest.fixture
def served() -> Iterator[ServedDesk]:
    """Return a desk, served on loopback, with everybody in its directory."""
    with ServedDesk(people=EVERYBODY) as made:
        yield made


def prepared(own: Pathway, state: str) -> Scene:
    """Return a case with a document, on the agenda of a meeting, from which a partner is kept."""
    reference = case_in(own, state).reference
    schema = own.schema(reference, "add_document", by=BU)
    answers = {name: value for name, value in filled_in(schema).items() if name != "document"}
    file = PathwayFile("minutes.pdf", PDF)
    own.take(reference, "add_document", by=BU, input=answers, files={"document": file})
    own.take(reference, "declare_interest", by=ICB, input={"nature": "A relative."})
    decision = {"interest": "interest:1", "outcome": "withdraws_case", "reasons": "It is close."}
    own.take(reference, "decide_interest", by=CHAIR, input=decision)
    meeting = own.meetings.new({**PLAN, "cases": [reference]}, by=BU).reference
    own.meetings.take(meeting, "invite", by=BU)
    document = own.documents.list(reference)[-1].id
    rules = Rules(own, own.case(reference), EVERYBODY, sitting=frozenset(MEMBERS))
    return Scene(rules, ActingRules(rules), meeting, document)


def is_shown(client: httpx2.Client, scene: Scene, sample: Sample) -> bool:
    """Return whether whoever is signed in with a client is shown a page, or what it has."""
    answer = client.get(sample.path(scene))
    if answer.status_code != OK:
        assert answer.status_code in ELSEWHERE, answer.text
        return False
    if sample.form:
        return 'value="look"' in answer.text
    link = sample.shows(scene)
    return not link or link in Page(answer).links


def row_of(client: httpx2.Client, scene: Scene) -> list[bool]:
    """Return which of the pages whoever is signed in with a client is shown."""
    return [is_shown(client, scene, sample) for sample in PAGES.values()]


def table(rows: dict[str, list[bool]]) -> Iterator[str]:
    """Yield the lines of a table: a person a line, a page a column."""
    width = max(len(email) for email in rows)
    yield " " * width + "  " + " ".join(PAGES)
    for email, row in rows.items():
        marks = (SHOWN if shown else HIDDEN for shown in row)
        cells = (mark.ljust(len(name)) for mark, name in zip(marks, PAGES, strict=True))
        yield f"{email.ljust(width)}  {' '.join(cells)}".rstrip()


def people(whole: bool) -> list[str]:
    """Return everybody; else those whom the tables name, and one of each role."""
    if whole:
        return EMAILS
    rows = csv.DictReader(EVERYBODY.splitlines())
    first = {row["roles"]: row["email"] for row in reversed(list(rows))}
    some = {*first.values(), *MEMBERS, SCRUTINEER, ICB, REP, LEAVER}
    return [email for email in EMAILS if email in some]


@pytest.mark.long
@pytest.mark.parametrize("state", CASE_STATES)
def test_each_is_shown_the_pages_that_the_tables_give(
    served: ServedDesk, state: str, whole: bool, record_bounds: Callable[[str], None]
) -> None:
    """Everybody who signs in, among them somebody who is barred, and somebody who is removed."""
    own = served.pathway
    scene = prepared(own, state)
    secrets = {email: own.sessions.open(email).secret for email in people(whole)}
    own.people.remove(LEAVER)
    rows: dict[str, list[bool]] = {}
    wrong: list[str] = []
    for email, secret in secrets.items():
        with httpx2.Client(base_url=served.address, cookies={SESSION: secret}) as client:
            rows[email] = row_of(client, scene)
        for (name, sample), shown in zip(PAGES.items(), rows[email], strict=True):
            if shown != (email != LEAVER and sample.expected(scene, email)):
                wrong.append(f"{email} {name}: {'shown' if shown else 'not shown'}")

    assert [] == wrong
    record_bounds(f"Pages over HTTP in {state}, shown ({SHOWN}) or not ({HIDDEN}):")
    for line in table(rows):
        record_bounds(line)
