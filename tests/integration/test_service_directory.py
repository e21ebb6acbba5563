"""The directory: read from CSV, Excel and TOML with every fault and its row; absences; removal."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pathway.errors import ImportRefused, NotFound, WrongUsage
from pathway.service.people.import_files import rows_of
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Owner
from pathway.workflows.loading.definition_files import packaged_definition
from pathway.workflows.people.recipients import recipients
from tests.rehearsals import BU, CHAIR, COORDINATOR, NOTIFIER, NURSES_DEPUTY, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either

HEAD = ("name", "email", "agency", "roles", "order")
NEW = ("Housing officer", "new.housing@example.org", "housing", "rep;author", "3")
TOML = """
[[people]]
name = "Housing officer"
email = "new.housing@example.org"
agency = "housing"
roles = ["rep", "author"]
order = 3
"""
OTHER_HEAD = ("Order", "Phone", "ROLES", "agency", "Email", "Name")
EACH = ["row 3, name", "row 3, email", "row 3, agency", "row 3, roles", "row 3, order", "row 4"]
FAULTS = ("", "no address", "Housing!", "boss", "first")


def workbook(*rows: Sequence[Any], sheets: Sequence[str] = ("People",)) -> bytes:
    """Return an Excel file with those rows on its last sheet."""
    book = Workbook()
    for name in (*sheets, *book.sheetnames):
        if name in sheets:
            book.create_sheet(name)
        else:
            book.remove(book[name])
    for row in rows:
        book[sheets[-1]].append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def separated(*rows: Sequence[str], by: str = ",") -> str:
    """Return a CSV file."""
    return "".join(by.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


READ: dict[str, tuple[str | bytes, str]] = {
    "csv": (separated(HEAD, NEW), "csv"),
    "with a mark of UTF-8": (b"\xef\xbb\xbf" + separated(HEAD, NEW).encode(), "csv"),
    "semicolons of a spreadsheet": (separated(HEAD, NEW, by=";"), "csv"),
    "tabs": (separated(HEAD, NEW, by="\t"), "csv"),
    "other order, capitals, more columns": (separated(OTHER_HEAD, ["3", "1", NEW[3], NEW[2], NEW[1], NEW[0]]), "csv"),
    "empty rows": (separated([""] * 5, HEAD, [" "] * 5, NEW), "csv"),
    "excel": (workbook(HEAD, [*NEW[:4], 3]), "xlsx"),
    "toml": (TOML, "toml"),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_the_same_people_from_any_kind_of_file(desk: Rehearsal, name: str) -> None:
    """
    A preview shows what would change and changes nothing; then it is changed; then it is as before.
    """
    content, kind = READ[name]
    before = desk.contents()
    seen = desk.pathway.people.import_file(content, kind=kind, preview=True)
    unchanged = desk.contents() == before
    done = desk.pathway.people.import_file(content, kind=kind)
    again = desk.pathway.people.import_file(content, kind=kind)
    (people,) = [person for person in desk.pathway.people.list() if person.email == NEW[1]]

    assert unchanged
    assert (1, 0, 0) == (seen.added, seen.changed, seen.unchanged)
    assert seen == done
    assert (0, 0, 1) == (again.added, again.changed, again.unchanged)
    assert (NEW[0], "housing", ("rep", "author"), 3) == (
        people.name,
        people.agency,
        people.roles,
        people.order,
    )


def test_a_change_is_told_from_what_to_what(desk: Rehearsal) -> None:
    """By column, for whoever looks before applying."""
    desk.pathway.people.import_file(separated(HEAD, NEW))
    done = desk.pathway.people.import_file(separated(HEAD, [*NEW[:3], "rep", "2"]))
    (change,) = done.changes

    assert (1, "changed") == (done.changed, change.change)
    columns = {name: (column.from_, column.to) for name, column in change.fields.items()}
    assert {"roles": ("rep;author", "rep"), "order": ("3", "2")} == columns


@pytest.mark.parametrize(
    ("content", "kind", "places"),
    [
        (separated(HEAD, NEW, FAULTS, NEW), "csv", EACH),
        (workbook(HEAD, NEW, FAULTS, NEW), "xlsx", EACH),
        (TOML + "phone = 1\n", "toml", ["[[people]] 1, phone"]),
        (TOML + TOML + "phone = 1\n", "toml", ["[[people]] 2, phone", "[[people]] 2"]),
        (TOML.replace("3", '"x"') + TOML, "toml", ["[[people]] 1, order", "[[people]] 2"]),
        ("people = 3", "toml", ["people"]),
        ("[[people", "toml", [None]),
        (b"no workbook", "xlsx", [None]),
        (separated(HEAD), "csv", ["row 2"]),
        ("", "csv", ["row 1"]),
        (separated(["name", "e-mail", "agency", "role", "order"]), "csv", ["row 1"]),
        (separated(HEAD, [*NEW, "more"]), "csv", ["row 2"]),
        (separated(HEAD, [*NEW, "more"], FAULTS), "csv", ["row 2", *EACH[:-1]]),
        (separated((*HEAD, "agency_name"), [*NEW, "x" * 201]), "csv", ["row 2, agency_name"]),
    ],
)  # fmt: skip
def test_every_fault_is_reported_with_its_row(
    desk: Rehearsal, content: str | bytes, kind: str, places: list[str]
) -> None:
    """And nothing is changed."""
    before = desk.contents()
    with pytest.raises(ImportRefused) as refused:
        desk.pathway.people.import_file(content, kind=kind)

    assert places == [reason.path for reason in refused.value.reasons]
    assert before == desk.contents()


def test_roles_are_read_in_any_case_of_letters(desk: Rehearsal) -> None:
    """A role that is written twice so is one."""
    desk.pathway.people.import_file(separated(HEAD, [*NEW[:3], "REP; Author;rep", "3"]))
    (people,) = [person for person in desk.pathway.people.list() if person.email == NEW[1]]

    assert ("rep", "author") == people.roles


NAMED = (*HEAD, "Agency name")
TOML_NAMED = TOML + 'agency_name = "Homes for Saltmarsh"\n'


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "email",
    ["desk@housing", "dęsk@example.org", "desk@example..org", "a@example.org;b@example.org"],
)
def test_whoever_could_not_be_mailed_is_a_fault(desk: Rehearsal, email: str) -> None:
    """It is better told of a row than of the first letter."""
    with pytest.raises(ImportRefused) as refused:
        desk.pathway.people.import_file(separated(HEAD, (NEW[0], email, *NEW[2:])))

    assert ["row 2, email"] == [reason.path for reason in refused.value.reasons]


@pytest.mark.sqlite
@pytest.mark.parametrize("email", ["desk@intranet.local", "o'brien+cases@bücher.example"])
def test_an_unusual_address_is_imported_as_it_is(desk: Rehearsal, email: str) -> None:
    """Offices have networks of their own, and people their own names."""
    desk.pathway.people.import_file(separated(HEAD, (NEW[0], email, *NEW[2:])))

    assert email in [person.email for person in desk.pathway.people.list()]


SECOND = ("Second officer", "second.housing@example.org", "housing", "rep", "4")
RENAMING: dict[str, tuple[str | bytes, str]] = {
    "csv": (separated(NAMED, [*NEW, "Homes for Saltmarsh"], [*SECOND, " "]), "csv"),
    "excel": (workbook(NAMED, [*NEW, "Homes for Saltmarsh"], [*SECOND, None]), "xlsx"),
    "toml": (TOML_NAMED, "toml"),
}


@pytest.mark.parametrize("name", RENAMING)
def test_an_agency_has_a_display_name(desk: Rehearsal, name: str) -> None:
    """
    Kept once for the agency, so that a row without it changes nothing; told from what to what.
    """
    content, kind = RENAMING[name]
    seen = desk.pathway.people.import_file(content, kind=kind, preview=True)
    done = desk.pathway.people.import_file(content, kind=kind)
    again = desk.pathway.people.import_file(content, kind=kind)
    called = {person.agency_name for person in desk.pathway.people.list(agency="housing")}

    assert [("housing", "Housing", "Homes for Saltmarsh")] == [
        (change.agency, change.from_, change.to) for change in done.agencies
    ]
    assert seen == done
    assert () == again.agencies
    assert {"Homes for Saltmarsh"} == called


def test_an_agency_without_a_name_is_called_by_its_code_in_words(desk: Rehearsal) -> None:
    """As long as no file names it."""
    desk.pathway.people.import_file(separated(HEAD, [*NEW[:2], "fire_and_rescue", *NEW[3:]]))
    (people,) = desk.pathway.people.list(agency="fire_and_rescue")

    assert "fire and rescue" == people.agency_name


def test_two_names_for_one_agency_are_a_fault_of_both_rows(desk: Rehearsal) -> None:
    """Which of the two is meant, only whoever wrote the file knows."""
    rows = [*NEW, "Housing"], [*SECOND, "Housing department"]
    before = desk.contents()
    with pytest.raises(ImportRefused) as refused:
        desk.pathway.people.import_file(separated(NAMED, *rows))
    (reason,) = refused.value.reasons

    assert "row 3, agency_name" == reason.path
    assert "row 2 gives this agency another name" in reason.message
    assert before == desk.contents()


@pytest.mark.parametrize(
    "asked", ["northern_care_alliance", "Northern_Care_Alliance", " northern care alliance"]
)
def test_whom_to_ask_at_an_agency(desk: Rehearsal, asked: str) -> None:
    """By its code or its name, in any case of letters."""
    people = desk.pathway.people.list(agency=asked)

    assert {"northern_care_alliance"} == {person.agency for person in people}
    assert {NURSES_REP, NURSES_DEPUTY} < {person.email for person in people}


def test_an_agency_that_nobody_works_for_is_not_found(desk: Rehearsal) -> None:
    """The nearest are named."""
    with pytest.raises(NotFound) as error:
        desk.pathway.people.list(agency="hosing")

    assert "housing" in error.value.nearest


def test_a_column_that_may_be_meant_is_named() -> None:
    """`e-mail` is no `email`."""
    with pytest.raises(ImportRefused) as refused:
        rows_of(separated(["name", "e-mail", "agency", "role", "order"], NEW))

    assert "e-mail may be email, role may be roles" in refused.value.reasons[0].message


def test_a_sheet_is_chosen_by_name() -> None:
    """The first if none is named; one that is not there is told with those that are."""
    book = workbook(HEAD, NEW, sheets=("Notes", "People"))
    with pytest.raises(ImportRefused) as refused:
        rows_of(book, "xlsx", "Folk")

    assert NEW[1] == rows_of(book, "xlsx", "People")[0].cells["email"]
    assert "there are Notes, People" in refused.value.reasons[0].message


def people_told(desk: Rehearsal) -> set[str]:
    """Return who was told of anything, once all is dispatched."""
    desk.pathway.sweep()
    desk.pathway.dispatch()
    return {message.to for message in desk.pathway.mail.list(state="sent")}


def asked(desk: Rehearsal, reference: str | None = None) -> None:
    """Let one agency be asked for a return."""
    desk.do(
        reference or desk.endorsed(), "notify_panel", NOTIFIER, agencies=["northern_care_alliance"]
    )


def test_mail_of_whoever_is_away_goes_to_the_next(desk: Rehearsal) -> None:
    """On the days they are away, both included; back again they get theirs."""
    reference = desk.endorsed()
    desk.pathway.people.absent(NURSES_REP, date(2026, 3, 16), date(2026, 3, 20))  # Mon to Fri
    asked(desk, reference)
    first = people_told(desk)
    away = next(person for person in desk.pathway.people.list() if person.email == NURSES_REP)
    desk.pathway.people.back(NURSES_REP)
    desk.clock("2026-03-19")  # Thu
    then = people_told(desk) - first

    assert NURSES_DEPUTY in first
    assert NURSES_REP not in first
    assert away.absent
    days = [(absence.from_, absence.to) for absence in away.absences]
    assert [(date(2026, 3, 16), date(2026, 3, 20))] == days
    assert NURSES_REP in then


def test_with_everybody_away_the_business_unit_is_told(desk: Rehearsal) -> None:
    """And doctor says which role nobody is there for."""
    reference = desk.endorsed()
    for email in (NURSES_REP, NURSES_DEPUTY, CHAIR, "deputy.chair@example.org"):
        desk.pathway.people.absent(email, date(2026, 3, 16), date(2026, 3, 20))
    asked(desk, reference)
    reminded = people_told(desk)
    doctor = {finding.what: finding for finding in desk.pathway.doctor()}

    assert BU in reminded
    assert not {NURSES_REP, NURSES_DEPUTY} & reminded
    assert "northern_care_alliance" in doctor["reps"].message
    assert "chair" in doctor["roles"].message


def test_who_goes_away_after_the_message_was_made(desk: Rehearsal) -> None:
    """It is withheld, and the next is told."""
    asked(desk)
    desk.pathway.sweep()
    desk.pathway.people.absent(NURSES_REP, date(2026, 3, 16), date(2026, 3, 20))
    desk.pathway.dispatch()
    sent = {message.to for message in desk.pathway.mail.list(state="sent")}

    assert {NURSES_REP} == {message.to for message in desk.pathway.mail.list(state="withheld")}
    assert NURSES_DEPUTY in sent


def test_a_duty_that_is_met_gets_no_more_reminders(desk: Rehearsal) -> None:
    """The message was made and had not left; nobody else is told in its place."""
    reference = desk.refer()
    desk.do(reference, "submit", "referrer.nca@example.org")
    desk.pathway.sweep()
    waiting = [
        message
        for message in desk.pathway.mail.list()
        if {"quality_assurance"} == {n.deadline for n in message.notices}
    ]
    desk.do(reference, "endorse", NURSES_REP)
    desk.pathway.dispatch()
    states = {desk.pathway.mail.show(message.id)[0].state for message in waiting}

    assert waiting
    assert {"withheld"} == states


@pytest.mark.parametrize(
    ("first", "last"), [("2026-03-20", "2026-03-19"), ("2026-03-02", "2026-03-13")]
)
def test_days_that_do_not_make_an_absence_are_refused(
    desk: Rehearsal, first: str, last: str
) -> None:
    """The last before the first, or all of it past."""
    with pytest.raises(WrongUsage, match="The last day"):
        desk.pathway.people.absent(NURSES_REP, date.fromisoformat(first), date.fromisoformat(last))


def test_who_is_removed_keeps_their_name_on_the_history(desk: Rehearsal) -> None:
    """
    What waits for them goes to the next; they may act no more; back by import they are the same
    person.
    """
    asked(desk)
    desk.pathway.sweep()
    removed = desk.pathway.people.remove(NURSES_REP)
    reminded = people_told(desk)
    by = {event.by for event in desk.pathway.history("PR-2026-0001")}
    with pytest.raises(NotFound):
        desk.pathway.steps("PR-2026-0001", by=NURSES_REP)
    desk.pathway.people.import_file(
        separated(HEAD, ["Back again", NURSES_REP, "northern_care_alliance", "rep", "1"])
    )

    assert (("northern_care_alliance",), ()) == (removed.agencies, removed.left_empty)
    assert NURSES_DEPUTY in reminded
    assert NURSES_REP not in reminded
    assert NURSES_REP in by
    assert [] == desk.pathway.verify()


def test_roles_that_nobody_holds_any_longer_are_named(desk: Rehearsal) -> None:
    """One agency alone, and the alarm of doctor."""
    desk.pathway.people.import_file(
        separated(HEAD, ["Two parts", NOTIFIER, "housing", "author", "5"])
    )
    desk.pathway.people.remove("notifier.two@example.org")
    removal = desk.pathway.people.remove(NOTIFIER, "childrens_services")
    doctor = next(finding for finding in desk.pathway.doctor() if finding.what == "roles")

    assert ("notifier of childrens_services",) == removal.left_empty
    assert "notifier of childrens_services" in doctor.message
    assert ["housing"] == [
        each.agency for each in desk.pathway.people.list() if each.email == NOTIFIER
    ]


REFUSALS: list[tuple[Callable[[Rehearsal], object], type[Exception]]] = [
    (lambda desk: desk.pathway.people.remove("nobody@example.org"), NotFound),
    (lambda desk: desk.pathway.people.remove(NURSES_REP, "police"), NotFound),
    (lambda desk: desk.pathway.people.back("nobody@example.org"), NotFound),
    (lambda desk: [desk.pathway.people.remove(email) for email in (COORDINATOR, BU)], WrongUsage),
]


@pytest.mark.parametrize(("act", "error"), REFUSALS)
def test_what_cannot_be_removed(
    desk: Rehearsal, act: Callable[[Rehearsal], object], error: type[Exception]
) -> None:
    """Nobody of that email or agency; and the last of the business unit, to whom alarms go."""
    with pytest.raises(error):
        act(desk)


PEOPLE = st.lists(
    st.tuples(
        st.integers(1, 6), st.sampled_from(["bu", "rep"]), st.sampled_from(["police", "housing"]), st.integers(1, 3)
    ),
    unique_by=lambda appointment: (appointment[0], appointment[2]),
    max_size=8,
)  # fmt: skip


@given(PEOPLE, st.frozensets(st.integers(1, 6)), st.frozensets(st.integers(1, 6)))
def test_somebody_is_notified_if_anybody_can_be(
    people: list[tuple[int, str, str, int]], absent: frozenset[int], refused: frozenset[int]
) -> None:
    """
    Nobody who is away or unreachable, unless nobody else of the business unit is left; never two
    for one duty.
    """
    appointments = tuple(
        Appointment(number, f"{number}@example.org", "", agency, (role,), order)
        for number, role, agency, order in sorted(
            people, key=lambda appointment: (appointment[3], appointment[0])
        )
    )
    directory = Directory(appointments, absent)
    unreachable = {f"{number}@example.org" for number in refused}
    case = Case("PR-2026-0001")
    holders = recipients(
        packaged_definition(), case, Owner("rep", "police", None), directory, None, unreachable
    )
    able = [
        appointment for appointment in appointments if appointment.person not in absent | refused
    ]
    able = [
        appointment
        for appointment in able
        if appointment.roles == ("bu",) or appointment.agency == "police"
    ]

    assert len(holders) <= 1
    assert not {person.email for person in holders} & unreachable
    assert bool(holders) or not able
    assert not holders or not able or holders[0].person not in absent
