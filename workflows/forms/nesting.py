"""Forms inside forms: which hold themselves, and how many fields one has with those that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pathway.workflows.definitions.form_format import Form, FormField
from pathway.workflows.forms.catalogue import with_inner_fields

MAX_FIELDS, MAX_DEPTH = 1_000, 10


class _Size(NamedTuple):
    """How many fields a form has, and how many levels of forms."""

    fields: int
    levels: int


TOO_DEEP = _Size(0, MAX_DEPTH + 1)


class Nesting:
    """
    The forms that hold others, each looked at once: two tables of the same form at each of thirty
    levels are a thousand million fields.
    """

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self._forms = forms
        self._sizes: dict[str, _Size] = {}

    def holds_itself(self, name: str) -> bool:
        """Return whether a form is inside itself, however deep."""
        seen: set[str] = set()
        waiting = self._held(name)
        while waiting:
            held = waiting.pop()
            if held == name:
                return True
            if held not in seen:
                seen.add(held)
                waiting += self._held(held)
        return False

    def is_too_large(self, name: str) -> bool:
        """Return whether a form has too many fields, or is too deep, with those that it holds."""
        size = self._size(name, 0)
        return size.fields > MAX_FIELDS or size.levels > MAX_DEPTH

    def _size(self, name: str, depth: int) -> _Size:
        if depth > MAX_DEPTH:
            return TOO_DEEP
        if name not in self._sizes:
            self._sizes[name] = _Size(0, 0)  # one that holds itself is not counted twice
            fields, levels = 0, 0
            for field in with_inner_fields(self._fields(name)):
                inner = _Size(0, 0)
                if field.form is not None:
                    inner = self._size(field.form, depth + 1)
                fields += 1 + inner.fields
                levels = max(levels, inner.levels)
            self._sizes[name] = _Size(fields, levels + 1)
        return self._sizes[name]

    def _held(self, name: str) -> list[str]:
        fields = with_inner_fields(self._fields(name))
        return [field.form for field in fields if field.form is not None]

    def _fields(self, name: str) -> list[FormField]:
        return self._forms[name].field if name in self._forms else []
