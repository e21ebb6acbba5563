"""Can every state be reached and left, and does a way lead from it to a final state?"""

from __future__ import annotations

from collections.abc import Iterator

from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.loading.checks.read import Files
from pathway.workflows.loading.checks.ways import NOWHERE, Ways


def faults(files: Files) -> Iterator[Fault]:
    """Return what is wrong with the states of each machine."""
    for name, file in files.by_name.items():
        if file.is_machine:
            for state, message in _file(file):
                yield Fault(name, f"[[state]] {state}".strip(), message)


def _file(file: DefinitionFile) -> Iterator[tuple[str, str]]:
    """Return what is wrong with the states of a machine, each with the name of the state."""
    ways = Ways(file)
    left = {way.before for way in ways.every if way.after != way.before}
    if file.owns == "case" and file.state and not any(way.before == NOWHERE for way in ways.every):
        yield file.initial, "no step without `from` opens a case in it"
    for state in file.state:
        if state.name not in ways.reached:
            yield state.name, "no step leads here"
        if state.final:
            continue
        if state.name not in left:
            yield state.name, "no step leads out of it and it is not final"
        elif file.finals and state.name not in ways.ending:
            yield state.name, "no way leads from it to a final state"
