"""The page about the library: its public names with their signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

import pathway
from pathway import errors, testing, worker
from pathway.documents.printing.formats import PrintedPaper
from pathway.errors import Reason
from pathway.notifications import errors as mail_errors
from pathway.service.casework import Casework
from pathway.service.deadlines import calendar_changes, closed_days, sweeping
from pathway.service.deadlines.holidays import Holidays
from pathway.service.documents.documents import Documents
from pathway.service.drafts import Drafts
from pathway.service.host_hooks import HostOptions
from pathway.service.identity.sessions import Sessions
from pathway.service.identity.sign_ins import SignIns
from pathway.service.identity.tokens import Tokens
from pathway.service.mail import dispatching, receipts
from pathway.service.mail.mail import Mail
from pathway.service.meetings.meetings import Meetings
from pathway.service.people import directory, holdings
from pathway.service.people.people import People
from pathway.service.personal_data import names
from pathway.service.personal_data.names import Names
from pathway.service.tasks.tasks import Tasks
from pathway.service.upkeep.clock import DatabaseClock
from pathway.service.upkeep.definitions import Definitions
from pathway.service.upkeep.workers import Workers
from pathway.service.views import (
    case_summaries,
    cases,
    deadlines,
    drafts,
    figures,
    history,
    identity,
    mail,
    meetings,
    people,
    personal_data,
    steps,
    tasks,
    today,
)
from pathway.service.views.shapes import View
from pathway.storage.cases.audit import Finding
from pathway.storage.definitions import StoredDefinition

INTRODUCTION = """\
# The library

Made by `make docs` from the docstrings. [Embed Pathway](../how-to/embed-pathway.md) shows how to begin.

```python
from pathway import Pathway

pathway = Pathway.connect("sqlite:///pathway.db")
```

- [`Pathway`](#pathway): making a database, connecting to it, and what concerns all cases.
- [Cases](#cases): referring, taking steps, reading.
- Parts: {parts}.
- [What is returned](#what-is-returned): the fields of every object that these calls return.
- [What a host may pass](#what-a-host-may-pass): its own mailer, users, clock, guards and effects.
- [The worker](#the-worker), [errors](#errors) and [testing](#testing).

Days are `date` objects, in London; instants are `datetime` objects with a time zone. Any call may raise an error of the
database, such as `DatabaseNotReady` or `DatabaseBusy`.
"""
PARTS = {
    "people": People,
    "mail": Mail,
    "holidays": Holidays,
    "definitions": Definitions,
    "clock": DatabaseClock,
    "workers": Workers,
    "documents": Documents,
    "meetings": Meetings,
    "names": Names,
    "drafts": Drafts,
    "tokens": Tokens,
    "sign_ins": SignIns,
    "sessions": Sessions,
    "tasks": Tasks,
}
SECTION = re.compile(r"^(Args|Raises):\n((?:    .*\n?|\n)+)", re.MULTILINE)
ENTRY = re.compile(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", re.MULTILINE)
# What a host may pass, and whether its methods are for hosts to call or to write.
HOSTS = {
    "Authorised": False,
    "Mailer": True,
    "EmlFolder": False,
    "Vocabulary": False,
    "Guard": False,
    "Attempt": True,
    "Changes": True,
    "Decision": False,
    "Fields": False,
    "Input": False,
}
ALIASES = {
    "Authoriser": "Is given the `by` of a call, and returns who that is; None for a user who may do nothing.",
    "Listener": "Is given the entries that a call recorded, after they were committed.",
    "Clock": "Returns the current time, with a time zone.",
}
PROGRESS = """\
### Progress

`Callable[[int, int | None], None]`

Is given how many cases or messages are done, and how many there are, if known.
"""
RESULTS = (Reason, Finding, StoredDefinition, PrintedPaper)
MODULES = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)*\.(?=[A-Za-z])")
WIDTH = 90


def library() -> str:
    """Return the page."""
    parts = ", ".join(f"[`pathway.{name}`](#pathway{name})" for name in PARTS)
    lines = INTRODUCTION.format(parts=parts).splitlines()
    lines += ["", "## `Pathway`", "", *_doc(pathway.Pathway)]
    lines += _methods(pathway.Pathway, "pathway.", but=Casework)
    lines += ["## Cases", "", "On `Pathway`, and on what `Pathway.join` returns.", ""]
    lines += _methods(Casework, "pathway.")
    for name, part in PARTS.items():
        lines += [f"## `pathway.{name}`", "", *_doc(part), *_methods(part, f"pathway.{name}.")]
    lines += ["## What is returned", "", *_doc(View)]
    for view in (*_views(), *RESULTS):
        lines += _table(view)
    lines += _for_hosts()
    lines += ["## The worker", "", "In `pathway.worker`.", "", *_doc(worker)]
    for kind in (worker.Worker, worker.SharedWorker):
        lines += [f"### `{kind.__name__}`", "", *_signature(kind.__name__, kind), *_doc(kind)]
        lines += _methods(kind, f"{kind.__name__}.", level=4)
    lines += ["## Errors", "", "In `pathway.errors`; [codes](codes.md) lists their codes.", ""]
    lines += [*_tree(errors), "In `pathway.notifications.errors`:", "", *_tree(mail_errors)]
    lines += ["## Testing", "", "In `pathway.testing`.", "", *_doc(testing)]
    for name in testing.__all__:
        lines += _testing(name, getattr(testing, name))
    return "\n".join(lines).rstrip() + "\n"


def _for_hosts() -> list[str]:
    """Return what a host may pass to `Pathway.connect`, and what its own code is given."""
    lines = ["## What a host may pass", ""]
    lines += ["To `Pathway.connect` and `Pathway.create`, or in a `Vocabulary`.", ""]
    for name, meaning in ALIASES.items():
        # A type that is only named, in quotes, is not loaded with the alias.
        plain = MODULES.sub("", str(getattr(pathway, name))).replace("'", "")
        lines += [f"### `{name}`", "", f"`{plain}`", ""]
        lines += [meaning, ""]
    lines += [*PROGRESS.splitlines(), ""]
    for name, with_methods in HOSTS.items():
        lines += [f"### `{name}`", "", *_doc(getattr(pathway, name))]
        if with_methods:
            lines += _methods(getattr(pathway, name), f"{name}.", level=4)
    return [*lines, "The settings have [a page of their own](settings.md).", ""]


def _tree(module: ModuleType) -> list[str]:
    """Return the tree of errors that is drawn at the head of a module."""
    return ["```", *(inspect.getdoc(module) or "").split("\n\n")[1].splitlines(), "```", ""]


def _views() -> Iterator[type[View]]:
    """Yield everything that has a JSON, in the order of the parts."""
    shown = (
        cases,
        case_summaries,
        deadlines,
        tasks,
        steps,
        drafts,
        history,
        people,
        identity,
        mail,
        meetings,
        today,
        figures,
        personal_data,
    )
    results = (
        sweeping,
        dispatching,
        receipts,
        directory,
        holdings,
        closed_days,
        calendar_changes,
        names,
    )
    for module in (*shown, *results):
        for value in vars(module).values():
            if (
                inspect.isclass(value)
                and issubclass(value, View)
                and value.__module__ == module.__name__
            ):
                yield value


def _methods(owner: type, prefix: str, but: type | None = None, *, level: int = 3) -> Iterator[str]:
    """Yield the public methods of a class, without those of another one."""
    mark = "#" * level
    for name in _in_order(owner):
        if name.startswith("_") or (but is not None and hasattr(but, name)):
            continue
        value = inspect.getattr_static(owner, name)
        if isinstance(value, property):
            yield from [f"{mark} `{prefix}{name}`", "", *_doc(value.fget)]
        elif callable(value) or isinstance(value, classmethod):
            function = getattr(owner, name)
            start = "Pathway." if isinstance(value, classmethod) else prefix
            yield from [f"{mark} `{start}{name}`", ""]
            yield from [*_signature(name, function), *_doc(function)]


def _in_order(owner: type) -> list[str]:
    """Return the names of a class and of those that it extends, as they are written."""
    names: dict[str, None] = {}
    for kind in owner.__mro__[:-1]:
        names |= dict.fromkeys(vars(kind))
    return list(names)


def _testing(name: str, value: Any) -> list[str]:
    if isinstance(value, str):
        return [f"### `{name}`", "", "Invented people, one for each role, as CSV.", ""]
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
        parts += _parameters(parameter)
    after = f" -> {signature.return_annotation}".replace("Self", "Pathway")
    line = f"{name}({', '.join(parts)}){after}"
    if len(line) > WIDTH:
        rows = "".join(f"    {part},\n" for part in parts)
        line = f"{name}(\n{rows}){after}"
    return ["```python", line, "```", ""]


def _parameters(parameter: inspect.Parameter) -> list[str]:
    """Return a parameter; for keywords that are passed on, those that there may be."""
    if parameter.kind is not parameter.VAR_KEYWORD:
        return [_parameter(parameter)]
    annotation = str(parameter.annotation)
    if annotation != f"Unpack[{HostOptions.__name__}]":
        return [f"**{parameter.name}: {annotation.removeprefix('Unpack[').removesuffix(']')}"]
    connect = inspect.signature(pathway.Pathway.connect).parameters
    return [_parameter(connect[name]) for name in HostOptions.__annotations__]


def _parameter(parameter: inspect.Parameter) -> str:
    words = f"{parameter.name}: {parameter.annotation}"
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
        lines += ["| field | type | meaning |", "|---|---|---|"]
        lines += [
            f"| `{field.name}` | `{_type(str(field.type))}` | {known.get(field.name, '')} |"
            for field in fields(view)
        ]
    return [*lines, ""]


def _type(text: str) -> str:
    """Return a type as a reader wants it, with its bars escaped for the table."""
    plain = re.sub(r"Annotated\[(.+), AsJson\(.*?\)\]", r"\1", text)
    return plain.replace("Instant", "datetime").replace("|", "\\|")
