"""Effects of steps from the referral to the subgroup's papers: codes and days, never words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.attempts.needs import needs
from pathway.workflows.attempts.numbers import CHILD_UNDER
from pathway.workflows.cases.children import HARMED, tell_of_child
from pathway.workflows.cases.incidents import POSSIBLE, STRUCK, incident_from, possible_incidents
from pathway.workflows.cases.submission import given_in, missing_of, young_care_leavers_who_died
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.ledger import Subject
from pathway.workflows.history.records import ChildRecord, FactSubject, ProcessEntry
from pathway.workflows.known_names import AWARE
from pathway.workflows.steps.effects.incidents import become_aware, move_along, open_incident
from pathway.workflows.steps.effects.referral_fields import (
    InformationAnswerFields,
    InformationRequestFields,
    KindFields,
    LinkedCasesFields,
    PapersFields,
    ReferralFields,
)

LATER_DAY = "later_day"


@needs(facts=(AWARE,))
def record_form(attempt: Attempt, changes: Changes, fields: ReferralFields) -> None:
    """Keep the codes of the form that guards and clocks read; its words stay sealed."""
    form = attempt.definition.forms.form_of(fields.kind).field
    answered = sorted(given_in(attempt.input))
    changes.set(kind=fields.kind)
    changes.remember(
        agency=fields.agency,
        agencies_known=list(fields.agencies_known),
        form={
            "missing": missing_of(attempt.definition, fields.kind, answered),
            "given": answered,
            "event": changes.seq,
            "events": [*attempt.case.memory.get("form", {}).get("events", []), changes.seq],
        },
        processes_on_form=list(fields.parallel_processes),
    )
    _record_children(attempt, changes, fields)
    incident = _record_incident(attempt, changes, fields)
    for question in form:
        if question.fact is not None:
            day = getattr(attempt.input, question.name)
            of = FactSubject()
            if question.fact == AWARE and incident:
                of["item"] = incident
            _record_form_fact(attempt, changes, question.fact, day=day, of=of)


def open_case(attempt: Attempt, changes: Changes, fields: ReferralFields) -> None:
    """Open the case on the day of the form, by whoever refers it."""
    changes.set(opened_on=fields.referred_on.isoformat())
    if attempt.actor is not None:
        changes.remember(people={"opener": attempt.actor})


@needs(numbers=(CHILD_UNDER,))
def record_submitter(attempt: Attempt, changes: Changes) -> None:
    """
    Remember who submitted the referral, since they may not quality-assure it.

    From now on each possible incident has a day of awareness, and the death of a young care leaver
    is a possible incident.
    """
    submitters = attempt.case.memory.get("people", {}).get("submitters", [])
    changes.remember(people={"submitters": list(dict.fromkeys([*submitters, attempt.actor]))})
    leavers = young_care_leavers_who_died(attempt.definition, attempt.case)
    covered: set[int] = set()
    for incident in possible_incidents(changes.after):
        covered.update(incident.children)
    if (
        leavers
        and not covered & set(leavers)
        and attempt.case.memory.get("form", {}).get("incident") is None
    ):
        changes.remember(form={"incident": open_incident(attempt, changes, leavers)})
    for incident in possible_incidents(changes.after):
        if incident.aware_on() is None:
            # Whoever is alerted by the submission is aware from then on.
            become_aware(changes, incident.id, changes.on.isoformat())


def record_endorsement(_: Attempt, changes: Changes) -> None:
    """Remember that the referral was endorsed."""
    changes.remember(endorsed=True)


def change_kind(attempt: Attempt, changes: Changes, fields: KindFields) -> None:
    """
    Take the other kind, and remember which fields of its form are missing.

    Each of them is a finding where the referral was submitted already.
    """
    changes.set(kind=fields.kind)
    missing = missing_of(
        attempt.definition, fields.kind, attempt.case.memory.get("form", {}).get("given", [])
    )
    changes.remember(form={"missing": missing})
    if attempt.case.state != attempt.definition.case.initial:
        for field in missing:
            changes.find(f"form_lacks.{field}")


def record_papers(attempt: Attempt, changes: Changes, fields: PapersFields) -> None:
    """Remember that interests were asked for, and the processes that run beside the review."""
    listed = ProcessEntry(on=attempt.on.isoformat(), listed=True)
    changes.remember(
        papers={"interests_asked": True, "processes_listed": True},
        processes={process: {str(changes.seq): listed} for process in fields.parallel_processes},
    )


def link_cases(_: Attempt, changes: Changes, fields: LinkedCasesFields) -> None:
    """Link the other cases that the papers name."""
    changes.remember(links=dict.fromkeys(fields.linked_cases, "linked"))


def request_information(_: Attempt, changes: Changes, fields: InformationRequestFields) -> None:
    """Set by when and of whom it is asked; the request is known by its deadline."""
    changes.asked_due, changes.asked_agency = fields.due, fields.asked_of


def answer_information(_: Attempt, changes: Changes, fields: InformationAnswerFields) -> None:
    """Set which request is answered."""
    changes.subject = Subject(deadline=fields.request)


def _record_children(attempt: Attempt, changes: Changes, fields: ReferralFields) -> None:
    """Keep the codes of each child, in place of those that earlier forms gave."""
    known = attempt.case.memory.get("children", {})
    forms = attempt.case.memory.get("form", {}).get("events", [])
    for name in known:
        if int(name) > len(fields.children):
            changes.forget("children", name)
    for number, child in enumerate(fields.children, start=1):
        name = str(number)
        entries = known.get(name, {}).get("entries", {})
        for form in forms:
            if str(form) in entries:
                changes.forget("children", name, "entries", str(form))
        own = ChildRecord(age_years=child.age_years, care_status=list(child.care_status))
        changes.remember(children={name: own})
        tell_of_child(
            changes,
            number,
            harm=child.harm,
            abuse_or_neglect=child.abuse_or_neglect,
            on=fields.referred_on,
        )


def _record_incident(attempt: Attempt, changes: Changes, fields: ReferralFields) -> str | None:
    """
    Open or keep the incident that the form tells of, or strike it where it no longer does.

    Return its id, or None where the form tells of none.
    """
    harmed = [
        number for number, child in enumerate(fields.children, start=1) if child.harm in HARMED
    ]
    children = harmed or list(range(1, len(fields.children) + 1))
    own = attempt.case.memory.get("form", {}).get("incident")
    if not fields.possible_serious_incident:
        _strike(attempt, changes, own)
        return None
    if own is None:
        own = open_incident(attempt, changes, children)
        changes.remember(form={"incident": own})
    else:
        _keep(attempt, changes, own, children)
    if fields.local_authority_aware_on is not None:
        become_aware(changes, own, fields.local_authority_aware_on.isoformat())
    return own


def _strike(attempt: Attempt, changes: Changes, own: str | None) -> None:
    """Strike the form's incident unless the referral was submitted already."""
    if own is None or attempt.case.memory.get("people", {}).get("submitters"):
        return
    if attempt.case.items[own].state == POSSIBLE:
        move_along(attempt, changes, own)


def _keep(attempt: Attempt, changes: Changes, own: str, children: list[int]) -> None:
    """Put the children whom the amended form tells of into the form's incident."""
    incident = incident_from(attempt.case.items[own])
    submitted = bool(attempt.case.memory.get("people", {}).get("submitters"))
    held = sorted({*incident.children, *children}) if submitted else children
    if incident.state == STRUCK:
        move_along(attempt, changes, own)
    if incident.state in (POSSIBLE, STRUCK):
        changes.change_item(own, children=held)


def _record_form_fact(
    attempt: Attempt, changes: Changes, fact: str, day: date | None, of: FactSubject
) -> None:
    """
    Record a fact that the form carries.

    What an earlier form said was done is taken back by the new one. A day that starts a clock is
    not: the earliest day counts until it is corrected.
    """
    entries = attempt.case.memory.get("facts", {}).get(fact, {})
    forms = [str(number) for number in attempt.case.memory.get("form", {}).get("events", [])]
    stale = [form for form in forms if form in entries]
    if stale and _meets_a_duty(attempt, fact):
        for form in stale:
            changes.forget("facts", fact, form)
    elif day is not None and any(entry["on"] < day.isoformat() for entry in entries.values()):
        changes.find(LATER_DAY, fact=fact)
    if day is not None:
        changes.record_fact(fact, day, **of)


def _meets_a_duty(attempt: Attempt, fact: str) -> bool:
    for rule in attempt.definition.deadlines.values():
        if any(trigger.fact == fact for trigger in rule.meeting()):
            return True
    return False


EFFECTS: Mapping[str, Effect] = {
    "record_form": record_form,
    "open_case": open_case,
    "record_submitter": record_submitter,
    "record_endorsement": record_endorsement,
    "change_kind": change_kind,
    "record_papers": record_papers,
    "link_cases": link_cases,
    "request_information": request_information,
    "answer_information": answer_information,
}
