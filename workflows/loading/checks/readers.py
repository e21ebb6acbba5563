"""Does somebody read, and do the tables of readers name roles, parts and states that are there?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.workflows.access.readers import OF_DUTIES, OF_ENTRIES
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.names import unknown
from pathway.workflows.definitions.reader_format import OWNED, WITH_OWN, Reader
from pathway.workflows.history.case import matches
from pathway.workflows.loading.checks.read import Files
from pathway.workflows.people.roles import ROLES

# Nobody reads in these roles: the second follows from what somebody may read.
NO_READERS = ("system", "reader")
# What these roles have is only ever their own.
OWN_ONLY = (OF_DUTIES, OF_ENTRIES)
NOBODY = (
    "nobody may read anything: write a [[reader]] table for each role, such as "
    'role = "bu", parts = ["*"]; `pathway definition show --toml` prints those that are shipped'
)


def faults(files: Files) -> Iterator[Fault]:
    """Return what is wrong with who may read."""
    for name, file in files.by_name.items():
        if file.owns == "case" and not file.reader and files.have_every("reader"):
            yield Fault(name, "[[reader]]", NOBODY)
        states = files.known("state", (state.name for state in file.state))
        for reader in file.reader:
            table = f"[[reader]] {reader.role}"
            if file.owns != "case":
                yield Fault(name, table, "only the file of cases or of meetings says who may read")
            for message in (*_role(reader), *_parts(reader), *_states(reader, states)):
                yield Fault(name, table, message)


def _role(reader: Reader) -> Iterator[str]:
    known = [role for role in ROLES if role not in NO_READERS]
    yield from unknown("role", reader.role, known)
    if reader.role in OWN_ONLY and reader.of == "all":
        yield f'{reader.role} has only what is their own: say of = "own"'


def _parts(reader: Reader) -> Iterator[str]:
    if reader.of == "all":
        return
    for part in reader.names():
        if part not in (*OWNED, *WITH_OWN):
            owned = ", ".join(OWNED)
            yield f"nothing in {part} is somebody's own; these parts have such things: {owned}"


def _states(reader: Reader, states: Sequence[str]) -> Iterator[str]:
    for pattern in reader.from_:
        if pattern != "*" and not any(matches(pattern, state) for state in states):
            yield from unknown("state", pattern, states)
