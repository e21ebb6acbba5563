"""Where an input holds documents, or the hashes of some, as its form says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pathway.workflows.definitions.form_format import FormField
    from pathway.workflows.forms.catalogue import Forms

DOCUMENT, HASH = "document", "sha256"


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """
    A document in an input, or the hash of one.

    Args:
        path: Where it is, such as `summary` or `papers[0].file`.
        holder: The table that it is in.
    """

    path: str
    field: FormField
    value: Any
    holder: Mapping[str, Any]


def fields_asked(forms: Forms, form: str, kind: str) -> list[FormField]:
    """
    Return the fields of the form that a step asks for; none if it is an input of a host's.

    Args:
        kind: The kind of referral, whose form a referral has.
    """
    if form not in forms:
        return []
    if forms.is_of_kind(form) and kind in forms.kinds:
        return list(forms.form_of(kind).field)
    return list(forms.by_name[form].field)


def document_places(
    forms: Forms, fields: Iterable[FormField], answers: Mapping[str, Any], prefix: str = ""
) -> Iterator[DocumentPlace]:
    """Yield every document, and every hash of one, in an input, in the order of its form."""
    for field in fields:
        for path, value in _values(field, answers, prefix):
            if field.type in (DOCUMENT, HASH):
                yield DocumentPlace(path, field, value, answers)
            elif field.type == "table" and isinstance(value, Mapping):
                table = cast(Mapping[str, Any], value)
                yield from document_places(forms, forms.fields_of(field), table, f"{path}.")


def _values(
    field: FormField, answers: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, object]]:
    """Yield each value that a field has, with its path."""
    answer: object = answers.get(field.name)
    path = f"{prefix}{field.name}"
    if field.many and isinstance(answer, list):
        for number, value in enumerate(cast("list[object]", answer)):
            yield f"{path}[{number}]", value
    elif answer is not None:
        yield path, answer
