"""
What must always hold of a case, of a schema and of a step, read off the definition file alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from jsonschema import Draft202012Validator

from pathway.workflows.cases.incidents import POSSIBLE, incidents_of
from pathway.workflows.deciding.schema import filled
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import INCIDENT
from pathway.workflows.people.in_charge import in_charge
from pathway.workflows.people.roles import RoleContext
from tests.desk import Desk

LIVE_ON = (
    "publication_kept",
    "national_repository",
    "referrer_told",
    "looked_after_death_notification",
    "care_leaver_death_notification",
    "meeting_action",
)


class Broken(AssertionError):
    """Something did not hold that always must."""


def must(holds: object, what: str, desk: Desk) -> None:
    """Raise with the case's history where something does not hold."""
    if not holds:
        history = "\n".join(
            f"  {event.seq} {event.step} {event.item or ''} on {event.occurred_on} by {event.actor}"
            for event in desk.events
        )
        raise Broken(f"{what}\nin {desk.case.state} after\n{history}")


def tables(desk: Desk) -> list[tuple[DefinitionFile, int, Step]]:
    """Return every step table with its place in its file."""
    return [
        (file, number, step)
        for file in desk.definition.files.values()
        for number, step in enumerate(file.step)
        if not step.by
    ]


def subjects(file: DefinitionFile, case: Case) -> list[str | None]:
    """Return what a step of the file may be about."""
    return [None] if file.owns == "case" else [item.id for item in case.items_of(file.name)]


def is_open(file: DefinitionFile, step: Step, case: Case, item: str | None) -> bool:
    """Say, from the file alone, whether the step is open where case and item stand."""
    if file.owns == "case":
        return file.covers(step.from_, case.state)
    if item is None or item not in case.items or case.items[item].kind != file.name:
        return False
    in_case = case.within(*step.case) or ("*" in step.case and case.state != "closed")
    return in_case and file.covers(step.from_, case.items[item].state)


def possible(desk: Desk, step: Step, item: str | None) -> list[int]:
    """
    Return the people who hold one of the step's roles; of those who declare interests, no partner.
    """
    context = RoleContext(
        desk.definition, desk.case, desk.case.items.get(item or ""), desk.directory
    )
    posts = [post for role in step.who for post in in_charge(context, role).people]
    if "anyone" in step.who:
        taken = len(desk.case.memory.get("interests", {}))
        posts = [post for post in posts if "partner" not in post.roles and taken < 3]
    return list(dict.fromkeys(post.person for post in posts))


def every_example(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return an input made of the first example of every property."""
    return {name: value["examples"][0] for name, value in schema["properties"].items()}


def check_schema(schema: Mapping[str, Any], desk: Desk) -> None:
    """The schema is a valid one, holds no mark or reference, and accepts what it suggests."""
    Draft202012Validator.check_schema(schema)
    must(not list(marks(schema)), f"the schema holds {list(marks(schema))}", desk)
    for answers in (filled(schema), every_example(schema)):
        must(
            not faults_of(schema, answers),
            f"the schema refuses its own examples: {faults_of(schema, answers)}",
            desk,
        )
    without = [name for name, value in schema["properties"].items() if not value.get("examples")]
    must(not without, f"no examples: {without}", desk)


def faults_of(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    """Return what the schema holds against an input."""
    validator: Any = Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(answers)]


def marks(node: Any) -> Iterator[str]:
    """Return every reference and every mark of ours that is left in a schema."""
    if isinstance(node, dict):
        table = cast(dict[str, Any], node)
        yield from (name for name in table if name.startswith("x-") or name == "$ref")
        node = list(table.values())
    if isinstance(node, list):
        for inner in cast(Sequence[Any], node):
            yield from marks(inner)


def check_closed(desk: Desk) -> None:
    """
    A closed case has an outcome and holds nothing open but what lives on, or was taken down after
    closing.
    """
    case = desk.case
    is_closed = case.state in desk.definition.case.finals
    must(is_closed == (case.outcome is not None), f"the outcome is {case.outcome}", desk)
    if not is_closed:
        return
    down = {item.id for item in case.items_of("publication") if item.data.get("taken_down")}
    for deadline in case.open_deadlines():
        lives_on = (
            deadline.key in LIVE_ON
            or deadline.item in down
            or (deadline.about or "").partition("@")[2] in down
        )
        must(lives_on, f"{deadline.id} is open in a closed case", desk)
    must(not incidents_of(case, POSSIBLE), "an incident is possible in a closed case", desk)
    for item in case.items.values():
        settled = item.kind == INCIDENT or item.id in down or is_settled(desk, item.id)
        must(settled, f"{item.id} is {item.state} in a closed case", desk)


def is_settled(desk: Desk, name: str) -> bool:
    """
    Return whether an item does not keep its case open: it has ended, or it is none that would.
    """
    item = desk.case.items[name]
    file = desk.definition.files[item.kind]
    if item.kind == "incident":
        return item.state != "possible"
    final = item.state in file.finals or not file.keeps_open
    return final or (item.state == "withheld" and not item.data.get("panel"))
