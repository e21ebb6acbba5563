"""Checking what a form says as far as that can be done without the case that it is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from pathway.errors import Reason
from pathway.workflows.deciding.input_reading import faults

# Only the case can say which entries a list must have.
ONLY_THE_CASE_KNOWS = ("each",)
ENTRY = re.compile(r"\[\d+\]")


class _Anything(list[Any]):
    """What a case has, as long as no case is known: whatever is named."""

    def __contains__(self, value: object) -> bool:
        return True


class AnyCase:
    """Stands for the case that a form is for: it knows the day, and accepts whatever is named."""

    labels: Sequence[str] = ()

    def __init__(self, today: date) -> None:
        self.today = today

    def choices(self, _name: str) -> Sequence[Any]:
        """Return what accepts everything."""
        return _Anything()

    def condition(self, _name: str) -> bool:
        """Return that no condition holds."""
        return False

    def explanation(self, _name: str, _value: Any) -> str | None:
        """Return that nothing is wrong."""
        return None


def faults_of(
    model: type[BaseModel],
    answers: Mapping[str, Any],
    today: date,
    *,
    unread: Sequence[str],
    beside: Sequence[str],
    words_of: Callable[[str | None], str | None],
) -> list[Reason]:
    """
    Return what is wrong with an input whatever the case: what is missing, too long, in the future.

    Args:
        unread: Paths that were found faulty before; nothing more is said of them.
        beside: Paths of answers that come beside the form.
        words_of: Returns a path in the words of the form.
    """
    try:
        model.model_validate(dict(answers), context=AnyCase(today))
    except ValidationError as error:
        own = [kind["type"] not in ONLY_THE_CASE_KNOWS for kind in error.errors()]
        told = [reason for reason, is_own in zip(faults(error), own, strict=True) if is_own]
        return [
            replace(reason, path=words_of(reason.path))
            for reason in told
            if not _is_known(reason.path or "", unread, beside)
        ]
    return []


def _is_known(path: str, unread: Sequence[str], beside: Sequence[str]) -> bool:
    """
    Return whether a path is that of an earlier fault, or lies around or inside one, or is that of
    an answer beside the form.
    """
    plain = ENTRY.sub("", path)
    return any(_is_inside(path, other) or _is_inside(other, path) for other in unread) or any(
        _is_inside(plain, other) for other in beside
    )


def _is_inside(path: str, other: str) -> bool:
    return path == other or path.startswith((f"{other}.", f"{other}["))
