"""Effects of the steps that stay: interests, facts, links, breaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from pathway.workflows.changes import Changes
from pathway.workflows.choices import months_to_check
from pathway.workflows.commands import Attempt
from pathway.workflows.corrections import Revision, plain, revise
from pathway.workflows.deadlines.settling import retell
from pathway.workflows.deadlines.standstills import current, end_standstill
from pathway.workflows.effects.referral import become_aware
from pathway.workflows.findings import record_findings
from pathway.workflows.patch import difference

if TYPE_CHECKING:
    from pathway.workflows.inputs import corrections, general


def declare_interest(attempt: Attempt, changes: Changes) -> None:
    """Number the interest; until it is decided its declarer takes no decision step."""
    number = len(attempt.case.table("interests")) + 1
    entry = {"person": attempt.actor, "outcome": "declared", "event": changes.seq}
    changes.remember(interests={f"interest:{number}": entry})


def decide_interest(attempt: Attempt, changes: Changes) -> None:
    """Keep what follows; withdrawing shuts the person out."""
    decision = cast("general.InterestDecision", attempt.input)
    item = {"item": decision.item} if decision.outcome == "withdraws_item" else {}
    changes.remember(interests={decision.interest: {"outcome": decision.outcome} | item})


def add_parallel_process(attempt: Attempt, changes: Changes) -> None:
    """Add the process to those that run beside."""
    process = cast("general.ParallelProcess", attempt.input).process
    known = attempt.case.listed("processes")
    changes.remember(processes=list(dict.fromkeys([*known, process])))


def record_fact(attempt: Attempt, changes: Changes) -> None:
    """Record a fact on the day of the step."""
    fact = cast("general.Fact", attempt.input)
    changes.record_fact(fact.fact, attempt.on)
    if fact.fact == "local_authority_aware_on":
        become_aware(attempt, changes, attempt.on.isoformat())
    elif fact.fact == "impact_checked":
        changes.months = fact.months or months_to_check(attempt)[0]
    elif fact.fact == "lead_partners_decided" and fact.step:
        changes.remember(rounds={fact.step: {"lead_decided_on": attempt.on.isoformat()}})


def correct(attempt: Attempt, changes: Changes) -> None:
    """Let what stands in the case take the corrected value, re-date what hangs on it, and list what is left to do."""
    revision = cast(Revision, revise(attempt))
    document = revision.as_it_would_be(attempt.situation.history)
    changes.add(difference(plain(attempt.case.document), plain(document)))
    said = cast("corrections.Correction", attempt.input)
    day = {"on": revision.told.on.isoformat()} if revision.told.on != revision.event.occurred_on else {}
    changes.remember(corrections={str(changes.seq): {"entry": said.event} | day})
    retell(attempt, changes)
    record_findings(attempt, revision, changes)


def settle_finding(attempt: Attempt, changes: Changes) -> None:
    """Remember that a note dealt with a finding."""
    name = cast("general.Note", attempt.input).settles
    if name is not None:
        changes.remember(findings={name: {"settled_by": changes.seq}})


def link_case(attempt: Attempt, changes: Changes) -> None:
    """Link another case."""
    changes.remember(links={cast("general.Link", attempt.input).case: "linked"})


def suspend(attempt: Attempt, changes: Changes) -> None:
    """Let local deadlines stand still; suspending again is the review of it and keeps the first day."""
    changes.asked_due = cast("general.Suspension", attempt.input).review_on
    if current(attempt.case) is None:
        changes.remember(standstills={str(changes.seq): {"from": attempt.on.isoformat()}})


def resume(attempt: Attempt, changes: Changes) -> None:
    """Let them go on."""
    end_standstill(attempt.case, changes)


def prioritise(attempt: Attempt, changes: Changes) -> None:
    """Mark the case as urgent, or take the mark away."""
    priority = cast("general.Priority", attempt.input).priority
    changes.remember(urgent=True if priority == "urgent" else None)


def legal_hold(attempt: Attempt, changes: Changes) -> None:
    """Place a hold, or lift it."""
    placed = cast("general.LegalHold", attempt.input).hold == "placed"
    changes.remember(legal_hold={"event": changes.seq} if placed else None)


def breach(attempt: Attempt, changes: Changes) -> None:
    """Mark a deadline as breached, once."""
    deadline = attempt.case.deadlines[attempt.command.input["deadline"]]
    breaches = {str(changes.seq): {"due": deadline.due.isoformat()}}
    changes.set_deadline(deadline.id, {"state": "breached", "breaches": breaches})


EFFECTS: Mapping[str, Callable[[Attempt, Changes], None]] = {
    "declare_interest": declare_interest,
    "decide_interest": decide_interest,
    "add_parallel_process": add_parallel_process,
    "record_fact": record_fact,
    "correct": correct,
    "settle_finding": settle_finding,
    "link_case": link_case,
    "suspend": suspend,
    "resume": resume,
    "prioritise": prioritise,
    "legal_hold": legal_hold,
    "breach": breach,
}
