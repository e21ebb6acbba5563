"""
Does a definition make sense as a whole? Every fault at once, with its file and table, and what needs what is missing.

A fault of form hides no other one: a table that cannot be read is left out, and its name counts as known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.workflows.checking import deadlines, forms, ladders, needs, parts, reach, states, steps, together
from pathway.workflows.checking.read import Files
from pathway.workflows.faults import Fault
from pathway.workflows.vocabulary import Vocabulary


def faults_of(files: Files, vocabulary: Vocabulary, trusted: Sequence[str] = ()) -> list[Fault]:
    """
    Return what is wrong with the files of a definition, each fault once.

    Args:
        trusted: Files that may have more than the others use: those that are shipped, word for word.
    """
    found = [*files.faults, *_names(files, vocabulary)]
    if files.are_whole:
        # Said of files of which a part could not be read, these would be wrong.
        found += [*reach.faults(files), *states.faults(files), *forms.unused(files, trusted)]
    return list(dict.fromkeys(files.written(fault) for fault in found))


def _names(files: Files, vocabulary: Vocabulary) -> Iterator[Fault]:
    yield from together.faults(files)
    yield from parts.faults(files)
    yield from steps.faults(files, vocabulary)
    yield from deadlines.faults(files, vocabulary)
    yield from ladders.faults(files)
    yield from forms.faults(files, vocabulary)
    yield from needs.faults(files, vocabulary)
