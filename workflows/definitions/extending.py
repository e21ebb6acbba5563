"""
A case's file that extends another contains only what differs: its tables replace those of the same
name, and others are added. A duty is known by its key in the whole definition, so that a duty in an
item's file is replaced there.

The files are put together before any of them is checked, so that what is checked, hashed and
followed is the whole. Each table keeps the file in which it is written, and faults name that file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pathway.workflows.definitions.faults import Fault

Content = Mapping[str, Any]
EXTENDS, WITHOUT = "extends", "without"
DEADLINE = "deadline"
# The lists of tables, each with the member by which its tables differ.
NAMED: Mapping[str, str] = {
    "state": "name",
    "step": "name",
    "deadline": "key",
    "ladder": "name",
    "form": "name",
    "kind": "name",
    "fact": "name",
    "outcome": "name",
    "agency": "code",
    "reader": "role",
}
# Those that any file of a definition may have: such a table is left out wherever it is.
SHARED = (DEADLINE, "form", "kind", "fact", "outcome", "agency")
# The tables of which each member is replaced on its own.
BY_MEMBER = ("agencies", "numbers", "lists", "chronology")


@dataclass(frozen=True)
class Whole:
    """
    What the files of a definition say, with what they extend.

    Args:
        contents: By file name, without the files that another extends: they are part of that one.
        written: For a file, the other file in which each table of it is written: `[[step]] submit`,
            `[votes]`.
        broken: Files of which what they extend is not there, so that much is missing in them.
        faults: What is wrong with how they extend each other.
    """

    contents: Mapping[str, Content]
    written: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    broken: frozenset[str] = frozenset()
    faults: Sequence[Fault] = ()


def whole(contents: Mapping[str, Content]) -> Whole:
    """Return what the files say; a file that extends another includes what that one says."""
    if not any(EXTENDS in content or WITHOUT in content for content in contents.values()):
        return Whole(contents)
    return Extending(contents).whole()


@dataclass
class Extending:
    """Puts each file together with those that it extends."""

    contents: Mapping[str, Content]
    faults: list[Fault] = field(default_factory=list[Fault])

    def whole(self) -> Whole:
        """Return what the files say together."""
        chains = {name: self._chain(name) for name in self.contents}
        extended: set[str] = set()
        for chain in chains.values():
            extended.update(chain[1:])
        chains = {name: chain for name, chain in chains.items() if name not in extended}
        contents = {name: self._joined(chain) for name, chain in chains.items()}
        written = {name: self._written(chain) for name, chain in chains.items() if len(chain) > 1}
        for name, chain in chains.items():
            for file in reversed(chain[:-1]):
                self._change_others(name, file, contents, written)
        # The last file of a chain that still extends another is one whose base was not found.
        broken = frozenset(
            name for name, chain in chains.items() if EXTENDS in self.contents[chain[-1]]
        )
        return Whole(contents, written, broken, list(dict.fromkeys(self.faults)))

    def _change_others(
        self, name: str, file: str, contents: dict[str, Content], written: dict[str, dict[str, str]]
    ) -> None:
        """
        Remove from the other files what a file of a chain leaves out, and replace the duties that
        it gives anew.
        """
        left_out = self._all_left_out(file, SHARED)
        duties = _tables(self.contents[file], DEADLINE)
        for other in contents:
            if other == name:
                continue
            contents[other] = _without(contents[other], left_out)
            present = {_name(DEADLINE, duty) for duty in _tables(contents[other], DEADLINE)}
            anew = [duty for duty in duties if _name(DEADLINE, duty) in present]
            if anew:
                keys = [_name(DEADLINE, duty) for duty in anew]
                contents[other] = _merged(contents[other], {DEADLINE: anew})
                contents[name] = _without(contents[name], [(DEADLINE, key) for key in keys])
                tables = {f"[[{DEADLINE}]] {key}": file for key in keys}
                written.setdefault(other, {}).update(tables)

    def _chain(self, name: str) -> list[str]:
        """Return the name of a file, followed by those that it extends, in order."""
        chain = [name]
        while EXTENDS in self.contents[chain[-1]]:
            base = self._base(chain[-1])
            if base is None:
                break
            if base in chain:
                self.faults.append(Fault(name, EXTENDS, f"{' and '.join(chain)} extend each other"))
                return [name]
            chain.append(base)
        return chain

    def _base(self, name: str) -> str | None:
        """Return the name of the file that a file extends; None, with a fault, if there is none."""
        content = self.contents[name]
        wanted = content[EXTENDS]
        if not _owns_case(content):
            why = "only the case's file extends another"
        elif wanted == content.get("name"):
            why = f"it extends {wanted}, which is its own name; choose another name"
        else:
            for other, another in self.contents.items():
                if other != name and _owns_case(another) and another.get("name") == wanted:
                    return other
            why = f"there is no file of the case {wanted}; it is looked for as {wanted}.toml"
        self.faults.append(Fault(name, EXTENDS, why))
        return None

    def _joined(self, chain: Sequence[str]) -> Content:
        """Return what a chain of files says; the last of them is the base of all."""
        *extending, base = chain
        joined = self.contents[base]
        for name in reversed(extending):
            own = self.contents[name]
            left_out = self._all_left_out(name, NAMED)
            self.faults += self._not_there(name, [joined, *self._others()], left_out)
            joined = _merged(_without(joined, left_out), own)
        if WITHOUT in self.contents[base] and EXTENDS not in self.contents[base]:
            self.faults.append(
                Fault(base, WITHOUT, "it extends no other file, so there is nothing to leave out")
            )
        return joined

    def _not_there(
        self, name: str, contents: Sequence[Content], left_out: Iterable[tuple[str, str]]
    ) -> Iterator[Fault]:
        """Return a fault for each table that is to be left out but is not there."""
        for kind, table in left_out:
            names: set[str] = set()
            for content in contents if kind in SHARED else contents[:1]:
                names.update(_name(kind, entry) for entry in _tables(content, kind))
            if table not in names:
                yield Fault(name, f"{WITHOUT}.{kind}", f"there is no {kind} {table} to leave out")

    def _others(self) -> list[Content]:
        return [content for content in self.contents.values() if not _owns_case(content)]

    def _all_left_out(self, name: str, kinds: Iterable[str]) -> list[tuple[str, str]]:
        """Return the tables of these kinds that a file leaves out, each by its kind and name."""
        left_out: list[tuple[str, str]] = []
        for kind in kinds:
            left_out += [(kind, table) for table in self._left_out(name, kind)]
        return left_out

    def _left_out(self, name: str, kind: str) -> list[str]:
        """Return the names of the tables of a kind that a file leaves out of what it extends."""
        without = self.contents[name].get(WITHOUT)
        names = cast(dict[str, Any], without).get(kind) if isinstance(without, dict) else None
        if not isinstance(names, list):
            return []
        return [str(table) for table in cast(Sequence[Any], names)]

    def _written(self, chain: Sequence[str]) -> dict[str, str]:
        """Return the file in which each table of a chain is written."""
        written: dict[str, str] = {}
        for name in reversed(chain):
            written.update(dict.fromkeys(_labels(self.contents[name]), name))
        return written


def _merged(base: Content, own: Content) -> Content:
    """Return what one file says, changed by another that extends it."""
    merged = dict(base)
    for member, value in own.items():
        known = base.get(member)
        if member in NAMED and isinstance(known, list) and isinstance(value, list):
            merged[member] = _replaced(
                member, cast(Sequence[Any], known), cast(Sequence[Any], value)
            )
        elif member in BY_MEMBER and isinstance(known, dict) and isinstance(value, dict):
            merged[member] = {**cast(dict[str, Any], known), **cast(dict[str, Any], value)}
        else:
            merged[member] = value
    return merged


def _replaced(kind: str, base: Sequence[Any], own: Sequence[Any]) -> list[Any]:
    """
    Return the tables of a base, in which those that are given anew replace those of their name,
    where the first of these was; tables with a new name come last.
    """
    waiting: dict[str, list[Any]] = {}
    for table in own:
        waiting.setdefault(_name(kind, table), []).append(table)
    replaced_names = set(waiting)
    replaced: list[Any] = []
    for table in base:
        name = _name(kind, table)
        if name in replaced_names:
            replaced += waiting.pop(name, [])
        else:
            replaced.append(table)
    for tables in waiting.values():
        replaced += tables
    return replaced


def _without(content: Content, left_out: Sequence[tuple[str, str]]) -> Content:
    """Return what a file says without some tables, each by its kind and name."""
    remaining = dict(content)
    for kind in {kind for kind, _ in left_out}:
        if kind in content:
            tables = _tables(content, kind)
            remaining[kind] = [
                table for table in tables if (kind, _name(kind, table)) not in left_out
            ]
    return remaining


def _labels(content: Content) -> Iterator[str]:
    """Return how faults name the tables of a file."""
    for member, value in content.items():
        if member in NAMED:
            for table in _tables(content, member):
                yield f"[[{member}]] {_name(member, table)}"
        elif member == "lists" and isinstance(value, dict):
            yield member
            for name in cast(dict[str, Any], value):
                yield f"[lists.{name}]"
        elif isinstance(value, dict):
            yield from (member, f"[{member}]")
        else:
            yield member


def _owns_case(content: Content) -> bool:
    return content.get("owns") == "case"


def _tables(content: Content, kind: str) -> list[Any]:
    tables = content.get(kind)
    return list(cast(Sequence[Any], tables)) if isinstance(tables, list) else []


def _name(kind: str, table: object) -> str:
    return str(cast(dict[str, Any], table).get(NAMED[kind])) if isinstance(table, dict) else ""
