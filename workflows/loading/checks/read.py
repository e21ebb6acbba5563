"""
The files of a definition as far as they can be read, with each fault of their form, its file and
its table.

An unknown key is left out, and all else is read. A table with a wrong value, or without a required
one, is left out as a whole; its name is kept, so that it is not a fault of other tables to name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cached_property
from typing import Any, cast, get_args, get_origin, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pathway.workflows.deciding.input_reading import UNKNOWN, path_of, sentence
from pathway.workflows.definitions.checked import NAMES, read
from pathway.workflows.definitions.extending import Whole, whole
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.form_format import FormTable
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.gathering import read_toml
from pathway.workflows.definitions.meetings import of_cases, of_meetings
from pathway.workflows.definitions.tables import Table
from pathway.workflows.forms.catalogue import Forms, forms_of
from pathway.workflows.known_names import PLAN, REFER
from pathway.workflows.loading.checks.amounts import excesses

# What takes the place of a value of the head that cannot be read. A file without a name, or without
# what it owns, is not checked any further.
STAND_INS: Mapping[str, Any] = {"format": 1, "title": "?", "version": "?"}
AnyTable = Table | FormTable


@dataclass(frozen=True)
class Files:
    """
    The files of a definition, by file name.

    Args:
        by_name: Those that could be read, without the tables that could not.
        whole: What every file that is TOML says, with what it extends.
        names: Every file, but for those that another extends.
        faults: What is wrong with their form.
        unread: The names of tables that could not be read, by their kind: `step`, `deadline`.
        opened_by: The step by which what they describe is opened.
    """

    by_name: Mapping[str, DefinitionFile]
    whole: Whole
    names: Sequence[str]
    faults: Sequence[Fault]
    unread: Mapping[str, frozenset[str]]
    opened_by: str = REFER

    def of_cases(self) -> Files:
        """Return those of cases, without those of meetings."""
        return self._part(of_cases(self.by_name), REFER)

    def of_meetings(self) -> Files:
        """Return those of meetings; none where there are no meetings."""
        return self._part(of_meetings(self.by_name), PLAN)

    def _part(self, files: Mapping[str, DefinitionFile], opened_by: str) -> Files:
        unread = [name for name in self.names if name not in self.by_name]
        names = [*files, *unread]
        return replace(self, by_name=files, names=names, faults=(), opened_by=opened_by)

    @property
    def all_read(self) -> bool:
        """Return whether every file could be read, even if without some of its tables."""
        return len(self.by_name) == len(self.names)

    def have_every(self, *kinds: str) -> bool:
        """Return whether every file could be read, with all its tables of those kinds."""
        return self.all_read and not any(kind in self.unread for kind in kinds)

    @cached_property
    def forms(self) -> Forms:
        """Return the forms of the files."""
        return forms_of(self.by_name)

    def written(self, fault: Fault) -> Fault:
        """
        Return a fault with the file in which its table is written, which may be one that is
        extended.
        """
        written = self.whole.written.get(fault.file, {})
        table = fault.table.partition(", ")[0]
        file = written.get(table) or written.get(table.partition(".")[0], fault.file)
        return replace(fault, file=file)

    def owning(self, owns: str) -> Iterator[tuple[str, DefinitionFile]]:
        """Return the files that own a case, items or forms, each with its file name."""
        return ((name, file) for name, file in self.by_name.items() if file.owns == owns)

    def known(self, kind: str, names: Iterable[str]) -> list[str]:
        """Return names of tables of a kind, with those of tables that could not be read."""
        return [*names, *self.unread.get(kind, ())]


@dataclass
class Reading:
    """Reads the files of a definition one by one."""

    files: dict[str, DefinitionFile] = field(default_factory=dict[str, DefinitionFile])
    names: list[str] = field(default_factory=list[str])
    faults: list[Fault] = field(default_factory=list[Fault])
    unread: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def read(self, name: str, content: Mapping[str, Any]) -> None:
        """Read a file as far as it can be read."""
        self.names.append(name)
        head = deepcopy(dict(content))
        tables: dict[str, Any] = {}
        for kind, model in TABLES.items():
            if isinstance(head.get(kind), list):
                tables[kind] = list(self._tables(name, content, kind, model))
                head.pop(kind)
        file = self._head(name, content, head)
        if file is not None:
            self.files[name] = replace(file, **tables)

    def refuse(self, name: str, why: str) -> None:
        """Note a file that cannot be read at all."""
        self.names.append(name)
        self.faults.append(Fault(name, "", why))

    def done(self, joined: Whole) -> Files:
        """Return what was read of the files."""
        unread = {kind: frozenset(names) for kind, names in self.unread.items()}
        faults = [*joined.faults, *self.faults]
        return Files(self.files, joined, self.names, faults=faults, unread=unread)

    def _tables(
        self, name: str, content: Mapping[str, Any], kind: str, model: type[AnyTable]
    ) -> Iterator[AnyTable]:
        """Return the tables of a kind that can be read, without their unknown keys."""
        for number, entry in enumerate(content[kind]):
            try:
                yield read(model, entry)
                continue
            except ValidationError as error:
                faults = error.errors(include_url=False, include_input=False)
            for fault in faults:
                table = _table(content, (kind, number, *fault["loc"]))
                self.faults.append(Fault(name, table, sentence(fault, _known(model, fault))))
            try:
                yield read(model, _without(entry, faults))
            except ValidationError:
                self.unread.setdefault(kind, set()).add(_label(entry, number))

    def _head(
        self, name: str, content: Mapping[str, Any], head: dict[str, Any]
    ) -> DefinitionFile | None:
        """
        Return the file without the members of its head that cannot be read; None if it cannot do
        without one of them.
        """
        # Leaving a member out may bring another fault to light, so it is tried until none is left.
        while True:
            try:
                return read(DefinitionFile, head)
            except ValidationError as error:
                faults = error.errors(include_url=False, include_input=False)
            members = dict.fromkeys(str(fault["loc"][0]) for fault in faults)
            for fault in faults:
                known = sorted(MEMBERS)
                self.faults.append(Fault(name, path_of(fault["loc"]), sentence(fault, known)))
            if not all(_may_be_missing(member) for member in members):
                return None
            for member in members:
                self._leave_out(content, head, member)

    def _leave_out(self, content: Mapping[str, Any], head: dict[str, Any], member: str) -> None:
        head.pop(member, None)
        if member in STAND_INS:
            head[member] = STAND_INS[member]
        elif member in MEMBERS and member in content:
            self.unread.setdefault(member, set())


def read_files(texts: Mapping[str, str]) -> Files:
    """
    Return files as far as they can be read; those that extend others include what these say.
    """
    reading = Reading()
    contents: dict[str, Mapping[str, Any]] = {}
    for name, text in texts.items():
        try:
            table = read_toml(text)
        except ValueError as error:
            reading.refuse(name, str(error))
            continue
        too_many = list(excesses(table))
        if too_many:
            reading.refuse(name, "; ".join(too_many))
        else:
            contents[name] = table
    joined = whole(contents)
    for name, content in joined.contents.items():
        reading.read(name, content)
        if name in joined.broken:
            # Checks of a file without what it extends would find faults that are not there.
            reading.files.pop(name, None)
    return reading.done(joined)


MEMBERS = {member.name: member for member in fields(DefinitionFile)}


def _tables_of_a_file() -> dict[str, type[AnyTable]]:
    """Return the kinds of the tables that a file has lists of, by the name of the list."""
    tables: dict[str, type[AnyTable]] = {}
    for name, kind in get_type_hints(DefinitionFile, localns=NAMES).items():
        entry = get_args(kind)[0] if get_origin(kind) in (list, Sequence) else None
        if isinstance(entry, type) and issubclass(entry, AnyTable):
            tables[name] = entry
    return tables


TABLES = _tables_of_a_file()


def _may_be_missing(member: str) -> bool:
    """Return whether a file can be read without a member of its head, or with a stand-in for it."""
    known = MEMBERS.get(member)
    if known is None or member in STAND_INS:
        return True
    return known.default is not MISSING or known.default_factory is not MISSING


def _known(model: type[AnyTable], fault: ErrorDetails) -> list[str]:
    """Return the keys that a table may have, as suggestions for an unknown one directly in it."""
    return sorted(keys_of(model)) if len(fault["loc"]) == 1 else []


def keys_of(model: type[AnyTable]) -> list[str]:
    """Return what the members of a kind of table are called in a file."""
    if issubclass(model, FormTable):
        return [member.alias or name for name, member in model.model_fields.items()]
    members = fields(cast(Any, model))
    return [member.metadata.get("alias", member.name) for member in members]


def _without(entry: Any, faults: Sequence[ErrorDetails]) -> Any:
    """Return a table without its unknown keys."""
    left = deepcopy(entry)
    for fault in faults:
        if fault["type"] not in UNKNOWN:
            continue
        here: Any = left
        try:
            for part in fault["loc"][:-1]:
                here = here[part]
        except LookupError:
            # In a union pydantic adds the name of a type to the place of a fault.
            continue
        if isinstance(here, dict):
            cast(dict[str, Any], here).pop(str(fault["loc"][-1]), None)
    return left


def _table(content: Mapping[str, Any], location: Sequence[str | int]) -> str:
    """Return the table of a fault as readers look for it: `[[step]] submit, who`."""
    label, inside = _entry(content, location)
    return f"[[{location[0]}]] {label}{inside}"


def _entry(content: Mapping[str, Any], location: Sequence[str | int]) -> tuple[str, str]:
    """Return the label of an entry in a list of tables, and the place inside it."""
    kind, number, *rest = location
    entry = content[str(kind)][number]
    label = _label(entry, int(number))
    if len(rest) > 1 and rest[0] == "field" and isinstance(rest[1], int):
        inner, inside = _entry(cast(dict[str, Any], entry), rest)
        return label, f", field {inner}{inside}"
    return label, f", {path_of(rest)}" if rest else ""


def _label(entry: object, number: int) -> str:
    """Return what a table is called: its name, key or code, else its number in the list."""
    named = cast(dict[str, Any], entry) if isinstance(entry, dict) else {}
    return str(named.get("name") or named.get("key") or named.get("code") or f"number {number + 1}")
