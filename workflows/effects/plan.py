"""Effects of the action plan: recommendations, actions, delays, closing and reopening."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt
from pathway.workflows.deadlines.ledger import Subject

if TYPE_CHECKING:
    from pathway.workflows.inputs import general, plan, practice_review


def add_recommendation(attempt: Attempt, changes: Changes) -> None:
    """Number a recommendation; its words stay sealed."""
    _add_recommendations(attempt, changes, 1)


def record_recommendations(attempt: Attempt, changes: Changes) -> None:
    """Number the recommendations of an accepted report."""
    found = cast("practice_review.AcceptedReport", attempt.input)
    changes.remember(local_report=found.report.sha256)
    _add_recommendations(attempt, changes, len(found.recommendations))


def answer_recommendation(attempt: Attempt, changes: Changes) -> None:
    """Keep the answer."""
    answer = cast("plan.RecommendationAnswer", attempt.input)
    changes.remember(recommendations={answer.recommendation: {"answer": answer.answer}})


def add_action(attempt: Attempt, changes: Changes) -> None:
    """Open an action."""
    _open_actions(attempt, changes, [cast("plan.NewAction", attempt.input)])


def add_actions(attempt: Attempt, changes: Changes) -> None:
    """Open the further actions."""
    _open_actions(attempt, changes, cast("plan.MoreWork", attempt.input).actions)


def record_plan(_: Attempt, changes: Changes) -> None:
    """Remember that a plan was agreed."""
    changes.remember(plan_agreed=True)


def reopen(_: Attempt, changes: Changes) -> None:
    """Forget what belonged to the earlier decision; it is decided afresh."""
    changes.remember(cspr=None, decided=None, papers=None, panel=None, duplicate_of=None)


def record_delay(attempt: Attempt, changes: Changes) -> None:
    """Put the revised date beside the due date, which stays."""
    delay = cast("general.Delay", attempt.input)
    changes.subject = Subject(about=delay.duty)
    changes.set_deadline(delay.duty, {"delayed": True, "revised": delay.revised_on.isoformat()})


def end_delay(attempt: Attempt, changes: Changes) -> None:
    """End the delay; reminders go on."""
    duty = cast("general.DelayEnd", attempt.input).duty
    changes.subject = Subject(about=duty)
    changes.set_deadline(duty, {"delayed": None, "revised": None})


def waive_deadline(attempt: Attempt, changes: Changes) -> None:
    """Waive a local deadline."""
    waived = attempt.case.deadlines[cast("general.Waiver", attempt.input).deadline]
    changes.waive(waived, changes.on)


def _add_recommendations(attempt: Attempt, changes: Changes, count: int) -> None:
    first = len(attempt.case.table("recommendations")) + 1
    for part, number in enumerate(range(first, first + count)):
        entry = {"answer": "waiting", "event": changes.seq, "part": part}
        changes.remember(recommendations={f"recommendation:{number}": entry})


def _open_actions(attempt: Attempt, changes: Changes, actions: list[plan.NewAction]) -> None:
    first = len(attempt.case.items_of("action")) + 1
    for part, (number, action) in enumerate(enumerate(actions, start=first)):
        owner = attempt.situation.directory.number(action.owner)
        posts = attempt.situation.directory.of(owner) if owner is not None else []
        data = {
            "owner": owner,
            "agency": posts[0].agency if posts else None,
            "due": action.due.isoformat(),
            "first_due": action.due.isoformat(),
            "recommendations": list(action.recommendations),
            "part": part,
        }
        changes.open_item("action", f"action:{number}", attempt.definition.files["action"].initial, data)


EFFECTS: Mapping[str, Callable[[Attempt, Changes], None]] = {
    "add_recommendation": add_recommendation,
    "record_recommendations": record_recommendations,
    "answer_recommendation": answer_recommendation,
    "add_action": add_action,
    "add_actions": add_actions,
    "record_plan": record_plan,
    "reopen": reopen,
    "record_delay": record_delay,
    "end_delay": end_delay,
    "waive_deadline": waive_deadline,
}
