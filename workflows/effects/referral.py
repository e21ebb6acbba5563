"""Effects from the referral to the decision whether it is notifiable. They hold codes and days, never words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pathway.workflows.changes import Changes
from pathway.workflows.choices import is_planning, seats_without_view
from pathway.workflows.commands import Attempt
from pathway.workflows.duplicates import DUTIES_OF_AWARENESS, DUTIES_OF_FACTS, OTHER_DUTIES, takes_day
from pathway.workflows.effects.effect import Effect
from pathway.workflows.effects.referral_fields import (
    ChildFields,
    DuplicateFields,
    FurtherNotificationFields,
    InformationAnswerFields,
    InformationRequestFields,
    KindFields,
    LinkedCasesFields,
    NotificationFields,
    PapersFields,
    ProposalFields,
    ReferralFields,
    ViewFields,
)
from pathway.workflows.known_names import (
    AWARE,
    CLOSE_AS_DUPLICATE,
    DECISION_TO_NOTIFY,
    LOCAL_AUTHORITY,
    PLANNING_STATES,
    TAKE_OVER_CLOCKS,
)
from pathway.workflows.needs import needs


@needs(facts=(AWARE,))
def record_form(attempt: Attempt, changes: Changes, fields: ReferralFields) -> None:
    """Keep the codes of the form that guards and clocks read; its words stay sealed."""
    form = attempt.definition.forms.form_of(fields.kind).field
    missing = [one.name for one in form if one.at_submission and not getattr(attempt.input, one.name)]
    changes.set(kind=fields.kind)
    changes.remember(
        agency=fields.agency,
        agencies_known=list(fields.agencies_known),
        form={
            "missing": missing,
            "event": changes.seq,
            "events": [*attempt.case.listed("form", "events"), changes.seq],
        },
        children=_children(attempt, fields.children),
        incident={"possible": fields.possible_serious_incident},
        processes=list(fields.parallel_processes),
    )
    aware = fields.local_authority_aware_on
    if aware is not None or _is_of_form(attempt, AWARE):
        changes.remember(awareness={"on": _iso(aware), "first": _iso(aware)})
    for one in form:
        if one.fact is not None:
            _record_form_fact(attempt, changes, one.fact, getattr(attempt.input, one.name))


def open_case(attempt: Attempt, changes: Changes, fields: ReferralFields) -> None:
    """Open the case on the day of the form, by whoever refers it."""
    changes.set(opened_on=fields.referred_on.isoformat())
    changes.remember(people={"opener": attempt.actor})


def record_submitter(attempt: Attempt, changes: Changes) -> None:
    """Remember who submitted it: they do not quality assure it."""
    submitters = attempt.case.listed("people", "submitters")
    changes.remember(people={"submitters": list(dict.fromkeys([*submitters, attempt.actor]))})


def record_endorsement(_: Attempt, changes: Changes) -> None:
    """Remember that the referral was endorsed."""
    changes.remember(endorsed=True)


def change_kind(_: Attempt, changes: Changes, fields: KindFields) -> None:
    """Take the other kind."""
    changes.set(kind=fields.kind)


@needs(steps=(CLOSE_AS_DUPLICATE, TAKE_OVER_CLOCKS))
def close_as_duplicate(attempt: Attempt, changes: Changes, fields: DuplicateFields) -> None:
    """Remember the case that survives, and which of its children each child is."""
    same = {child.child: child.same_as for child in fields.children}
    ordinals = {str(number): same[label] for number, label in enumerate(attempt.situation.labels, start=1)}
    changes.remember(duplicate_of={"case": fields.surviving, "children": ordinals})


@needs(states=PLANNING_STATES, deadlines=(*DUTIES_OF_AWARENESS, *OTHER_DUTIES), facts=tuple(DUTIES_OF_FACTS))
def take_over_clocks(attempt: Attempt, changes: Changes) -> None:
    """Let each open clock take the earlier of the two days; what was done already keeps its own."""
    case, said = attempt.case, attempt.command.input
    changes.remember(links={said["duplicate"]: "duplicate"})
    if is_planning(attempt):
        return
    days: dict[str, str] = dict(said["days"])
    aware = days.pop("awareness", None)
    if aware and takes_day(case, DUTIES_OF_AWARENESS, case.remembered("awareness", "on"), aware):
        changes.remember(awareness={"on": aware, "first": _earlier(case.remembered("awareness", "first"), aware)})
    for name, day in days.items():
        if takes_day(case, DUTIES_OF_FACTS[name], case.remembered("facts", name, "on"), day):
            changes.remember(facts={name: {"on": day, "event": changes.seq}})


@needs(deadlines=DUTIES_OF_AWARENESS, facts=(AWARE,))
def propose_notification(attempt: Attempt, changes: Changes, fields: ProposalFields) -> None:
    """Make a serious incident possible; an open clock keeps the earlier day."""
    changes.remember(incident={"possible": True, "tested": False})
    become_aware(attempt, changes, fields.local_authority_aware_on.isoformat())


def become_aware(attempt: Attempt, changes: Changes, day: str) -> None:
    """Record the day of awareness: an open clock takes the earlier day, a finished one a new day."""
    known = attempt.case.table("awareness")
    running = bool(attempt.case.open_deadlines(*DUTIES_OF_AWARENESS))
    on = _earlier(known.get("on"), day) if running else day
    first = on if running or not known.get("first") else known["first"]
    changes.remember(awareness={"on": on, "first": first})
    changes.remember(facts={AWARE: {"on": day, "event": changes.seq}})


def record_papers(attempt: Attempt, changes: Changes, fields: PapersFields) -> None:
    """Remember that interests were asked for, and the processes that run beside."""
    known = attempt.case.listed("processes")
    changes.remember(
        papers={"interests_asked": True, "processes_listed": True},
        processes=list(dict.fromkeys([*known, *fields.parallel_processes])),
    )


def link_cases(_: Attempt, changes: Changes, fields: LinkedCasesFields) -> None:
    """Link the other cases that the papers name."""
    changes.remember(links=dict.fromkeys(fields.linked_cases, "linked"))


def request_information(_: Attempt, changes: Changes, fields: InformationRequestFields) -> None:
    """Say by when and of whom it is asked; the request is known by its deadline."""
    changes.asked_due, changes.asked_agency = fields.due, fields.asked_of


def answer_information(_: Attempt, changes: Changes, fields: InformationAnswerFields) -> None:
    """Say which request is answered."""
    changes.subject = fields.request


@needs(states=(DECISION_TO_NOTIFY,))
def record_view(attempt: Attempt, changes: Changes, fields: ViewFields) -> None:
    """Keep the partner's view under the seat."""
    changes.remember(views={attempt.seat or "": fields.view})


@needs(states=(DECISION_TO_NOTIFY,))
def not_a_serious_incident(attempt: Attempt, changes: Changes) -> None:
    """Undo that a serious incident is possible; proposing it again needs a new day."""
    awareness = attempt.case.table("awareness")
    decided = [*awareness.get("decided", []), *([awareness["on"]] if awareness.get("on") else [])]
    changes.remember(
        incident={"possible": False, "tested": True},
        screened=True,
        ever_tested=True,
        awareness={"on": None, "decided": decided},
        dissent={attempt.step.name: _dissenting(attempt, "notify")},
        views_missing={attempt.step.name: _silent(attempt)},
        panel=None,
    )


@needs(states=(DECISION_TO_NOTIFY,), seats=(LOCAL_AUTHORITY,), deadlines=DUTIES_OF_AWARENESS, facts=(AWARE,))
def record_notification(attempt: Attempt, changes: Changes, fields: NotificationFields) -> None:
    """Start a rapid review: the notification is in, its day is the clock of everything that follows."""
    if fields.local_authority_aware_on and not attempt.remembered("awareness", "on"):
        become_aware(attempt, changes, fields.local_authority_aware_on.isoformat())
    changes.remember(
        incident={"possible": True, "tested": True},
        ever_tested=True,
        rapid_review={"notified_on": attempt.on.isoformat(), "outcome": None, "sha256": None},
        notified={str(changes.seq): _ordinals(attempt, fields.children)},
        views={LOCAL_AUTHORITY: "notify"},
        dissent={attempt.step.name: _dissenting(attempt, "do_not_notify")},
        views_missing={attempt.step.name: _silent(attempt)},
        panel=None,
    )


def record_further_notification(attempt: Attempt, changes: Changes, fields: FurtherNotificationFields) -> None:
    """Keep a further notification; one sent earlier re-dates what runs from the first."""
    changes.remember(notified={str(changes.seq): _ordinals(attempt, fields.children)})
    first = attempt.remembered("rapid_review", "notified_on")
    if first and attempt.on.isoformat() < first:
        changes.remember(rapid_review={"notified_on": attempt.on.isoformat()})


def _children(attempt: Attempt, children: Sequence[ChildFields]) -> dict[str, Any]:
    before = dict.fromkeys(attempt.case.table("children"))
    codes = ("harm", "abuse_or_neglect", "age_years")
    now = {
        str(number): {name: getattr(child, name) for name in codes} | {"care_status": list(child.care_status)}
        for number, child in enumerate(children, start=1)
    }
    return before | now


def _record_form_fact(attempt: Attempt, changes: Changes, fact: str, day: date | None) -> None:
    """Record a fact that the form carries; one that only an earlier form carried is taken back."""
    if day is not None:
        changes.record_fact(fact, day)
    elif _is_of_form(attempt, fact):
        changes.remember(facts={fact: None})


def _is_of_form(attempt: Attempt, fact: str) -> bool:
    """Say whether a fact on record was carried by an earlier form."""
    return attempt.remembered("facts", fact, "event") in attempt.case.listed("form", "events")


def _ordinals(attempt: Attempt, labels: list[str]) -> list[int]:
    return sorted(attempt.situation.labels.index(label) + 1 for label in labels)


def _dissenting(attempt: Attempt, view: str) -> list[str]:
    """Return the partners who said so in this visit; views of an earlier visit have passed."""
    if not attempt.case.within(DECISION_TO_NOTIFY):
        return []
    return [seat for seat, one in attempt.case.table("views").items() if one == view]


def _silent(attempt: Attempt) -> list[str]:
    """Return the partners other than the local authority's whose view is not in."""
    return seats_without_view(attempt)


def _earlier(own: str | None, day: str) -> str:
    return min(own, day) if own else day


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


EFFECTS: Mapping[str, Effect] = {
    "record_form": record_form,
    "open_case": open_case,
    "record_submitter": record_submitter,
    "record_endorsement": record_endorsement,
    "change_kind": change_kind,
    "close_as_duplicate": close_as_duplicate,
    "take_over_clocks": take_over_clocks,
    "propose_notification": propose_notification,
    "record_papers": record_papers,
    "link_cases": link_cases,
    "request_information": request_information,
    "answer_information": answer_information,
    "record_view": record_view,
    "not_a_serious_incident": not_a_serious_incident,
    "record_notification": record_notification,
    "record_further_notification": record_further_notification,
}
