"""
The file format of a definition: states, steps, deadlines, ladders and forms as data.

A definition is TOML and is read without running any code: guards and effects are named in it and
implemented in Python under that name. These models describe what may be in a file; `loading.checks`
finds out whether it makes sense as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pathway.workflows.definitions.chronology_format import ColumnName
from pathway.workflows.definitions.deadline_format import DeadlineRule, Ladder
from pathway.workflows.definitions.partnership import (
    Agency,
    AgendaItem,
    Fact,
    NationalBody,
    Outcome,
    Quorum,
    Votes,
)
from pathway.workflows.definitions.reader_format import Reader
from pathway.workflows.definitions.tables import Table, member, table
from pathway.workflows.history.case import matches

if TYPE_CHECKING:
    from pathway.workflows.definitions.form_format import Form
    from pathway.workflows.definitions.limits import (
        Codes,
        Headings,
        Line,
        Name,
        StateName,
        StatePattern,
        Version,
    )

FORMAT = 1


@table
class Edition(Table):
    """Which edition of the guidance a definition follows, and when that edition is in force."""

    name: Line
    in_force_from: date
    in_force_until: date | None = None


@table
class State(Table):
    """A state that a case or an item may be in."""

    name: StateName
    title: Line
    line: Line = member("What happens here, in plain English, for operators.")
    final: bool = False


@table
class Telling(Table):
    """Who is told, at once, that a step was taken."""

    roles: list[Name] = member(min_length=1)
    line: Line = member("The sentence they read; it never speaks of a person.")
    when: Name | None = None
    urgent: bool = member("Told at once, as a thing to be done.", default=False)
    calendar: bool = member("Of a meeting: with an entry for the reader's calendar.", default=False)
    due: Name | None = member("The deadline whose due day is told with it.", default=None)


@table
class Step(Table):
    """A trigger that may be fired: from where, to where, by whom, on what conditions."""

    name: Name
    title: Line
    from_: list[StatePattern] = member(
        "States; `cspr.*` is every state of it, `*` every state that is not final.", key="from"
    )
    to: StateName | None = member("Left out, the step stays in its state.", default=None)
    case: list[StatePattern] = member(
        "For a step of an item: the case's states in which it may be taken.",
        default_factory=lambda: ["*"],
    )
    who: list[Name] = member(default_factory=list)
    by: list[Name] = member(
        "Of an item: taken with these steps of the case, and by nobody else.", default_factory=list
    )
    never: list[Name] = member(
        "Who may not take it though the role would let them.", default_factory=list
    )
    input: Name = member(
        "The form of what the step asks for, or an input of a host's.", default="nothing"
    )
    guards: list[Name] = member(default_factory=list)
    when: Name | None = member("Chooses between steps of one name from one state.", default=None)
    effects: list[Name] = member(default_factory=list)
    reason: bool = member("Reasons must be given.", default=False)
    decision: bool = member("Not for somebody with an undecided interest.", default=False)
    votes: bool = member("Taken by the votes of the safeguarding partners.", default=False)
    answers_panel: bool = member("Carries the answer to a Panel that disagreed.", default=False)
    settles_late: bool = member(
        "Asks the reason for facts that the form brought late.", default=False
    )
    through_suspension: bool = member("May move a case that is suspended.", default=False)
    personal_data: bool = member(
        "The referral is looked through for personal data, and each find confirmed.", default=False
    )
    in_person: bool = member(
        "Never taken on behalf of somebody: a view, a signature, a declaration. Votes never are.",
        default=False,
    )
    outcome: Name | None = None
    tells: list[Telling] = member(default_factory=list)

    @property
    def is_in_person(self) -> bool:
        """Return whether nobody may take the step on behalf of somebody else."""
        return self.in_person or self.votes

    @property
    def stays(self) -> bool:
        """Return whether the step leaves the state as it is."""
        return self.to is None


@table
class Kind(Table):
    """A kind of referral."""

    name: Name
    title: Line
    form: Name


@table
class Without(Table):
    """
    What a case's file leaves out of the one that it extends, by name, and of the files that belong
    to it.
    """

    state: list[Name | StateName] = member(default_factory=list)
    step: list[Name] = member(default_factory=list)
    deadline: list[Name] = member(default_factory=list)
    ladder: list[Name] = member(default_factory=list)
    form: list[Name] = member(default_factory=list)
    kind: list[Name] = member(default_factory=list)
    fact: list[Name] = member(default_factory=list)
    outcome: list[Name] = member(default_factory=list)
    agency: list[Name] = member(default_factory=list)
    reader: list[Name] = member("Roles, with all their tables.", default_factory=list)


@table
class DefinitionFile(Table):
    """One file: the machine of the case, of meetings or of one kind of item, or forms."""

    format: Literal[1]
    name: Name
    title: Line
    owns: Literal["case", "meeting", "item", "forms"]
    version: Version
    extends: Name | None = member(
        "Another definition's case, of which this file says what differs.", default=None
    )
    without: Without | None = member("What is left out of it.", default=None)
    edition: Edition | None = None
    agencies: dict[Name, Codes] = member(
        "The agency, or agencies, of each part: local_authority, icb, police, youth_justice, others.",
        default_factory=dict,
    )
    agency: list[Agency] = member("What agencies are called.", default_factory=list)
    votes: Votes | None = None
    quorum: Quorum | None = member("For meetings: who must take part in them.", default=None)
    agenda: list[AgendaItem] = member("For meetings: what their agenda has.", default_factory=list)
    numbers: dict[Name, int] = member(
        "The numbers of the practice that no rule of its own has.", default_factory=dict
    )
    national_body: NationalBody | None = None
    chronology: dict[ColumnName, Headings] = member(
        "For each column of a chronology the headings that agencies give it; ours is the first.",
        default_factory=dict,
    )
    fact: list[Fact] = member(default_factory=list)
    outcome: list[Outcome] = member(default_factory=list)
    meeting: Name | None = member(
        "For a case: the file with the machine of meetings, if there are any.", default=None
    )
    items: list[Name] = member(
        "The kinds of item that a case, or a meeting, of this definition has.", default_factory=list
    )
    keeps_open: bool = member(
        "For a kind of item: a case is not closed while one of these is open.", default=False
    )
    forms: list[Name] = member(
        "The files with its forms; what a later one has comes before the earlier.",
        default_factory=list,
    )
    lists: dict[Name, dict[Name, Line]] = member(
        "Codes with their titles, by the list's name.", default_factory=dict
    )
    kind: list[Kind] = member("The kinds of referral.", default_factory=list)
    form: Sequence[Form] = member(default_factory=list)
    state: list[State] = member(default_factory=list)
    step: list[Step] = member(default_factory=list)
    reader: list[Reader] = member(
        "For a case, or meetings: who may read what. Nobody reads anything else.",
        default_factory=list,
    )
    deadline: list[DeadlineRule] = member(default_factory=list)
    ladder: list[Ladder] = member(default_factory=list)

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


def kinds_of(files: Mapping[str, DefinitionFile]) -> dict[str, Kind]:
    """Return the kinds of referral in some files, by name."""
    return {kind.name: kind for _, file in by_weight(files) for kind in file.kind}


def lists_of(files: Mapping[str, DefinitionFile]) -> dict[str, Mapping[str, str]]:
    """Return the codes in some files with their titles, by the name of their list."""
    lists: dict[str, Mapping[str, str]] = {}
    for _, file in by_weight(files):
        lists |= file.lists
    return lists
