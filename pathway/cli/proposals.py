"""
What a shell proposes for a parameter, by the word that the help calls it: REF, STEP, ITEM, EMAIL,
FILE and so on.

Whatever goes wrong, nothing is proposed and nothing is said: somebody is in the middle of typing.
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
    from pathway.service.transactions import UnitOfWork

    Type = click.ParamType[Any]  # the checkers' word only: older releases of click take no brackets
else:
    Type = click.ParamType

# A name with any other character would be taken apart, or carried out, by the shell into whose line
# it is put.
SAFE = re.compile(r"[\w@%+=:./-]+")
Finder = Callable[["UnitOfWork", click.Context, str], Sequence["Proposal"]]


class Named(Type):
    """
    A value that a shell can complete; what was typed is read as it is without it.

    Args:
        word: What the help calls it.
        plain: How it is read.
    """

    def __init__(self, word: str, plain: Type) -> None:
        self.word, self.plain, self.name = word, plain, plain.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what was typed, as it is read."""
        return self.plain.convert(value, param, ctx)

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click calls it so
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the names that begin so."""
        if self.word in PLACES:
            return [CompletionItem(incomplete, type=PLACES[self.word])]
        try:
            found = _found(self.word, ctx, incomplete)
        except Exception:  # noqa: BLE001 - see the module's words
            return []
        begun = incomplete.casefold()
        fitting = [
            one
            for one in found
            if one.name.casefold().startswith(begun) and SAFE.fullmatch(one.name)
        ]
        return [CompletionItem(one.name, help=_help(one.help)) for one in fitting]


def named(parameter: click.Parameter) -> Type:
    """Return the type of a parameter, completed where its word is known."""
    word = (parameter.metavar or parameter.human_readable_name).strip("[].").upper()
    known = word in FINDERS or word in PLACES
    plain = isinstance(parameter.type, (type(click.STRING), type(click.INT)))
    return Named(word, parameter.type) if known and plain else parameter.type


def _found(word: str, context: click.Context, begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import looking

    with looking(context.ensure_object(Session).settings) as unit:
        return FINDERS[word](unit, context, begun)


def _said(context: click.Context, name: str) -> Any:
    """
    Return what was typed for a parameter; click leaves arguments aside while an option still lacks
    its value.
    """
    arguments = [one.name for one in context.command.params if isinstance(one, click.Argument)]
    aside = dict(zip(arguments, context.args, strict=False))
    return context.params.get(name) or aside.get(name)


def _help(text: str) -> str | None:
    """Return words for one line; fish ends them at a comma."""
    return "".join(one if one.isprintable() else " " for one in text).replace(",", ";") or None


def _references(unit: UnitOfWork, _context: click.Context, begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import references

    return references(unit, begun.upper())


def _steps(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import steps

    return steps(unit, str(_said(context, "reference")), _said(context, "item"))


def _items(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import items

    return items(unit, str(_said(context, "reference")), _said(context, "step"))


def _deadlines(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import deadlines

    return deadlines(unit, str(_said(context, "reference")))


def _emails(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import emails

    return emails(unit)


def _agencies(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import agencies

    return agencies(unit)


def _values(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    """
    Return the entries that may be corrected: of other steps nothing is known here that could be
    said.
    """
    from pathway.service.completion import entries

    is_correction = _said(context, "step") == "correct"
    return entries(unit, str(_said(context, "reference"))) if is_correction else []


def _states(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import states

    return states(unit)


def _kinds(unit: UnitOfWork, _context: click.Context, _begun: str) -> Sequence[Proposal]:
    from pathway.service.completion import kinds

    return kinds(unit)


def _numbers(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
    """Return the messages: they alone have numbers for names."""
    from pathway.service.completion import messages

    return messages(unit) if "mail" in context.command_path.split() else []


def _definitions(unit: UnitOfWork, context: click.Context, _begun: str) -> Sequence[Proposal]:
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
