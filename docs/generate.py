"""
Write the reference pages that are made from the product itself; the tests check that they are
current.
"""

from __future__ import annotations

import inspect
import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

import click

from docs.codes import error_and_reason_codes
from docs.library import library
from pathway.cli.commands.root import pathway
from pathway.settings import Settings
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.numbers import NUMBERS
from pathway.workflows.definitions.deadline_format import DeadlineRule, Length
from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.forms.catalogue import Forms
from pathway.workflows.loading.definition_files import (
    SHIPPED,
    file_beforehand,
    packaged,
    packaged_definition,
    read_beforehand,
)

FOLDER = Path(__file__).parent / "reference"
DEFINITIONS = Path(__file__).parents[1] / "workflows" / "definitions"
_ARGUMENT = re.compile(r"^    (\w+): (.+(?:\n        .+)*)", re.MULTILINE)


def definitions() -> dict[Path, str]:
    """Return the shipped definitions as commands read them, by their places."""
    return {DEFINITIONS / file_beforehand(name): read_beforehand(name) for name in SHIPPED}


def pages() -> dict[Path, str]:
    """Return every generated page by its place."""
    return {
        FOLDER / "commands.md": commands(),
        FOLDER / "pathway.md": machines(packaged_definition()),
        FOLDER / "four-partners.md": differences("four_partners"),
        FOLDER / "meetings.md": meetings(packaged_definition()),
        FOLDER / "settings.md": settings(),
        FOLDER / "library.md": library(),
        FOLDER / "codes.md": error_and_reason_codes(),
    }


def commands() -> str:
    """Return the command reference, from the help of each command."""
    parts = ["# Commands", "", "Made by `make docs` from the commands themselves.", ""]
    for path, command in _commands(pathway, ("pathway",)):
        context = click.Context(command, info_name=" ".join(path), color=False, terminal_width=100)
        parts += [
            f"{'#' * min(len(path) + 1, 4)} {' '.join(path)}",
            "",
            "```",
            command.get_help(context),
            "```",
            "",
        ]
    return "\n".join(parts)


def settings() -> str:
    """Return the settings, from the docstring of their class."""
    parts = ["# Settings", "", "Made by `make docs` from the settings themselves.", ""]
    parts += [
        "Write a setting in `pathway.toml`, or set the environment variable `PATHWAY_` followed by its name in",
        "capitals. If both are set, the variable is used. A worker of many databases has",
        "[a file of its own](../how-to/run-the-worker.md#many-databases).",
        "",
    ]
    texts = dict(_ARGUMENT.findall(inspect.getdoc(Settings) or ""))
    rows = [
        f"| `{setting.name}` | {_default(setting.default)} | {' '.join(texts[setting.name].split())} |"
        for setting in fields(Settings)
    ]
    return "\n".join([*parts, "| setting | default | meaning |", "|---|---|---|", *rows, ""])


def machines(definition: Definition) -> str:
    """Return the states, steps and deadlines of the packaged definition."""
    parts = [
        "# Steps and deadlines",
        "",
        "Made by `make docs` from the definition files that the package ships.",
        "",
    ]
    parts += _machines(definition)
    parts += ["## Who may read", "", *_readers(definition.case), ""]
    parts += [
        "## Deadlines",
        "",
        *_deadlines(definition, definition.deadlines),
        "",
        *_words(definition),
    ]
    parts += ["## Forms", "", *_forms(definition.forms)]
    return "\n".join(parts)


def meetings(definition: BoundDefinition) -> str:
    """Return the states, steps and duties of meetings."""
    own = definition.meetings
    if own is None:
        return ""
    parts = [
        "# Meetings",
        "",
        "Made by `make docs` from the definition files that the package ships.",
    ]
    parts += ["[Hold a meeting](../how-to/hold-a-meeting.md) shows how to use them.", ""]
    parts += [*_machines(own), "## Who may read", "", *_readers(own.case), ""]
    parts += ["## Deadlines", "", *_deadlines(own, own.deadlines), ""]
    parts += ["## Agenda", "", "| point | of each case | at |", "|---|---|---|"]
    for point in own.case.agenda:
        kinds = ", ".join(f"`{kind}`" for kind in point.kinds) or "every meeting"
        parts.append(f"| {point.title} | {'yes' if point.each_case else ''} | {kinds} |")
    return "\n".join([*parts, "", "## Forms", "", *_forms(own.forms)])


def _machines(definition: Definition) -> list[str]:
    """Return the states and steps of each machine of a definition."""
    parts: list[str] = []
    for file in definition.files.values():
        if file.is_machine:
            parts += [f"## {file.title}", "", *_states(file), "", *_steps(file), ""]
    return parts


def differences(name: str) -> str:
    """Return how a shipped definition differs from the one that it extends."""
    definition, text = packaged_definition(name), packaged(name)[f"{name}.toml"]
    own = tomllib.loads(text)
    states, steps = ([table["name"] for table in own[kind]] for kind in ("state", "step"))
    case = replace(
        definition.case,
        state=[state for state in definition.case.state if state.name in states],
        step=[step for step in definition.case.step if step.name in steps],
    )
    keys = [table["key"] for table in own["deadline"]]
    facts = [f"| `{table['name']}` | {table['title']} |" for table in own["fact"]]
    left_out = [f"`{key}`" for key in own["without"]["deadline"]]
    parts = [f"# {definition.case.title}", ""]
    parts += [f"Made by `make docs` from `{name}.toml`, which extends `{own['extends']}`."]
    parts += [
        "Everything else is [as in that definition](pathway.md). To make a case follow it, use"
    ]
    parts += [
        f"`pathway refer FILE --by EMAIL --definition {name}`, or the setting `definition`.",
        "",
    ]
    parts += [
        "## States",
        "",
        *_states(case),
        "",
        "## Steps",
        "",
        *_steps(case),
        "",
        "## Facts",
        "",
    ]
    parts += [
        "| fact | title |",
        "|---|---|",
        *facts,
        "",
        "## Deadlines",
        "",
        *_deadlines(definition, keys),
        "",
    ]
    parts += [f"Left out: {', '.join(left_out)}.", "", *_votes(definition)]
    return "\n".join(parts)


def _commands(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            subcommand = command.get_command(context, name)
            if subcommand is not None and not subcommand.hidden:
                yield from _commands(subcommand, (*path, name))


def _default(value: object) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value != "" else ""


def _states(file: DefinitionFile) -> list[str]:
    rows = [f"| `{state.name}` | {state.title} | {state.line} |" for state in file.state]
    return ["| state | title | what happens here |", "|---|---|---|", *rows]


def _steps(file: DefinitionFile) -> list[str]:
    rows = [
        f"| `{step.name}` | {_listed(step.from_)} | {_to(step)} | {_who(step)} | {_needs(step)} |"
        for step in file.step
    ]
    return ["| step | from | to | who | needs |", "|---|---|---|---|---|", *rows]


def _readers(file: DefinitionFile) -> list[str]:
    rows: list[str] = []
    for table in file.reader:
        parts = "everything" if "*" in table.parts else _listed(list(table.parts))
        own = ", of their own" if table.of == "own" else ""
        states = _listed(table.from_) if table.from_ else "every state"
        rows.append(f"| {table.role} | {parts}{own} | {states} |")
    return ["| role | may read | in |", "|---|---|---|", *rows]


def _deadlines(definition: Definition, keys: Collection[str]) -> list[str]:
    rows = [
        f"| `{key}` | {rule.title} | {_length(rule)} | {rule.owner} | {rule.status} | {rule.grade} | {rule.source} |"
        for key, rule in definition.deadlines.items()
        if key in keys
    ]
    return [
        "| key | duty | due | owner | status | grade | source |",
        "|---|---|---|---|---|---|---|",
        *rows,
    ]


def _votes(definition: Definition) -> list[str]:
    """Return who has which part, and how many votes decide."""
    votes, parts = definition.votes, definition.agencies.parts.items()
    lead = f"{votes.carry_with_lead_partners} with the lead partners' decision"
    numbers = f"{votes.carry} votes carry, {lead}; {votes.fail} against fail; {votes.signatures} signatures are needed."
    rows = [
        f"| `{name}` | {_listed(list(codes))} | {_seat(definition, name)} |"
        for name, codes in parts
    ]
    return [
        "## Agencies and votes",
        "",
        numbers,
        "",
        "| part | agencies | seat |",
        "|---|---|---|",
        *rows,
        "",
    ]


def _words(definition: Definition) -> list[str]:
    """Return who has which part and votes, the numbers, the facts and the outcomes."""
    parts = _votes(definition)
    rows = [
        f"| `{name}` | {number} | {NUMBERS[name]} |"
        for name, number in definition.case.numbers.items()
    ]
    parts += ["## Numbers", "", "| number | as shipped | meaning |", "|---|---|---|", *rows, ""]
    rows = [
        f"| `{name}` | {fact.title} | {'yes' if fact.starts_clock else ''} |"
        for name, fact in definition.facts.items()
    ]
    parts += ["## Facts", "", "| fact | title | starts a clock |", "|---|---|---|", *rows, ""]
    rows = [f"| `{name}` | {outcome.title} |" for name, outcome in definition.outcomes.items()]
    return [*parts, "## Outcomes", "", "| outcome | title |", "|---|---|", *rows, ""]


def _seat(definition: Definition, part: str) -> str:
    return "yes" if part in definition.seats else ""


def _forms(forms: Forms) -> list[str]:
    parts = [
        "What each step asks for. A referral has the fields of `referral` and those of its kind.",
        "",
    ]
    for form in forms.by_name.values():
        own = {field.name for field in forms.written[form.name][-1].form.field}
        extends = f"As `{form.extends}`{', and:' if own else '.'}" if form.extends else None
        parts += [
            f"### `{form.name}`: {form.title}",
            "",
            *(f"{line}\n" for line in (form.help, extends) if line),
        ]
        rows = list(_fields([field for field in form.field if field.name in own], forms, ""))
        if rows:
            parts += ["| field | question | type | required |", "|---|---|---|---|", *rows, ""]
    for name, codes in forms.lists.items():
        rows = [f"| `{code}` | {title} |" for code, title in codes.items()]
        parts += [f"### List `{name}`", "", "| code | title |", "|---|---|", *rows, ""]
    return parts


def _fields(fields: Sequence[FormField], forms: Forms, inside: str) -> Iterator[str]:
    for field in fields:
        yield f"| `{inside}{field.name}` | {field.description} | {_type(field, forms)} | {_given(field)} |"
        yield from _fields(field.field, forms, f"{inside}{field.name}.")


def _type(field: FormField, forms: Forms) -> str:
    known = field.type.replace("_", " ")
    if field.form or field.list_:
        known += f" `{field.form or field.list_}`"
    elif field.of:
        known += f" of `{field.of}`"
    elif field.type == "choice":
        known += f": {', '.join(forms.codes(field))}"
    return f"list of {known}" if field.many else known


def _given(field: FormField) -> str:
    match field.asked:
        case None:
            wanted = "at submission" if field.at_submission else "optional"
            return "always" if field.is_required else wanted
        case str(condition):
            return f"while `{condition}`"
        case answered:
            return f"if `{answered.field}` is {' or '.join(str(value) for value in answered.is_)}"


def _to(step: Step) -> str:
    return f"`{step.to}`" if step.to else "stays"


def _who(step: Step) -> str:
    never = f", never {_listed(step.never)}" if step.never else ""
    return ", ".join(step.who) + (" (votes)" if step.votes else "") + never


def _needs(step: Step) -> str:
    own = [] if step.input == "nothing" else [f"form `{step.input}`"]
    return ", ".join(
        [*own, *(["reasons"] if step.reason else []), *(f"`{name}`" for name in step.guards)]
    )


def _length(rule: DeadlineRule) -> str:
    sooner = f"; {_span(rule.sooner)} when {rule.sooner.when}" if rule.sooner else ""
    return _span(rule.due) + sooner


def _span(length: Length | object) -> str:
    for unit in ("working_days", "months", "days", "hours"):
        value = getattr(length, unit)
        if value is not None:
            count = (
                " and ".join(str(part) for part in value) if isinstance(value, list) else str(value)
            )
            return (
                "its own date"
                if unit == "days" and value == 0
                else f"{count} {unit.replace('_', ' ')}"
            )
    return ""


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "a new case"


def outdated() -> list[str]:
    """Return the pages, and definitions, that differ from what the product would make now."""
    return [
        place.name
        for place, text in (definitions() | pages()).items()
        if not place.exists() or place.read_text("utf-8") != text
    ]


if __name__ == "__main__":
    if "--check" in sys.argv:
        stale = outdated()
        sys.exit(f"Not current: {', '.join(stale)}; run `make docs`." if stale else 0)
    # The pages tell of the definitions, and come after them.
    for made in (definitions, pages):
        for place, text in made().items():
            place.write_text(text, "utf-8")
