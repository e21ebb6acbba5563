"""A step taken in conversation: what it wants is asked, what would follow is shown, and only a yes takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from pathway.cli import cards
from pathway.cli.confirming import NOTHING, is_confirmed
from pathway.cli.questions import Questions, agreed
from pathway.cli.session import Session, today
from pathway.errors import Reason, StepRefused

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views import CaseView, PreviewView, StepView

SAID_WITH_IT = ("reason", "late_reason")


def take(session: Session, pathway: Pathway, reference: str, step: str, said: dict[str, Any]) -> CaseView | None:
    """
    Ask for what a step wants, and take it; None where the answer is no.

    Raises:
        PathwayError: It cannot be taken, whatever is answered: what `Pathway.take` raises.
        KeyboardInterrupt: Somebody pressed Ctrl-C or closed the input; nothing was changed, and that was said.
    """
    try:
        return _take(session, pathway, reference, step, said)
    except (EOFError, KeyboardInterrupt) as error:
        click.echo(f"\n{NOTHING}", err=True)
        raise KeyboardInterrupt from error


def _take(session: Session, pathway: Pathway, reference: str, step: str, said: dict[str, Any]) -> CaseView | None:
    key = said.pop("key")
    talk = Questions(
        screen=session.screen,
        check=lambda given: _faults(pathway, reference, step, given, said),
        confirms=lambda reason: is_confirmed(session.screen, reason),
    )
    # What is shown is what is taken: a change by somebody else in between is a conflict.
    if said["expect_version"] is None:
        said["expect_version"] = pathway.case(reference).version
    view = _chosen(talk, pathway.steps(reference, by=said["by"], on=said["on"]), step, said)
    if view is None or not view.allowed:
        return pathway.take(reference, step, key=key, **said)
    session.screen.fold(f"{reference}: {view.title}{f' ({view.item})' if view.item else ''}", 0, 2, "heading")
    schema = _without(view.input_schema, [name for name in SAID_WITH_IT if said.get(name)])
    talk.ask(schema, talk.given)
    found = _previewed(talk, pathway, reference, step, schema, said)
    session.screen.line()
    cards.preview(session.screen, found, today(pathway), "This would follow:")
    session.screen.line()
    if not agreed(session.screen, f"Take the step {step}?"):
        session.screen.line(NOTHING)
        return None
    return pathway.take(reference, step, input=talk.given, key=key, **_with_confirmed(talk, said))


def _chosen(talk: Questions, found: Sequence[StepView], step: str, said: dict[str, Any]) -> StepView | None:
    """Return the step as it may be taken; where it is about an item and none was named, that is asked for."""
    named = [one for one in found if one.name == step]
    items = [one.item for one in named if one.item and one.allowed]
    if said["item"] is None and items and not any(one.item is None for one in named):
        said["item"] = talk.chosen("Which item is it about?", items)
    return next((one for one in named if one.item == said["item"]), None)


def _previewed(
    talk: Questions, pathway: Pathway, reference: str, step: str, schema: Mapping[str, Any], said: dict[str, Any]
) -> PreviewView:
    """Return what would follow; what is still missing or wrong is asked for until nothing is."""
    while True:
        try:
            return pathway.preview(reference, step, input=talk.given, **_with_confirmed(talk, said))
        except StepRefused as refused:
            again = [one for one in refused.reasons if _can_be_asked(one, schema)]
            if len(again) < len(refused.reasons):
                raise
            for name in dict.fromkeys(_field(one) for one in again):
                for one in again:
                    if _field(one) == name:
                        talk.screen.fold(f"{one}.", 0, 2, "bad")
                talk.given.pop(name, None)
                asked = schema.get("properties", {}).get(name, {"type": "string"})
                talk.ask_one(asked, talk.given, name, name)


def _with_confirmed(talk: Questions, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said beside the input, with the options that the answers confirmed."""
    return {**said, **{option: True for option, _ in talk.confirmed}}


def _can_be_asked(reason: Reason, schema: Mapping[str, Any]) -> bool:
    """Say whether another answer may help: not where the schema leaves one value only."""
    properties: Mapping[str, Any] = schema.get("properties", {})
    name = _field(reason)
    return name in SAID_WITH_IT or (name in properties and "const" not in properties[name])


def _field(reason: Reason) -> str:
    """Return the field of the input that a reason is about."""
    return (reason.path or "").partition(".")[0].partition("[")[0]


def _faults(
    pathway: Pathway, reference: str, step: str, given: Mapping[str, Any], said: dict[str, Any]
) -> Sequence[Reason]:
    try:
        pathway.preview(reference, step, input=given, **said)
    except StepRefused as refused:
        return refused.reasons
    return ()


def _without(schema: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return a schema that does not ask for what was said as an option."""
    properties = {name: one for name, one in schema.get("properties", {}).items() if name not in names}
    return {**schema, "properties": properties, "required": [n for n in schema.get("required", []) if n not in names]}
