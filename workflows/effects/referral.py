"""Effects from the referral to the decision whether it is notifiable. They hold codes and days, never words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt
from pathway.workflows.inputs import referral, subgroup
from pathway.workflows.inputs.referral import FORM_FACTS, Referral, missing_of


def record_form(attempt: Attempt, changes: Changes) -> None:
    """Keep the codes of the form that guards and clocks read; its words stay sealed."""
    form = cast(Referral, attempt.input)
    changes.set(kind=form.kind)
    changes.remember(
        agency=form.agency,
        agencies_known=list(form.agencies_known),
        form={"missing": missing_of(form), "event": changes.seq},
        children=_children(attempt, form),
        incident={"possible": form.possible_serious_incident},
        processes=list(form.parallel_processes),
        awareness={"on": _iso(form.local_authority_aware_on)},
    )
    for field, fact in FORM_FACTS.items():
        _record_form_fact(changes, fact, getattr(form, field))


def open_case(attempt: Attempt, changes: Changes) -> None:
    """Open the case on the day of the form, by whoever refers it."""
    form = cast(Referral, attempt.input)
    changes.set(opened_on=form.referred_on.isoformat())
    changes.remember(people={"opener": attempt.actor})


def record_submitter(attempt: Attempt, changes: Changes) -> None:
    """Remember who submitted it: that person does not quality assure it."""
    changes.remember(people={"submitter": attempt.actor})


def record_endorsement(attempt: Attempt, changes: Changes) -> None:
    """Remember that the referral was endorsed."""
    changes.remember(endorsed=True)


def change_kind(attempt: Attempt, changes: Changes) -> None:
    """Take the other kind."""
    changes.set(kind=cast(referral.OtherKind, attempt.input).kind)


def close_as_duplicate(attempt: Attempt, changes: Changes) -> None:
    """Remember the case that survives, and which of its children each child is."""
    chosen = cast(referral.Duplicate, attempt.input)
    same = {child.child: child.same_as for child in chosen.children}
    ordinals = {str(number): same[label] for number, label in enumerate(attempt.situation.labels, start=1)}
    changes.remember(duplicate_of={"case": chosen.surviving, "children": ordinals})


def take_over_clocks(attempt: Attempt, changes: Changes) -> None:
    """Let each clock take the earlier of the two days; what was done already keeps its day."""
    changes.remember(links={attempt.command.input["duplicate"]: "duplicate"})
    aware = attempt.command.input["days"].get("awareness")
    own = attempt.remembered("awareness", "on")
    if aware and (own is None or aware < own):
        changes.remember(awareness={"on": aware})
    for name, day in attempt.command.input["days"].items():
        before = attempt.remembered("facts", name, "on")
        if name != "awareness" and (before is None or day < before):
            changes.remember(facts={name: {"on": day, "event": changes.seq}})


def propose_notification(attempt: Attempt, changes: Changes) -> None:
    """Make a serious incident possible; an open clock keeps the earlier day."""
    proposal = cast(subgroup.Proposal, attempt.input)
    changes.remember(incident={"possible": True, "tested": False})
    become_aware(attempt, changes, proposal.local_authority_aware_on.isoformat())


def become_aware(attempt: Attempt, changes: Changes, day: str) -> None:
    """Record the day of awareness: an open clock takes the earlier day, a finished one a new day."""
    own = attempt.remembered("awareness", "on")
    running = bool(attempt.case.open_deadlines("panel_notification", "partners_told"))
    changes.remember(awareness={"on": min(own, day) if own and running else day})
    changes.remember(facts={"local_authority_aware_on": {"on": day, "event": changes.seq}})


def record_papers(attempt: Attempt, changes: Changes) -> None:
    """Remember that interests were asked for, and the processes that run beside."""
    papers = cast(subgroup.SubgroupPapers, attempt.input)
    known = attempt.remembered("processes") or []
    changes.remember(
        papers={"interests_asked": True, "processes_listed": True},
        processes=list(dict.fromkeys([*known, *papers.parallel_processes])),
        links=dict.fromkeys(getattr(papers, "linked_cases", []), "linked"),
    )


def request_information(attempt: Attempt, changes: Changes) -> None:
    """Number the request; its deadline is known by that number."""
    asked = cast(subgroup.InformationRequest, attempt.input)
    number = (attempt.remembered("requests") or 0) + 1
    changes.remember(requests=number)
    changes.subject = f"request:{number}"
    changes.asked_due, changes.asked_agency = asked.due, asked.asked_of


def answer_information(attempt: Attempt, changes: Changes) -> None:
    """Say which request is answered."""
    changes.subject = cast(subgroup.InformationAnswer, attempt.input).request


def record_view(attempt: Attempt, changes: Changes) -> None:
    """Keep the partner's view under the seat."""
    view = cast(subgroup.View, attempt.input).view
    changes.remember(views={_seat(attempt): view})


def not_a_serious_incident(attempt: Attempt, changes: Changes) -> None:
    """Undo that a serious incident is possible; proposing it again needs a new day."""
    awareness = attempt.remembered("awareness") or {}
    decided = [*awareness.get("decided", []), *([awareness["on"]] if awareness.get("on") else [])]
    changes.remember(
        incident={"possible": False, "tested": True},
        screened=True,
        ever_tested=True,
        awareness={"on": None, "decided": decided},
        dissent={attempt.step.name: _dissenting(attempt, "notify")},
        panel=None,
    )


def record_notification(attempt: Attempt, changes: Changes) -> None:
    """Start a rapid review: the notification is in, its day is the clock of everything that follows."""
    sent = cast(subgroup.Notification, attempt.input)
    if sent.local_authority_aware_on and not attempt.remembered("awareness", "on"):
        become_aware(attempt, changes, sent.local_authority_aware_on.isoformat())
    changes.remember(
        incident={"possible": True, "tested": True},
        ever_tested=True,
        rapid_review={"notified_on": attempt.on.isoformat(), "outcome": None, "sha256": None},
        notified={str(changes.seq): _ordinals(attempt, sent.children)},
        views={attempt.definition.agencies.local_authority: "notify"},
        dissent={attempt.step.name: _dissenting(attempt, "do_not_notify")},
        panel=None,
    )


def record_further_notification(attempt: Attempt, changes: Changes) -> None:
    """Keep a further notification; one sent earlier re-dates what runs from the first."""
    sent = cast(subgroup.FurtherNotification, attempt.input)
    changes.remember(notified={str(changes.seq): _ordinals(attempt, sent.children)})
    first = attempt.remembered("rapid_review", "notified_on")
    if first and attempt.on.isoformat() < first:
        changes.remember(rapid_review={"notified_on": attempt.on.isoformat()})


def _children(attempt: Attempt, form: Referral) -> dict[str, Any]:
    before = dict.fromkeys(attempt.remembered("children") or {})
    codes = ("harm", "abuse_or_neglect", "age_years")
    now = {
        str(number): {name: getattr(child, name) for name in codes} | {"care_status": list(child.care_status)}
        for number, child in enumerate(form.children, start=1)
    }
    return before | now


def _record_form_fact(changes: Changes, fact: str, day: Any) -> None:
    before = changes.case.remembered("facts", fact)
    if day is not None:
        changes.record_fact(fact, day)
    elif before:
        changes.remember(facts={fact: None})


def _ordinals(attempt: Attempt, labels: list[str]) -> list[int]:
    return sorted(attempt.situation.labels.index(label) + 1 for label in labels)


def _seat(attempt: Attempt) -> str:
    return attempt.standing.agency if attempt.standing else ""


def _dissenting(attempt: Attempt, view: str) -> list[str]:
    return [seat for seat, one in (attempt.remembered("views") or {}).items() if one == view]


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


EFFECTS: Mapping[str, Callable[[Attempt, Changes], None]] = {
    "record_form": record_form,
    "open_case": open_case,
    "record_submitter": record_submitter,
    "record_endorsement": record_endorsement,
    "change_kind": change_kind,
    "close_as_duplicate": close_as_duplicate,
    "take_over_clocks": take_over_clocks,
    "propose_notification": propose_notification,
    "record_papers": record_papers,
    "request_information": request_information,
    "answer_information": answer_information,
    "record_view": record_view,
    "not_a_serious_incident": not_a_serious_incident,
    "record_notification": record_notification,
    "record_further_notification": record_further_notification,
}
