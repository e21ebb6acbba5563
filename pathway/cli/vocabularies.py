"""Importing a host's own words, to check a definition that uses them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.workflows.attempts.attempt import Vocabulary


def vocabulary_of(named: str) -> Vocabulary:
    """
    Return Pathway's words together with those of a host.

    Args:
        named: `MODULE:NAME`. The module is imported, which runs its code; it may lie in the working
            folder.

    Raises:
        WrongUsage: There is no vocabulary of that name, or it has words that Pathway has already.
    """
    from pathway.workflows.attempts.attempt import Vocabulary
    from pathway.workflows.loading.vocabulary import STANDARD

    module, _, name = named.partition(":")
    if not module or not name:
        raise WrongUsage(f"--vocabulary takes MODULE:NAME, such as host.words:WORDS, not {named}.")
    sys.path.append(str(Path.cwd()))
    try:
        words = getattr(importlib.import_module(module), name, None)
    except Exception as error:  # a host's module may raise anything
        raise WrongUsage(f"{module} cannot be imported: {error}.") from error
    if not isinstance(words, Vocabulary):
        raise WrongUsage(f"{module} has no Vocabulary that is called {name}.")
    return STANDARD.extended(words)
