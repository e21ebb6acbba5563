"""
Checks whether a definition makes sense as a whole. Every fault is reported at once, with its file
and table, and with what needs whatever is missing.

A table that cannot be read does not hide other faults: it is left out, and its name counts as
known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.workflows.attempts.attempt import Vocabulary
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.loading.checks import (
    deadlines,
    forms,
    ladders,
    needs,
    parts,
    reach,
    readers,
    states,
    steps,
    together,
)
from pathway.workflows.loading.checks.read import Files


def faults_of(files: Files, vocabulary: Vocabulary, trusted: Sequence[str] = ()) -> list[Fault]:
    """
    Return what is wrong with the files of a definition, each fault once.

    Args:
        trusted: Files that may have more than the others use: exact copies of shipped ones.
    """
    faults = [*files.faults, *together.faults(files), *parts.faults(files)]
    for part in (files.of_cases(), files.of_meetings()):
        faults += _of_part(part, vocabulary, trusted)
    return list(dict.fromkeys(files.written(fault) for fault in faults))


def _of_part(files: Files, vocabulary: Vocabulary, trusted: Sequence[str]) -> Iterator[Fault]:
    """Return what is wrong with the files of cases, or with those of meetings."""
    yield from _names(files, vocabulary)
    # These checks would find faults that are not there if tables that they rely on were unread.
    if files.have_every("state", "step"):
        yield from states.faults(files)
    if files.have_every("state", "step", "form", "kind", "forms", "items"):
        yield from reach.faults(files)
    if files.have_every("step", "form", "kind", "lists", "forms"):
        yield from forms.unused(files, trusted)


def _names(files: Files, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Return the faults that can be found even if some tables could not be read."""
    yield from steps.faults(files, vocabulary)
    yield from deadlines.faults(files, vocabulary)
    yield from ladders.faults(files)
    yield from readers.faults(files)
    yield from forms.faults(files, vocabulary)
    yield from needs.faults(files, vocabulary)
