"""
The file format of a definition: states, steps, deadlines, ladders and forms as data.

A definition is TOML and is read without running any code: guards and effects are named in it and
implemented in Python under that name. These models describe what may be in a file; `loading.checks`
finds out whether it makes sense as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pathway.workflows.definitions.chronology_format import ColumnName
from pathway.workflows.definitions.deadline_format import DeadlineRule, Ladder
from pathway.workflows.definitions.form_format import Form, Kind
from pathway.workflows.definitions.partnership import (
    Agency,
    AgendaItem,
    Codes,
    Fact,
    NationalBody,
    Outcome,
    Quorum,
    Votes,
)
from pathway.workflows.definitions.reader_format import Reader
from pathway.workflows.definitions.tables import Line, Name, StateName, StatePattern, Table
from pathway.workflows.history.case import matches

FORMAT = 1


class Edition(Table):
    """Which edition of the guidance a definition follows, and when that edition is in force."""

    name: Line
    in_force_from: date
    in_force_until: date | None = None


class State(Table):
    """A state that a case or an item may be in."""

    name: StateName
    title: Line
    line: Line = Field(description="What happens here, in plain English, for operators.")
    final: bool = False


class Telling(Table):
    """Who is told, at once, that a step was taken."""

    roles: list[Name] = Field(min_length=1)
    line: Line = Field(description="The sentence they read; it never speaks of a person.")
    when: Name | None = None
    urgent: bool = Field(False, description="Told at once, as a thing to be done.")
    calendar: bool = Field(
        False, description="Of a meeting: with an entry for the reader's calendar."
    )
    due: Name | None = Field(None, description="The deadline whose due day is told with it.")


class Step(Table):
    """A trigger that may be fired: from where, to where, by whom, on what conditions."""

    name: Name
    title: Line
    from_: list[StatePattern] = Field(
        alias="from",
        description="States; `cspr.*` is every state of it, `*` every state that is not final.",
    )
    to: StateName | None = Field(None, description="Left out, the step stays in its state.")
    case: list[StatePattern] = Field(
        ["*"], description="For a step of an item: the case's states in which it may be taken."
    )
    who: list[Name] = Field([])
    by: list[Name] = Field(
        [], description="Of an item: taken with these steps of the case, and by nobody else."
    )
    never: list[Name] = Field([], description="Who may not take it though the role would let them.")
    input: Name = Field(
        "nothing", description="The form of what the step asks for, or an input of a host's."
    )
    guards: list[Name] = Field([])
    when: Name | None = Field(None, description="Chooses between steps of one name from one state.")
    effects: list[Name] = Field([])
    reason: bool = Field(False, description="Reasons must be given.")
    decision: bool = Field(False, description="Not for somebody with an undecided interest.")
    votes: bool = Field(False, description="Taken by the votes of the safeguarding partners.")
    answers_panel: bool = Field(False, description="Carries the answer to a Panel that disagreed.")
    settles_late: bool = Field(
        False, description="Asks the reason for facts that the form brought late."
    )
    through_suspension: bool = Field(False, description="May move a case that is suspended.")
    personal_data: bool = Field(
        False,
        description="The referral is looked through for personal data, and each find confirmed.",
    )
    in_person: bool = Field(
        False,
        description="Never taken on behalf of somebody: a view, a signature, a declaration. Votes never are.",
    )
    outcome: Name | None = None
    tells: list[Telling] = Field([])

    @property
    def is_in_person(self) -> bool:
        """Return whether nobody may take the step on behalf of somebody else."""
        return self.in_person or self.votes

    @property
    def stays(self) -> bool:
        """Return whether the step leaves the state as it is."""
        return self.to is None


class Without(Table):
    """
    What a case's file leaves out of the one that it extends, by name, and of the files that belong
    to it.
    """

    state: list[Name | StateName] = Field([])
    step: list[Name] = Field([])
    deadline: list[Name] = Field([])
    ladder: list[Name] = Field([])
    form: list[Name] = Field([])
    kind: list[Name] = Field([])
    fact: list[Name] = Field([])
    outcome: list[Name] = Field([])
    agency: list[Name] = Field([])
    reader: list[Name] = Field([], description="Roles, with all their tables.")


class DefinitionFile(Table):
    """One file: the machine of the case, of meetings or of one kind of item, or forms."""

    format: Literal[1]
    name: Name
    title: Line
    owns: Literal["case", "meeting", "item", "forms"]
    version: Annotated[Line, StringConstraints(max_length=100)]
    extends: Name | None = Field(
        None, description="Another definition's case, of which this file says what differs."
    )
    without: Without | None = Field(None, description="What is left out of it.")
    edition: Edition | None = None
    agencies: dict[Name, Codes] = Field(
        {},
        description="The agency, or agencies, of each part: local_authority, icb, police, youth_justice, others.",
    )
    agency: list[Agency] = Field([], description="What agencies are called.")
    votes: Votes | None = None
    quorum: Quorum | None = Field(None, description="For meetings: who must take part in them.")
    agenda: list[AgendaItem] = Field([], description="For meetings: what their agenda has.")
    numbers: dict[Name, int] = Field(
        {}, description="The numbers of the practice that no rule of its own has."
    )
    national_body: NationalBody | None = None
    chronology: dict[ColumnName, Annotated[list[Line], Field(min_length=1)]] = Field(
        {},
        description="For each column of a chronology the headings that agencies give it; ours is the first.",
    )
    fact: list[Fact] = Field([])
    outcome: list[Outcome] = Field([])
    meeting: Name | None = Field(
        None, description="For a case: the file with the machine of meetings, if there are any."
    )
    items: list[Name] = Field(
        [], description="The kinds of item that a case, or a meeting, of this definition has."
    )
    keeps_open: bool = Field(
        False, description="For a kind of item: a case is not closed while one of these is open."
    )
    forms: list[Name] = Field(
        [], description="The files with its forms; what a later one has comes before the earlier."
    )
    lists: dict[Name, dict[Name, Line]] = Field(
        {}, description="Codes with their titles, by the list's name."
    )
    kind: list[Kind] = Field([], description="The kinds of referral.")
    form: list[Form] = Field([])
    state: list[State] = Field([])
    step: list[Step] = Field([])
    reader: list[Reader] = Field(
        [], description="For a case, or meetings: who may read what. Nobody reads anything else."
    )
    deadline: list[DeadlineRule] = Field([])
    ladder: list[Ladder] = Field([])

    @property
    def is_machine(self) -> bool:
        """Return whether it has states and steps."""
        return self.owns != "forms"

    @property
    def initial(self) -> str:
        """Return the state in which a case or an item begins: the first one."""
        return self.state[0].name

    @cached_property
    def finals(self) -> frozenset[str]:
        """Return the final states, in which nothing is left to do."""
        return frozenset(state.name for state in self.state if state.final)

    def states_of(self, patterns: list[str]) -> list[str]:
        """Return the states that the patterns cover, in the file's order."""
        return [state.name for state in self.state if self.covers(patterns, state.name)]

    def covers(self, patterns: list[str], state: str) -> bool:
        """
        Return whether one of the patterns covers that state; `*` is every state that is not final.
        """
        for pattern in patterns:
            if pattern == "*" and state not in self.finals:
                return True
            if matches(pattern, state):
                return True
        return False


def by_weight(files: Mapping[str, DefinitionFile]) -> list[tuple[str, DefinitionFile]]:
    """
    Return files with their names, the lightest first: where two have a table of the same name, that
    of the later file counts.

    The files of forms come in the order in which the case's file lists them, then those of items,
    then the case's own.
    """
    listed: list[str] = []
    for file in files.values():
        if file.owns == "case":
            listed += file.forms

    def weight(named: tuple[str, DefinitionFile]) -> tuple[int, int, str]:
        file = named[1]
        place = listed.index(file.name) if file.name in listed else len(listed)
        return ("forms", "item", "meeting", "case").index(file.owns), place, file.name

    return sorted(files.items(), key=weight)
