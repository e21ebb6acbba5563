"""
Agencies by code: which are known, and what is said of one that nobody knows.

Schools, practices and coroners write in once, so a code that nobody knows may be right, or a slip
of the pen: it is asked about, and taken when it is confirmed.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from pathway.errors import UNLISTED, confirmation
from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import texts_in

MOST_NEAREST = 3


def unlisted(attempt: Attempt, code: str) -> str | None:
    """
    Return the question about an agency that nobody knows, or None where it is known or was
    confirmed.
    """
    if UNLISTED in attempt.command.confirmed or _is_known(code, attempt):
        return None
    return f"nobody here knows the agency {code}{_nearest(code, attempt)} {confirmation(UNLISTED)}"


def defined_agencies(definition: Definition) -> Mapping[str, str]:
    """
    Return the agencies that the definition knows, by code, with what it calls them; empty where it
    gives no name.
    """
    codes = dict.fromkeys(
        (code for part in definition.agencies.parts.values() for code in part), ""
    )
    return {**codes, **definition.agency_names}


def known_agencies(attempt: Attempt) -> list[str]:
    """
    Return the codes of all agencies that are known here: the definition's, then the directory's,
    then the case's.
    """
    directory = attempt.situation.directory
    listed = sorted({*directory.agencies(), *directory.agency_names})
    return list(
        dict.fromkeys(
            [*defined_agencies(attempt.definition), *listed, *sorted(agencies_of(attempt.case))]
        )
    )


def agencies_of(case: Case) -> set[str]:
    """Return the codes of the agencies that a case names: of its form, its items and its duties."""
    codes = {case.remembered("agency"), *case.listed("agencies_known")}
    codes |= {item["agency"] for item in case.items.values()}
    codes |= {deadline.owner.agency for deadline in case.deadlines.values()}
    return {code for code in codes if code}


def _is_known(code: str, attempt: Attempt) -> bool:
    """
    Return whether it is known, or was said before in what this is about: a proposal that is voted
    on, an entry.
    """
    situation = attempt.situation
    return (
        code in known_agencies(attempt)
        or code in situation.codes_said
        or code in texts_in(situation.proposal)
    )


def _nearest(code: str, attempt: Attempt) -> str:
    """Return a question that names the nearest agencies, by code or by what they are called."""
    defined = defined_agencies(attempt.definition)
    names = {
        known: attempt.situation.directory.agency_name(known, defined)
        for known in known_agencies(attempt)
    }
    words = {name.casefold(): known for known, name in names.items()}
    near = [
        *_close(code, list(names)),
        *(words[name] for name in _close(code.replace("_", " "), list(words))),
    ]
    shown = [_with_name(known, names[known]) for known in list(dict.fromkeys(near))[:MOST_NEAREST]]
    return f"; did you mean {' or '.join(shown)}?" if shown else "; see `pathway people list`"


def _close(word: str, known: Sequence[str]) -> list[str]:
    return difflib.get_close_matches(word, known, n=MOST_NEAREST)


def _with_name(code: str, name: str) -> str:
    return code if name.casefold() == code.replace("_", " ") else f"{code} ({name})"
