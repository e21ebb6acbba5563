"""What a case has of the questions of the national notification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pathway.documents.case_pack.answers import day_of, in_words
from pathway.documents.sheets_for_others.notification import NotificationSheet, Question
from pathway.errors import NotFound
from pathway.service.access.readers import note_read, required_reading
from pathway.service.documents.records.entries import EntriesInWords
from pathway.service.documents.records.naming import names_of
from pathway.service.documents.records.opened import opened_history
from pathway.service.people.agency_names import agency_name
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.access.reading import Reading
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.cases.children import Child, children_of
from pathway.workflows.cases.incidents import Incident, incidents_of
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import AMEND, LOCAL_AUTHORITY, REFER

REFERRAL, DIRECTORY, RECORD = "Referral", "Directory", "Case record"
NATURES = {"died": "Death", "seriously_harmed": "Serious harm", "none": "Other"}
LOOKED_AFTER, PROTECTION, IN_NEED = "looked_after", "child_protection_plan", "child_in_need"
YES, NO = "Yes", "No"


def notification_sheet(unit: UnitOfWork, case: Case, incident: str | None) -> NotificationSheet:
    """
    Return what a case has for a notification, for its reader.

    Args:
        incident: The id of the incident; the first that is on record if left out.

    Raises:
        NotFound: The case has no such incident, or none that they may read.
        Refused: They may not read the referral.
    """
    readable = required_reading(unit, case, "referral", "children", "decisions")
    note_read(unit, case.reference, "referral", "children", "decisions")
    meant = _incident(case, readable, incident)
    definition, history = unit.definition_of(case), opened_history(unit, case)
    names = names_of(unit, definition, case, history.events)
    entries = EntriesInWords(unit, definition, case, history, names)
    form = _form(entries)
    answers: Mapping[str, Any] = entries.answers(form) if form is not None else {}
    return NotificationSheet(
        reference=case.reference,
        incident=meant.id if meant else "",
        made_on=full_day_words(unit.today),
        notifier=_notifier(unit, entries),
        about=_about(entries, answers, meant),
        children=_children(case, answers, meant),
    )


def _incident(case: Case, readable: Reading, name: str | None) -> Incident | None:
    known = [
        incident for incident in incidents_of(case) if readable.sees_item(case.items[incident.id])
    ]
    if name is None:
        return known[0] if known else None
    for incident in known:
        if incident.id == name:
            return incident
    raise NotFound("incident", name, [incident.id for incident in known])


def _form(entries: EntriesInWords) -> Event | None:
    """Return the entry with the referral form as it is now."""
    forms = [event for event in entries.history.events if event.step in (REFER, AMEND)]
    return forms[-1] if forms else None


def _notifier(unit: UnitOfWork, entries: EntriesInWords) -> list[Question]:
    posts = unit.directory.holders("notifier")
    codes = entries.definition.agencies_of(LOCAL_AUTHORITY)
    authority = ", ".join(agency_name(unit, code) for code in codes)
    return [
        Question("Local authority", authority, DIRECTORY),
        Question("Name", posts[0].name if posts else "", DIRECTORY),
        Question("Email", posts[0].email if posts else "", DIRECTORY),
        Question("Telephone"),
    ]


def _about(
    entries: EntriesInWords, answers: Mapping[str, Any], incident: Incident | None
) -> list[Question]:
    aware = incident.aware_on() if incident else None
    told = full_day_words(aware) if aware else _day(answers, "local_authority_aware_on")
    codes: Sequence[str] = answers.get("agencies_known") or ()
    known = [entries.names.agencies.get(code, code) for code in codes]
    sent = incident.sent if incident else None
    return [
        Question("Date of the incident", _day(answers, "incident_on"), REFERRAL),
        Question("Time of the incident, if possible"),
        Question("Place of the incident", _text(answers, "incident_place"), REFERRAL),
        Question(
            "Date on which the local authority became aware", told, RECORD if aware else REFERRAL
        ),
        Question("What happened", _text(answers, "what_happened"), REFERRAL),
        Question(
            "What was done to keep children safe", _text(answers, "immediate_safety"), REFERRAL
        ),
        Question("Agencies that knew the children", ", ".join(known), REFERRAL),
        Question("Notified already on", day_of(str(sent["on"])) if sent else "Not yet", RECORD),
    ]


def _children(
    case: Case, answers: Mapping[str, Any], incident: Incident | None
) -> dict[str, Sequence[Question]]:
    """Return the questions about each child of the incident; about all where there is none."""
    on_form: list[Mapping[str, Any]] = answers.get("children") or []
    asked: dict[str, Sequence[Question]] = {}
    for child in children_of(case):
        if incident is not None and child.number not in incident.children:
            continue
        place = child.number - 1
        form: Mapping[str, Any] = on_form[place] if place < len(on_form) else {}
        label = str(form.get("label") or f"Child {child.number}")
        asked[label] = _child(child, form)
    return asked


def _child(child: Child, form: Mapping[str, Any]) -> list[Question]:
    status = child.care_status
    return [
        Question("Name", is_kept=False),
        Question("Date of birth and address", is_kept=False),
        Question("Age", _text(form, "age"), REFERRAL),
        Question("Sex", in_words(_text(form, "sex")), REFERRAL),
        Question("Ethnicity", _text(form, "ethnicity"), REFERRAL),
        Question("Disability", _text(form, "disability"), REFERRAL),
        Question("Health"),
        Question("Nature of the incident", NATURES.get(child.harm, child.harm), RECORD),
        Question("Abuse or neglect", in_words(child.abuse_or_neglect), RECORD),
        Question("Looked after", YES if LOOKED_AFTER in status else NO, REFERRAL),
        Question("Type of placement", "" if LOOKED_AFTER in status else "Does not apply", REFERRAL),
        Question("Child in need plan", YES if IN_NEED in status else NO, REFERRAL),
        Question("Child protection plan now", YES if PROTECTION in status else NO, REFERRAL),
        Question("Child protection plan before"),
    ]


def _text(answers: Mapping[str, Any], name: str) -> str:
    return str(answers.get(name) or "")


def _day(answers: Mapping[str, Any], name: str) -> str:
    return day_of(_text(answers, name))
