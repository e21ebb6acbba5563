"""
Decide: may this step be taken, and what would follow.

A pure function. It reads the definition, the case, the command and the situation, and gives one event or every reason
why not. Preview is the same call without saving; so is the list of steps that a person may take next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from pathway.errors import Reason
from pathway.workflows.case import Case, Item
from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt, Command, Situation, Standing
from pathway.workflows.definition import Definition
from pathway.workflows.format import DefinitionFile, Step
from pathway.workflows.duties import met_late, settle, would_meet_late
from pathway.workflows.duty_owners import owns
from pathway.workflows.effects import EFFECTS
from pathway.workflows.events import GENESIS, Event, digest_of
from pathway.workflows.guards import GUARDS
from pathway.workflows.inputs import INPUTS
from pathway.workflows.inputs.checks import CHECKS
from pathway.workflows.inputs.referral import form_of
from pathway.workflows.refusals import Refusal
from pathway.workflows.roles import Where, has_undecided_interest, is_shut_out, standing
from pathway.workflows.saying import normalised, read, read_vote
from pathway.workflows.votes import count_vote, dissenting, ended_rounds, round_carried, round_name

NEVER = {
    "opener": ("people", "opener"),
    "submitter": ("people", "submitter"),
    "concluder": ("people", "concluder"),
}
VISITS = {"subgroup_decision.notification": "views", "rapid_review.sign_off": "sign_offs"}


def decide(definition: Definition, case: Case, command: Command, situation: Situation) -> Event | Refusal:
    """
    Return the event that the command makes, or every reason why it makes none.

    Raises:
        CalendarUnknown: A due date lies beyond the table of bank holidays.
    """
    attempt, reasons = attempt_of(definition, case, command, situation)
    attempt, more = _with_input(attempt)
    reasons += more
    if reasons:
        return Refusal(tuple(reasons))
    changes = Changes(case, attempt.seq, attempt.on)
    sealed = None if attempt.actor is None else _sealed(attempt)
    if _is_decided(attempt, changes, sealed):
        _take(attempt, changes)
        reasons = _late_reasons(attempt, changes)
    return Refusal(tuple(reasons)) if reasons else _event(attempt, changes, sealed)


def attempt_of(
    definition: Definition, case: Case, command: Command, situation: Situation
) -> tuple[Attempt, list[Reason]]:
    """Return the attempt before its input is read, and every reason against it that is not in the input."""
    file, step, found = find_step(definition, case, command, situation)
    model = model_of(step, command.input)
    command = normalised(step, command, list(model.model_fields))
    item = case.items.get(command.item or "") if file.owns == "item" else None
    attempt = Attempt(definition, file, step, case, item, command, situation)
    attempt = replace(attempt, standing=_standing(attempt))
    return attempt, [*found, *_who(attempt), *_guards(attempt), *_when(attempt)]


def find_step(
    definition: Definition, case: Case, command: Command, situation: Situation
) -> tuple[DefinitionFile, Step, list[Reason]]:
    """Return the table of the step that is meant here, and why it is not open here if it is not."""
    tables = definition.steps_named(command.step)
    file, step = tables[0]
    if file.owns == "item" and command.item is None:
        return file, step, [Reason("item_required", f"{command.step} is a step of an item; name it with --item")]
    item = case.items.get(command.item or "")
    fitting = [(one, table) for one, table in tables if _covers(one, table, case, item)]
    if not fitting:
        return file, step, [Reason("wrong_state", _where_it_can(tables, case, item))]
    for one, table in fitting:
        if table.when is None or GUARDS[table.when].holds(Attempt(definition, one, table, case, item, command, situation)):
            return one, table, []
    file, step = fitting[0]
    name = step.when or ""
    seen = Attempt(definition, file, step, case, item, command, situation)
    return file, step, [Reason(f"guard.{name}", GUARDS[name].why_not(seen))]


def model_of(step: Step, said: Mapping[str, Any]) -> type[BaseModel]:
    """Return the model of the step's input; a form's depends on its kind."""
    return form_of(said) if step.input == "referral" else INPUTS[step.input]


def follows(case: Case) -> Command | None:
    """Return the step that the system must take now: one that two partners and the lead partners carried."""
    carried = round_carried(case)
    if carried is None:
        return None
    name, _, item = carried[0].partition("@")
    return Command(step=name, by=None, on=carried[1], item=item or None)


def _covers(file: DefinitionFile, step: Step, case: Case, item: Item | None) -> bool:
    if case.version == 0:
        return not step.from_
    if file.owns == "case":
        return file.covers(step.from_, case.state)
    if item is None or item.kind != file.name:
        return False
    open_case = "*" in step.case and case.state != "closed"
    return (open_case or case.within(*step.case)) and file.covers(step.from_, item.state)


def _where_it_can(tables: list[tuple[DefinitionFile, Step]], case: Case, item: Item | None) -> str:
    states = list(dict.fromkeys(name for file, step in tables for name in file.states_of(step.from_)))
    is_now = f"{item.id} is {item.state}" if item else f"the case is in {case.state}"
    where = ", ".join(states) if len(states) <= 6 else f"{', '.join(states[:6])} and others"
    return f"{is_now}; this step is open in {where}" if where else f"{is_now}; this step is open nowhere now"


def _where(attempt: Attempt) -> Where:
    return Where(attempt.definition, attempt.case, attempt.item, attempt.situation.directory)


def _standing(attempt: Attempt) -> Standing | None:
    if attempt.actor is None:
        return None
    found = standing(_where(attempt), attempt.step.who, attempt.actor, _never(attempt))
    if found is None and "deadline_owner" in attempt.step.who:
        return _owner_standing(attempt)
    return found


def _owner_standing(attempt: Attempt) -> Standing | None:
    owned = [one for one in attempt.case.open_deadlines() if owns(attempt, one)]
    posts = attempt.situation.directory.of(attempt.actor or 0)
    return Standing("deadline_owner", posts[0].agency) if owned and posts else None


def _never(attempt: Attempt) -> list[int]:
    people = [attempt.remembered(*NEVER[name]) for name in attempt.step.never if name in NEVER]
    if attempt.item is not None:
        people += [attempt.item[name] for name in ("owner",) if name in attempt.step.never]
        people += [attempt.item["submitted_by"]] if "return_submitter" in attempt.step.never else []
    return [person for person in people if person is not None]


def _who(attempt: Attempt) -> list[Reason]:
    if attempt.actor is None:
        return [] if _by_system(attempt) else [Reason("not_permitted", "the system takes no such step by itself")]
    if is_shut_out(attempt.case, attempt.actor, attempt.item):
        return [Reason("interest", "an upheld interest keeps you from this")]
    if attempt.standing is None:
        return [Reason("not_permitted", _who_may(attempt))]
    if attempt.step.decision and has_undecided_interest(attempt.case, attempt.actor):
        return [Reason("interest", "your declared interest is not decided yet; until then you take no decision")]
    return []


def _by_system(attempt: Attempt) -> bool:
    carried = round_carried(attempt.case)
    return "system" in attempt.step.who or (carried is not None and carried[0] == round_name(attempt.step.name, attempt.item))


def _who_may(attempt: Attempt) -> str:
    roles = ", ".join(role for role in attempt.step.who)
    barred = attempt.actor in _never(attempt)
    return "you have had a part in this that keeps you from it" if barred else f"this is for: {roles}"


def _guards(attempt: Attempt) -> list[Reason]:
    failed = [(name, GUARDS[name]) for name in attempt.step.guards if not GUARDS[name].holds(attempt)]
    reasons = [Reason(f"guard.{name}", guard.why_not(attempt)) for name, guard in failed]
    panel = attempt.remembered("panel") or {}
    if attempt.step.answers_panel and panel.get("disagrees") and attempt.on.isoformat() < panel["on"]:
        reasons.append(Reason("guard.votes_after_reply", "votes count from the Panel's disagreeing reply on"))
    return reasons


def _when(attempt: Attempt) -> list[Reason]:
    """Return what the day of the step asks for."""
    reasons: list[Reason] = []
    if attempt.on > attempt.situation.today:
        path = "referred_on" if attempt.step.name == "refer" else None
        reasons.append(Reason("future_date", "the day lies in the future", path))
    if attempt.actor is not None and not attempt.command.reason and (why := _why_a_reason(attempt)):
        reasons.append(Reason("reason_required", f"{why}; give --reason", "reason"))
    return reasons


def _why_a_reason(attempt: Attempt) -> str | None:
    if attempt.step.reason:
        return "this step needs its reasons"
    if attempt.standing is not None and attempt.standing.stands_in:
        return "you act in another's place, which needs its reasons"
    changed = _changed_on(attempt)
    return f"the day is before the last change of state on {changed}" if changed and attempt.on < changed else None


def _changed_on(attempt: Attempt) -> date | None:
    if attempt.case.version == 0:
        return None
    return attempt.item.changed_on if attempt.item else attempt.case.changed_on


def _with_input(attempt: Attempt) -> tuple[Attempt, list[Reason]]:
    """Return the attempt with its input read, or every fault of the input."""
    if attempt.actor is None and not attempt.step.votes:
        return attempt, []
    said, faults = attempt.command.input, list[Reason]()
    if attempt.step.votes:
        said, faults = _voted_on(attempt)
    model = model_of(attempt.step, said)
    found, more = read(model, said, attempt)
    attempt = replace(attempt, input=found)
    checks = CHECKS[attempt.step.input](attempt) if found is not None and attempt.step.input in CHECKS else []
    return attempt, [*faults, *more, *checks]


def _voted_on(attempt: Attempt) -> tuple[Mapping[str, Any], list[Reason]]:
    if attempt.actor is None:
        return attempt.situation.proposal or {}, []
    said, _, faults = read_vote(attempt)
    return said, faults


def _is_decided(attempt: Attempt, changes: Changes, sealed: Mapping[str, Any] | None) -> bool:
    """Say whether the step is taken now: at once, or with the vote that carries it."""
    if not attempt.step.votes:
        return True
    if sealed is not None:
        return count_vote(attempt, changes, digest_of(sealed))
    against = dissenting(attempt.case, round_name(attempt.step.name, attempt.item))
    changes.remember(dissent={attempt.step.name: against})
    return True


def _take(attempt: Attempt, changes: Changes) -> None:
    """Add what the step does: its effects, its state, and what that does to the deadlines."""
    for name in attempt.step.effects:
        EFFECTS[name](attempt, changes)
    if attempt.step.answers_panel and attempt.remembered("panel", "disagrees"):
        changes.remember(panel={"disagrees": False})
    if attempt.step.settles_late and attempt.command.late_reason:
        for deadline in _owing(attempt.case):
            changes.set_deadline(deadline, {"owes_reason": False})
    _move(attempt, changes)
    settle(attempt, changes)


def _move(attempt: Attempt, changes: Changes) -> None:
    to = target(attempt)
    if attempt.item is not None and to is not None and to != attempt.item.state:
        changes.change_item(attempt.item.id, to)
        changes.remember(rounds=ended_rounds(attempt.case, attempt.item))
    elif attempt.item is None and to is not None and to != attempt.case.state:
        visit = VISITS.get(to)
        changes.set(state=to, changed_on=attempt.on.isoformat(), outcome=attempt.step.outcome)
        changes.remember(rounds=ended_rounds(attempt.case, attempt.item), **({visit: None} if visit else {}))


def target(attempt: Attempt) -> str | None:
    """Return the state to which the step leads, of the case or of the item; None where the machine knows no way."""
    if attempt.case.version == 0:
        return attempt.step.to
    state = attempt.item.state if attempt.item else attempt.case.state
    return attempt.definition.machines[attempt.file.name].leads_to(state, attempt.step)


def _owing(case: Case) -> list[str]:
    return [name for name, one in case.deadlines.items() if one.owes_reason]


def _late_reasons(attempt: Attempt, changes: Changes) -> list[Reason]:
    if attempt.command.late_reason or attempt.step.name in ("refer", "amend"):
        return []
    late = [one.id for one in met_late(changes)]
    late += _owing(attempt.case) if attempt.step.settles_late else []
    return [_late(late)] if late else []


def late_reason_wanted(attempt: Attempt) -> bool:
    """Say whether the step would ask why it is late, whatever its input."""
    return would_meet_late(attempt) or (attempt.step.settles_late and bool(_owing(attempt.case)))


def _late(deadlines: list[str]) -> Reason:
    return Reason("late_reason_required", f"{', '.join(deadlines)} is past its due day; give --late-reason", "late_reason")


def _event(attempt: Attempt, changes: Changes, sealed: Mapping[str, Any] | None) -> Event:
    case, command, after = attempt.case, attempt.command, changes.after
    return Event(
        reference=case.reference,
        seq=attempt.seq,
        step=command.step,
        item=command.item if attempt.item is not None else None,
        actor=attempt.actor,
        role=attempt.standing.role if attempt.standing else "system",
        deputy=attempt.standing.deputy if attempt.standing else False,
        occurred_on=attempt.on,
        recorded_at=attempt.situation.now,
        from_state=case.state,
        to_state=after.state,
        item_to=after.items[attempt.item.id].state if attempt.item is not None else None,
        effects=changes.patch,
        definition=attempt.definition.hash,
        digest=digest_of(sealed) if sealed else "",
        previous_hash=case.head or GENESIS,
        sealed=sealed,
    )


def _sealed(attempt: Attempt) -> dict[str, Any]:
    said = attempt.input.model_dump(mode="json", exclude_unset=True) if attempt.input is not None else {}
    if attempt.step.votes:
        given = attempt.command.input
        said = (said if given.get("proposal") is None else {"proposal": given["proposal"]}) | {"vote": given["vote"]}
    return {
        "input": said,
        "reason": attempt.command.reason,
        "late_reason": attempt.command.late_reason,
        "salt": attempt.command.salt.hex(),
    }
