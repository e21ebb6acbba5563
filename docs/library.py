"""The page of the library: its public names with their signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

import pathway
from pathway import errors, testing
from pathway.notifications import errors as mail_errors
from pathway.service.casework import Casework
from pathway.service.deadlines import calendar_changes, closed_days, sweeping
from pathway.service.deadlines.holidays import Holidays
from pathway.service.mail import dispatching, receipts
from pathway.service.mail.mail import Mail
from pathway.service.people import directory, holdings
from pathway.service.people.people import People
from pathway.service.upkeep.clock import DatabaseClock
from pathway.service.upkeep.definitions import Definitions
from pathway.service.upkeep.workers import Workers
from pathway.service.views import cases, deadlines, history, mail, people, steps, today
from pathway.service.views.shapes import View

PARTS = {
    "people": People,
    "mail": Mail,
    "holidays": Holidays,
    "definitions": Definitions,
    "clock": DatabaseClock,
    "workers": Workers,
}
SECTION = re.compile(r"^(Args|Raises):\n((?:    .*\n?|\n)+)", re.MULTILINE)
ENTRY = re.compile(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", re.MULTILINE)
HOSTS = (
    "Attempt",
    "Authorised",
    "Changes",
    "EmlFolder",
    "Fields",
    "Guard",
    "Input",
    "Mailer",
    "Vocabulary",
)
ALIASES = ("Authoriser", "Clock", "Listener")
MODULES = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)*\.(?=[A-Za-z])")
WIDTH = 90


def library() -> str:
    """Return the page."""
    lines = ["# The library", "", "Made by `make docs` from the docstrings.", ""]
    lines += ["```python", "from pathway import Pathway", "```", ""]
    lines += ["## `Pathway`", "", *_doc(pathway.Pathway)]
    lines += _methods(pathway.Pathway, "pathway.", but=Casework)
    lines += ["## Cases", "", "On `Pathway`, and on what `Pathway.join` returns.", ""]
    lines += _methods(Casework, "pathway.")
    for name, part in PARTS.items():
        lines += [f"## `pathway.{name}`", "", *_doc(part), *_methods(part, f"pathway.{name}.")]
    lines += ["## What is returned", "", *_doc(View)]
    for view in _views():
        lines += _table(view)
    lines += ["## What a host brings", ""]
    for name in HOSTS:
        lines += [f"### `pathway.{name}`", "", *_doc(getattr(pathway, name))]
    for name in ALIASES:
        lines += [
            f"### `pathway.{name}`",
            "",
            f"`{MODULES.sub('', str(getattr(pathway, name)))}`",
            "",
        ]
    lines += ["The settings have [a page of their own](settings.md).", ""]
    lines += ["## `pathway.errors`", "", "With their codes: [codes](codes.md).", ""]
    lines += [*_tree(errors), "Those of mail:", "", *_tree(mail_errors)]
    lines += ["## `pathway.testing`", "", *_doc(testing)]
    for name in testing.__all__:
        lines += _testing(name, getattr(testing, name))
    return "\n".join(lines).rstrip() + "\n"


def _tree(module: ModuleType) -> list[str]:
    """Return the tree of errors that is drawn at the head of a module."""
    return ["```", *(inspect.getdoc(module) or "").split("\n\n")[1].splitlines(), "```", ""]


def _views() -> Iterator[type[View]]:
    """Yield everything that has a JSON, in the order of the parts."""
    shown = (cases, deadlines, steps, history, people, mail, today)
    results = (sweeping, dispatching, receipts, directory, holdings, closed_days, calendar_changes)
    for module in (*shown, *results):
        for value in vars(module).values():
            if (
                inspect.isclass(value)
                and issubclass(value, View)
                and value.__module__ == module.__name__
            ):
                yield value


def _methods(owner: type, prefix: str, but: type | None = None) -> Iterator[str]:
    """Yield the public methods of a class, without those of another one."""
    for name in _in_order(owner):
        if name.startswith("_") or (but is not None and hasattr(but, name)):
            continue
        value = inspect.getattr_static(owner, name)
        if isinstance(value, property):
            yield from [f"### `{prefix}{name}`", "", *_doc(value.fget)]
        elif callable(value) or isinstance(value, classmethod):
            function = getattr(owner, name)
            start = "Pathway." if isinstance(value, classmethod) else prefix
            yield from [f"### `{start}{name}`", "", *_signature(name, function), *_doc(function)]


def _in_order(owner: type) -> list[str]:
    """Return the names of a class and of those that it extends, as they are written."""
    names: dict[str, None] = {}
    for kind in owner.__mro__[:-1]:
        names |= dict.fromkeys(vars(kind))
    return list(names)


def _testing(name: str, value: Any) -> list[str]:
    if isinstance(value, str):
        return [f"### `{name}`", "", "Invented people, one for each part, as CSV.", ""]
    if inspect.isclass(value):
        return [f"### `{name}`", "", *_doc(value), *_methods(value, f"{name}.")]
    return [f"### `{name}`", "", *_signature(name, value), *_doc(value)]


def _signature(name: str, function: Any) -> list[str]:
    """Return a signature as code, one parameter a line where it is long."""
    signature = inspect.signature(function)
    parts: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        parts.append(_parameter(parameter))
    after = f" -> {signature.return_annotation}"
    line = f"{name}({', '.join(parts)}){after}"
    if len(line) > WIDTH:
        rows = "".join(f"    {part},\n" for part in parts)
        line = f"{name}(\n{rows}){after}"
    return ["```python", line, "```", ""]


def _parameter(parameter: inspect.Parameter) -> str:
    stars = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
    words = f"{stars}{parameter.name}: {parameter.annotation}"
    default = parameter.default
    if default is parameter.empty:
        return words
    if default is testing.PEOPLE:
        return f"{words} = PEOPLE"
    if inspect.isfunction(default):
        return f"{words} = {default.__name__}"
    if isinstance(default, str):
        return f'{words} = "{default}"'
    return f"{words} = {default}"


def _doc(value: Any) -> list[str]:
    """Return a docstring, its arguments and errors as lists."""
    text = f"{inspect.getdoc(value) or ''}\n"
    lines = [SECTION.sub("", text).strip(), ""]
    for title, body in SECTION.findall(text):
        if title == "Raises":
            lines += ["Raises:", ""]
        lines += [f"- `{name}`: {' '.join(words.split())}" for name, words in ENTRY.findall(body)]
        lines.append("")
    return lines


def _table(view: type) -> list[str]:
    """Return a view's fields with their types, and what its docstring says of them."""
    text = f"{inspect.getdoc(view) or ''}\n"
    known: dict[str, str] = {}
    for _, body in SECTION.findall(text):
        known |= {name: " ".join(words.split()) for name, words in ENTRY.findall(body)}
    lines = [f"### `{view.__name__}`", "", SECTION.sub("", text).strip(), ""]
    if is_dataclass(view):
        lines += ["| field | type | |", "|---|---|---|"]
        lines += [
            f"| `{field.name}` | `{_type(str(field.type))}` | {known.get(field.name, '')} |"
            for field in fields(view)
        ]
    return [*lines, ""]


def _type(text: str) -> str:
    """Return a type as a reader wants it, with its bars escaped for the table."""
    plain = re.sub(r"Annotated\[(.+), (?:Field|PlainSerializer)\(.*?\)\]", r"\1", text)
    return plain.replace("Instant", "datetime").replace("|", "\\|")
