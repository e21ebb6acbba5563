"""
What a shell proposes for a parameter, by its name in the help: REF, STEP, ITEM, EMAIL, FILE and so
on.

If anything goes wrong, nothing is proposed and nothing is printed: somebody is in the middle of
typing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from pathway.cli.session import Session

if TYPE_CHECKING:
    from pathway.service.completion import Proposal
    from pathway.service.unit_of_work import UnitOfWork

    # Only type checkers see this: older releases of click take no brackets.
    Type = click.ParamType[Any]
else:
    Type = click.ParamType

# Proposals are put into the shell's line, and the shell would split, or even run, a name with any
# other character.
SAFE = re.compile(r"[\w@%+=:./-]+")
Finder = Callable[["UnitOfWork", click.Context, str], Sequence["Proposal"]]


class Named(Type):
    """
    The type of a value that a shell can complete; it is read like its plain type.

    Args:
        word: The name of the parameter in the help.
        plain: The type that reads it.
    """

    def __init__(self, word: str, plain: Type) -> None:
        self.word, self.plain, self.name = word, plain, plain.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what was typed, as the plain type reads it."""
        return self.plain.convert(value, param, ctx)

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click calls it so
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the names that begin with what was typed."""
        if self.word in PLACES:
            return [CompletionItem(incomplete, type=PLACES[self.word])]
        try:
            proposals = _proposals(self.word, ctx, incomplete)
        except Exception:  # noqa: BLE001 - see the module's docstring
            return []
        fitting = [proposal for proposal in proposals if _fits(proposal.name, incomplete)]
        return [CompletionItem(proposal.name, help=_help(proposal.help)) for proposal in fitting]


def named(parameter: click.Parameter) -> Type:
    """Return the type of a parameter; one with completion if there are proposals for its name."""
    word = (parameter.metavar or parameter.human_readable_name).strip("[].").upper()
    is_known = word in FINDERS or word in PLACES
    is_plain = isinstance(parameter.type, (type(click.STRING), type(click.INT)))
    return Named(word, parameter.type) if is_known and is_plain else parameter.type


def _fits(name: str, begun: str) -> bool:
    begins_so = name.casefold().startswith(begun.casefold())
    return begins_so and SAFE.fullmatch(name) is not None


def _proposals(word: str, context: click.Context, begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import looking

    with looking(context.ensure_object(Session).settings) as unit:
        return FINDERS[word](unit, context, begun)


def _typed(context: click.Context, name: str) -> Any:
    """Return what was typed for a parameter."""
    parameters = context.command.params
    arguments = [argument.name for argument in parameters if isinstance(argument, click.Argument)]
    # While an option still lacks its value, click leaves the arguments unread.
    unread = dict(zip(arguments, context.args, strict=False))
    return context.params.get(name) or unread.get(name)


def _help(text: str) -> str | None:
    """Return a help text on one line; without commas, at which fish would cut it off."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return line.replace(",", ";") or None


def _references(unit: UnitOfWork, _context: click.Context, begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import references

    return references(unit, begun.upper())


def _meetings(unit: UnitOfWork, _context: click.Context, begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import references
    from pathway.workflows.history.references import MEETING

    return references(unit, begun.upper() if begun else MEETING)


def _steps(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import steps

    return steps(unit, str(_typed(context, "reference")), _typed(context, "item"))


def _items(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import items

    return items(unit, str(_typed(context, "reference")), _typed(context, "step"))


def _deadlines(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import deadlines

    return deadlines(unit, str(_typed(context, "reference")))


def _emails(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import emails

    return emails(unit)


def _agencies(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import agencies

    return agencies(unit)


def _values(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    """Return the entries that may be corrected; nothing for any other step."""
    from pathway.service.completion import entries

    if _typed(context, "step") != "correct":
        return []
    return entries(unit, str(_typed(context, "reference")))


def _states(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import states

    return states(unit)


def _kinds(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import kinds

    return kinds(unit)


def _numbers(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    """Return the numbers of messages, in the commands for mail."""
    from pathway.service.completion import messages

    return messages(unit) if "mail" in context.command_path.split() else []


def _definitions(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    """Return the names of definition files, in the commands for definitions."""
    from pathway.service.completion import definition_files

    return definition_files(unit) if "definition" in context.command_path.split() else []


def _definition_names(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import definition_names

    return definition_names(unit)


def _versions(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import versions

    return versions(unit)


PLACES = {"FILE": "file", "FILES": "file", "FOLDER": "dir"}
FINDERS: dict[str, Finder] = {
    "REF": _references,
    "MEETING": _meetings,
    "STEP": _steps,
    "ITEM": _items,
    "DEADLINE": _deadlines,
    "EMAIL": _emails,
    "AGENCY": _agencies,
    "STATE": _states,
    "KIND": _kinds,
    "ID": _numbers,
    "NAME": _definitions,
    "DEFINITION": _definition_names,
    "VERSION": _versions,
    "NAME=VALUE": _values,
}
