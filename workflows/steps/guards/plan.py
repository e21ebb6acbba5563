"""Guards of the action plan, of delays and of closing."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Guard
from pathway.workflows.attempts.needs import Needs
from pathway.workflows.forms.fields import Fields
from pathway.workflows.history.item import Item
from pathway.workflows.known_names import (
    ACTION,
    IMPACT_CHECK,
    NATIONAL_REVIEW_CHECK,
    PLAN_REVIEW,
    PUBLICATION,
    WITHHELD,
)
from pathway.workflows.steps.choices import chair_notes
from pathway.workflows.steps.duty_choices import (
    checks_to_meet,
    delayed_duties,
    duties_to_delay,
    local_deadlines,
)
from pathway.workflows.steps.plan_choices import recommendations_waiting, without_action

MAY_STAY_WITHHELD = Needs(states=(f"{PUBLICATION}:{WITHHELD}",))


class NoteFields(Fields):
    """Which review a note is."""

    meets: str | None


def _recommendations(attempt: Attempt, answer: str) -> list[str]:
    entries = attempt.case.memory.get("recommendations", {}).items()
    return [name for name, entry in entries if entry["answer"] == answer]


def _actions(attempt: Attempt) -> list[Item]:
    return attempt.case.items_of(ACTION)


def _is_done(attempt: Attempt, item: Item) -> bool:
    """Return whether an item needs nothing more; a local report may be withheld for good."""
    is_withheld = item.kind == PUBLICATION and item.state == WITHHELD and not item.data["panel"]
    return is_withheld or attempt.definition.is_final(item)


def _left_open(attempt: Attempt) -> list[str]:
    """
    Return the items that are not done, of the kinds that keep a case open; looked for once, as there
    may be hundreds.
    """
    once, name = attempt.case.read_once, f"left open by {attempt.definition.hash}"
    if name not in once:
        once[name] = _not_done(attempt)
    names: list[str] = once[name]
    return names


def _not_done(attempt: Attempt) -> list[str]:
    names: list[str] = []
    for kind, file in attempt.definition.files.items():
        if file.keeps_open:
            items = attempt.case.items_of(kind)
            names += [item.id for item in items if not _is_done(attempt, item)]
    return names


def _open_actions(attempt: Attempt) -> list[str]:
    return [item.id for item in _actions(attempt) if not _is_done(attempt, item)]


def _open_publications(attempt: Attempt) -> list[str]:
    return [item.id for item in attempt.case.items_of(PUBLICATION) if not _is_done(attempt, item)]


def _plan_is_fine(attempt: Attempt) -> bool:
    if _actions(attempt):
        return True
    return bool(_open_publications(attempt)) and not _recommendations(attempt, "accepted")


def _listed(sentence: str, names: list[str]) -> str:
    return f"{sentence}: {', '.join(names)}"


def _impact_open(attempt: Attempt) -> list[str]:
    return [deadline.id for deadline in attempt.case.open_deadlines(IMPACT_CHECK)]


def _meets(attempt: Attempt, key: str) -> bool:
    return attempt.input is not None and NoteFields(attempt.input).meets == key


GUARDS: Mapping[str, Guard] = {
    "recommendations_answered": Guard(
        lambda attempt: not recommendations_waiting(attempt),
        lambda attempt: _listed(
            "recommendations wait for an answer", recommendations_waiting(attempt)
        ),
    ),
    "recommendation_waits": Guard(
        lambda attempt: bool(recommendations_waiting(attempt)),
        "no recommendation waits for an answer",
    ),
    "accepted_have_actions": Guard(
        lambda attempt: not without_action(attempt),
        lambda attempt: _listed("accepted recommendations have no action", without_action(attempt)),
    ),
    "plan_not_empty": Guard(
        _plan_is_fine,
        "the plan has no action; "
        "it may be empty only while a publication is open and nothing was accepted",
        Needs(states=MAY_STAY_WITHHELD.states, items=(ACTION, PUBLICATION)),
    ),
    "nothing_accepted": Guard(
        lambda attempt: not _recommendations(attempt, "accepted"),
        "a recommendation was accepted; agree a plan",
    ),
    "nothing_left_open": Guard(
        lambda attempt: not _left_open(attempt),
        lambda attempt: _listed("still open", _left_open(attempt)),
        MAY_STAY_WITHHELD,
    ),
    "actions_done": Guard(
        lambda attempt: not _open_actions(attempt),
        lambda attempt: _listed(
            "actions are neither verified nor given up", _open_actions(attempt)
        ),
        Needs(items=(ACTION,)),
    ),
    "impact_checked": Guard(
        lambda attempt: not _impact_open(attempt),
        lambda attempt: _listed("impact checks are neither done nor waived", _impact_open(attempt)),
        Needs(deadlines=(IMPACT_CHECK,)),
    ),
    "plan_was_agreed": Guard(
        lambda attempt: bool(attempt.case.memory.get("plan_agreed")), "no plan was ever agreed"
    ),
    "duty_to_delay": Guard(
        lambda attempt: bool(duties_to_delay(attempt)), "there is no open duty that you may delay"
    ),
    "delay_runs": Guard(
        lambda attempt: bool(delayed_duties(attempt)), "there is no recorded delay that you may end"
    ),
    "local_deadline_open": Guard(
        lambda attempt: bool(local_deadlines(attempt)), "no local deadline is open"
    ),
    "may_note": Guard(
        lambda attempt: not chair_notes(attempt) or bool(checks_to_meet(attempt)),
        "the chair notes only reviews of the plan and checks on a national review, "
        "and none is due; the business unit writes other notes",
    ),
    "note_meets_plan_review": Guard(
        lambda attempt: _meets(attempt, PLAN_REVIEW),
        "the note is not a plan review",
        Needs(deadlines=(PLAN_REVIEW,), fields=NoteFields),
    ),
    "note_meets_national_review_check": Guard(
        lambda attempt: _meets(attempt, NATIONAL_REVIEW_CHECK),
        "the note is not a check on the national review",
        Needs(deadlines=(NATIONAL_REVIEW_CHECK,), fields=NoteFields),
    ),
}
