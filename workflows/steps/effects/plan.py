"""Effects of the action plan: recommendations, actions, delays, closing and reopening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.attempts.needs import needs
from pathway.workflows.forms.fields import DocumentFields, Fields
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.item_data import ItemData
from pathway.workflows.history.ledger import Subject
from pathway.workflows.history.records import RecommendationRecord
from pathway.workflows.known_names import ACTION


class RecommendationFields(Fields):
    """A recommendation of a report; its words stay sealed."""


class AcceptedReportFields(Fields):
    """A report with its recommendations."""

    report: DocumentFields
    recommendations: list[RecommendationFields]


class AnswerFields(Fields):
    """The answer to a recommendation."""

    recommendation: str
    answer: Literal["accepted", "rejected"]


class ActionFields(Fields):
    """Who does it, by when, and which recommendations it answers."""

    owner: str
    due: date
    recommendations: list[str]


class MoreWorkFields(Fields):
    """Further actions."""

    actions: list[ActionFields]


class DelayFields(Fields):
    """Which duty is delayed, and until when."""

    duty: str
    revised_on: date


class DelayEndFields(Fields):
    """Which duty is delayed no longer."""

    duty: str


class WaiverFields(Fields):
    """Which deadline is waived."""

    deadline: str


def add_recommendation(attempt: Attempt, changes: Changes) -> None:
    """Number a recommendation; its words stay sealed."""
    _add_recommendations(attempt, changes, 1)


def record_recommendations(
    attempt: Attempt, changes: Changes, fields: AcceptedReportFields
) -> None:
    """Number the recommendations of an accepted report."""
    changes.remember(local_report=fields.report.sha256)
    _add_recommendations(attempt, changes, len(fields.recommendations))


def answer_recommendation(_: Attempt, changes: Changes, fields: AnswerFields) -> None:
    """Keep the answer."""
    changes.remember(recommendations={fields.recommendation: {"answer": fields.answer}})


@needs(items=(ACTION,))
def add_action(attempt: Attempt, changes: Changes, fields: ActionFields) -> None:
    """Open an action."""
    _open_actions(attempt, changes, [fields])


@needs(items=(ACTION,))
def add_actions(attempt: Attempt, changes: Changes, fields: MoreWorkFields) -> None:
    """Open the further actions."""
    _open_actions(attempt, changes, fields.actions)


def record_plan(_: Attempt, changes: Changes) -> None:
    """Remember that a plan was agreed."""
    changes.remember(plan_agreed=True)


def reopen(_: Attempt, changes: Changes) -> None:
    """Forget what belonged to the earlier decision; it is decided afresh."""
    for table in ("cspr", "decided", "papers", "panel"):
        changes.forget(table)


def record_delay(_: Attempt, changes: Changes, fields: DelayFields) -> None:
    """Put the revised date beside the due date, which stays as it is."""
    changes.subject = Subject(about=fields.duty)
    changes.set_deadline(fields.duty, {"delayed": True, "revised": fields.revised_on.isoformat()})


def end_delay(_: Attempt, changes: Changes, fields: DelayEndFields) -> None:
    """End the delay; reminders go on."""
    changes.subject = Subject(about=fields.duty)
    changes.set_deadline(fields.duty, {"delayed": None, "revised": None})


def waive_deadline(attempt: Attempt, changes: Changes, fields: WaiverFields) -> None:
    """Waive a local deadline."""
    changes.waive(attempt.case.deadlines[fields.deadline])


def _add_recommendations(attempt: Attempt, changes: Changes, count: int) -> None:
    first = len(attempt.case.memory.get("recommendations", {})) + 1
    for part in range(count):
        entry = RecommendationRecord(answer="waiting", event=changes.seq, part=part)
        changes.remember(recommendations={f"recommendation:{first + part}": entry})


def _open_actions(attempt: Attempt, changes: Changes, actions: Sequence[ActionFields]) -> None:
    first = len(attempt.case.items_of(ACTION)) + 1
    for part, action in enumerate(actions):
        owner = attempt.situation.directory.number(action.owner)
        posts = attempt.situation.directory.of(owner) if owner is not None else []
        due = action.due.isoformat()
        data = ItemData(
            dates={str(changes.seq): {"on": changes.on.isoformat(), "day": due}},
            first_due=due,
            recommendations=list(action.recommendations),
            part=part,
        )
        if owner is not None:
            data |= {"owner": owner, "agency": posts[0].agency}
        number = f"{ACTION}:{first + part}"
        changes.open_item(ACTION, number, attempt.definition.files[ACTION].initial, data)


EFFECTS: Mapping[str, Effect] = {
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
