"""
Agencies by code: which are known, and what is asked about one that nobody knows.

Schools, practices and coroners write in once, so a code that nobody knows may be right or a slip of
the pen: the person is asked about it, and it is accepted once confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pathway.errors import UNLISTED, confirmation
from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import texts_in

MOST_NEAREST = 3


def unlisted(attempt: Attempt, code: str) -> str | None:
    """Return the question about an agency that nobody knows, or None once known or confirmed."""
    if UNLISTED in attempt.command.confirmed or _is_known(code, attempt):
        return None
    return f"the agency {code} is not known here{_nearest(code, attempt)} {confirmation(UNLISTED)}"


def defined_agencies(definition: Definition) -> Mapping[str, str]:
    """Return the agencies of the definition by code, each with its name or an empty text."""
    names: dict[str, str] = {}
    for codes in definition.agencies.parts.values():
        names.update(dict.fromkeys(codes, ""))
    return {**names, **definition.agency_names}


def known_agencies(attempt: Attempt) -> list[str]:
    """Return the codes of all known agencies: the definition's, the directory's, the case's."""
    directory = attempt.situation.directory
    defined = defined_agencies(attempt.definition)
    listed = sorted({*directory.agencies(), *directory.agency_names})
    return list(dict.fromkeys([*defined, *listed, *sorted(agencies_of(attempt.case))]))


def agencies_of(case: Case) -> set[str]:
    """Return the codes of the agencies that a case names in its form, its items and its duties."""
    codes = {case.memory.get("agency"), *case.memory.get("agencies_known", [])}
    codes |= {item.data.get("agency") for item in case.items.values()}
    codes |= {deadline.owner.agency for deadline in case.deadlines.values()}
    return {code for code in codes if code}


def _is_known(code: str, attempt: Attempt) -> bool:
    """Return whether a code is known, or was said before in the proposal or entry in question."""
    if code in known_agencies(attempt) or code in attempt.situation.known_codes:
        return True
    return code in texts_in(attempt.situation.proposal)


def _nearest(code: str, attempt: Attempt) -> str:
    """Return a question that names the nearest agencies, by code or by name."""
    defined = defined_agencies(attempt.definition)
    names = {
        known: attempt.situation.directory.agency_name(known, defined)
        for known in known_agencies(attempt)
    }
    codes_by_name = {name.casefold(): known for known, name in names.items()}
    by_name = _close(code.replace("_", " "), list(codes_by_name))
    near = [*_close(code, list(names)), *(codes_by_name[name] for name in by_name)]
    shown = [_with_name(known, names[known]) for known in list(dict.fromkeys(near))[:MOST_NEAREST]]
    return f"; did you mean {' or '.join(shown)}?" if shown else "; see `pathway people list`"


def _close(word: str, known: Sequence[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(word, known, n=MOST_NEAREST)


def _with_name(code: str, name: str) -> str:
    return code if name.casefold() == code.replace("_", " ") else f"{code} ({name})"
