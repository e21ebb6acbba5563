"""Forms in Word, as callers are shown them: those available, and completed ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pathway.errors import Reason
from pathway.service.views.shapes import NOT_IN_JSON, View


@dataclass(frozen=True, slots=True)
class TemplateView(View):
    """
    A paper of the toolkit that is available blank.

    Args:
        kind: `referral`, `form` for other forms, or `guidance` for papers that are only read.
    """

    name: str
    title: str
    kind: str
    help: str


@dataclass(frozen=True, slots=True)
class FilledForm(View):
    """
    The answers in a completed form.

    Args:
        form: The name of the form.
        kind: The kind of referral, for a referral form.
        case: The case for which it was written, if any.
        input: The input for `refer`, `preview` or `take`.
        files: The names of the files to give with it, by their places in the input.
        notes: Sentences about what was not read.
    """

    form: str
    title: str
    kind: str
    case: str
    input: Mapping[str, Any]
    files: Mapping[str, str]
    notes: Sequence[str]
    words: Callable[[str | None], str | None] = field(repr=False, metadata=NOT_IN_JSON)

    def in_words(self, reasons: Sequence[Reason]) -> list[Reason]:
        """Return reasons with their places in the words of the form."""
        return [replace(reason, path=self.words(reason.path)) for reason in reasons]
