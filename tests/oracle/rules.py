"""
A definition read as plain data: its duties, and the numbers, seats and agencies that they need.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Table = dict[str, Any]


class Rules:
    """The rules of one version of a definition."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        files = [tomllib.loads(text) for text in texts.values()]
        # Meetings are records of their own, with duties of their own.
        of_meetings = [file for file in files if file.get("owns") == "meeting"]
        others = {name for file in of_meetings for name in file["items"] + file["forms"]}
        files = [file for file in files if file not in of_meetings and file["name"] not in others]
        case = next(file for file in files if file.get("owns") == "case")
        self.forms: list[Table] = [form for file in files for form in file.get("form", [])]
        self.kinds: dict[str, str] = {
            kind["name"]: kind["form"] for file in files for kind in file.get("kind", [])
        }
        self.machines = [file for file in files if "owns" in file]
        self.duties: list[Table] = [
            duty for file in [case, *files] for duty in file.get("deadline", [])
        ]
        self.duties = list({duty["key"]: duty for duty in self.duties}.values())
        self.numbers: dict[str, int] = case["numbers"]
        self.agencies = {
            part: [codes] if isinstance(codes, str) else list(codes)
            for part, codes in case["agencies"].items()
        }
        self.seats: list[str] = case["votes"]["seats"]
        self.carry: int = case["votes"]["carry"]
        self.fail: int = case["votes"]["fail"]

    def steps(self) -> Iterator[tuple[str, Table]]:
        """Return every step's table with its name, `publication.publish` for an item's."""
        for file in self.machines:
            prefix = "" if file["owns"] == "case" else f"{file['name']}."
            for step in file.get("step", []):
                yield prefix + step["name"], step

    def votes(self, step: str) -> bool:
        """Return whether partners vote for a step."""
        return any(table["name"] == step and table.get("votes") for _, table in self.steps())

    def answers_panel(self) -> set[str]:
        """Return the steps that carry the answer to a Panel that disagreed."""
        return {name for name, table in self.steps() if table.get("answers_panel")}

    def meets_something(self, fact: str) -> bool:
        """Return whether a fact meets a duty."""
        return any(
            trigger.get("fact") == fact
            for duty in self.duties
            for trigger in triggers(duty, "met_by")
        )

    def facts_of_form(self, kind: str) -> dict[str, str]:
        """
        Return the facts that a referral form of that kind carries, by the field in which they are
        told.
        """
        fields = [
            field
            for form in self.forms
            if form["name"] in ("referral", self.kinds[kind])
            for field in form.get("field", [])
        ]
        return {field["name"]: field["fact"] for field in fields if "fact" in field}


def triggers(duty: Table, name: str) -> list[Table]:
    """Return what starts, meets or stops a duty; a step's name alone is written in full."""
    return [
        {"step": trigger} if isinstance(trigger, str) else trigger for trigger in duty.get(name, [])
    ]


def covers(pattern: str, state: str) -> bool:
    """
    Return whether a state is meant: itself, `cspr.*` for every state of it, `*` for all but the
    final one.
    """
    if pattern == "*":
        return state != "closed"
    return state == pattern or (pattern.endswith(".*") and state.startswith(pattern[:-1]))
