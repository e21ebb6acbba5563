"""
The law for everything that reads what comes from outside: it returns, or it refuses in a sentence.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pathway
from pathway.errors import PathwayError
from pathway.text_files import DoubleKey

Read = Callable[[bytes], object]
Outcome = Literal["accepted", "refused", "found"]
# More than a hundred faults have; what is longer holds the input itself.
LONGEST = 40_000
CHECKOUT = Path(pathway.__file__).resolve().parents[1]
ROOMS = tuple(CHECKOUT / room for room in ("pathway", "workflows", "storage", "notifications"))


class Broken(AssertionError):
    """A parser gave something back that it never should."""


@dataclass(frozen=True)
class Verdict:
    """
    What came of an input.

    Args:
        kind: Of what is found: the same for all inputs that show the same fault.
    """

    outcome: Outcome
    kind: str = ""


ACCEPTED, REFUSED = Verdict("accepted"), Verdict("refused")


def verdict_of(read: Read, content: bytes) -> Verdict:
    """Return what comes of reading an input."""
    try:
        read(content)
    except PathwayError as error:
        return _of_sentences(error, [error.message, *(str(reason) for reason in error.reasons)])
    except ValueError as error:
        # What is called by others with a sentence of their own raises a plain one with half of it.
        if type(error) not in (ValueError, DoubleKey) or not _is_ours(error):
            return _found(error)
        return _of_sentences(error, [str(error)])
    except Broken as error:
        return Verdict("found", str(error))
    except Exception as error:  # noqa: BLE001 - whatever else it is, it is found
        return _found(error)
    return ACCEPTED


def _of_sentences(error: Exception, sentences: list[str]) -> Verdict:
    text = "\n".join(sentences)
    if not sentences[0].strip():
        return Verdict("found", f"{_place(error)}: a refusal without a sentence")
    if len(text) > LONGEST:
        return Verdict("found", f"{_place(error)}: a refusal of {LONGEST} characters and more")
    try:
        text.encode()
    except UnicodeEncodeError:
        return Verdict("found", f"{_place(error)}: a sentence that nobody can write")
    return REFUSED


def _found(error: Exception) -> Verdict:
    return Verdict("found", f"{_place(error)}: {type(error).__name__}")


def _is_ours(error: Exception) -> bool:
    """Return whether our own code raised it, and so chose its words."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    path = Path(last.filename).resolve()
    # What `int` and its like raise comes from a line of ours too, but not from a `raise`.
    is_raised = (last.line or "").startswith("raise")
    return is_raised and any(path.is_relative_to(room) for room in ROOMS)


def _place(error: Exception) -> str:
    """Return the innermost line of the product that an error went through."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename).resolve()
        if any(path.is_relative_to(room) for room in ROOMS):
            return f"{path.relative_to(CHECKOUT)}:{frame.lineno}"
    return "outside the product"
