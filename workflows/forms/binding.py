"""
Does a form have what Python reads? What an effect, a check or a guard declares, compared with the
fields of the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.forms.catalogue import Forms
from pathway.workflows.forms.fields import (
    Codes,
    Fields,
    bare,
    entry_of,
    hints_of,
    is_fields,
    is_optional,
)
from pathway.workflows.forms.types import TYPES

WORDS: Mapping[Any, str] = {
    date: "a day",
    str: "text or a code",
    bool: "yes or no",
    int: "a whole number",
    float: "a number",
}


# The path of a field, and the sentence that says what is wrong with it.
Lack = tuple[str, str]


def lacking(
    fields: type[Fields], form: Sequence[FormField], forms: Forms, inside: str = ""
) -> Iterator[Lack]:
    """Return what Python reads and the fields of a form lack."""
    known = {field.name: field for field in form}
    for name, hint in hints_of(fields).items():
        path = f"{inside}.{name}" if inside else name
        may_be_missing = hasattr(fields, name)
        field = known.get(name)
        if field is None:
            if not may_be_missing:
                yield path, f"there is no field {path}"
            continue
        if not (may_be_missing or is_optional(hint) or _is_always_there(field)):
            yield path, f"the field {path} must be required"
        yield from _unfitting(field, hint, forms, path)


def _unfitting(field: FormField, hint: Any, forms: Forms, path: str) -> Iterator[Lack]:
    """Return where a field is not of the type that Python reads."""
    kind = bare(hint)
    entry = entry_of(kind)
    if (entry is not None) != field.many:
        yield path, f"the field {path} must be {'a list' if entry is not None else 'no list'}"
        return
    read = bare(entry) if entry is not None else kind
    if is_fields(read):
        yield from _unfitting_table(field, read, forms, path)
    elif get_origin(read) is Literal:
        yield from _unfitting_codes(field, get_args(read), forms, path=path, others=False)
    elif not _fits(field, read):
        yield path, f"the field {path} must be {WORDS.get(read, read)}"
    for codes in _codes_of(hint):
        yield from _unfitting_codes(field, codes.names, forms, path=path, others=True)


def _unfitting_table(
    field: FormField, read: type[Fields], forms: Forms, path: str
) -> Iterator[Lack]:
    if field.type == "document":
        for name in sorted(set(hints_of(read)) - {"name", "sha256"}):
            yield path, f"there is no field {path}.{name}"
    elif field.type == "table":
        yield from lacking(read, forms.fields_of(field), forms, path)
    else:
        wanted = "document" if "sha256" in hints_of(read) else "table"
        yield path, f"the field {path} must be a {wanted}"


def _unfitting_codes(
    field: FormField, codes: Sequence[str], forms: Forms, path: str, *, others: bool
) -> Iterator[Lack]:
    """Return which codes a choice lacks and, unless others are allowed, which it must not have."""
    if field.type != "choice" or field.of:
        yield path, f"the field {path} must be a choice of {', '.join(codes)}"
        return
    choices = forms.codes(field)
    missing = [code for code in codes if code not in choices]
    unknown = [] if others else [code for code in choices if code not in codes]
    if missing:
        yield path, f"the choices of the field {path} lack {', '.join(missing)}"
    if unknown:
        names = ", ".join(unknown)
        yield path, f"nothing knows what {names} among the choices of the field {path} means"


def _is_always_there(field: FormField) -> bool:
    return field.is_required or (field.many and not field.min_entries)


def _fits(field: FormField, read: Any) -> bool:
    kind = TYPES[field.type].python
    return read is Any or kind is read or (read is float and kind is int)


def _codes_of(hint: Any) -> list[Codes]:
    if get_origin(hint) is not Annotated:
        return []
    return [mark for mark in get_args(hint)[1:] if isinstance(mark, Codes)]
