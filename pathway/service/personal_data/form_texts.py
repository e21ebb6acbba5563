"""The texts of a form, each with its place in the form's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from pathway.documents.personal_data.finds import Passage
from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.forms.catalogue import Forms


def form_texts(
    forms: Forms, fields: Sequence[FormField], answers: Mapping[str, Any]
) -> Iterator[Passage]:
    """
    Yield what was written in a form, in its order.

    Args:
        fields: The form's; an answer to none of them is called by its name.
    """
    return _of_table(forms, fields, answers, path="", where="")


def _of_table(
    forms: Forms, fields: Sequence[FormField], answers: Mapping[str, Any], path: str, where: str
) -> Iterator[Passage]:
    known = {field.name: field for field in fields}
    names = [*known, *(name for name in answers if name not in known)]
    for name in names:
        if name in answers:
            field = known.get(name)
            question = (field.label if field is not None else None) or name
            inner: Sequence[FormField] = ()
            if field is not None and field.type == "table":
                inner = forms.fields_of(field)
            yield from _of_value(
                forms, inner, answers[name], path=f"{path}{name}", where=f"{where}{question}"
            )


def _of_value(
    forms: Forms, fields: Sequence[FormField], value: object, path: str, where: str
) -> Iterator[Passage]:
    """Yield the texts in an answer; `fields` are those of the table that it is."""
    if isinstance(value, Mapping):
        table = cast(Mapping[str, Any], value)
        yield from _of_table(forms, fields, table, path=f"{path}.", where=f"{where} ")
    elif isinstance(value, list):
        for number, entry in enumerate(cast("list[object]", value)):
            place = f"{where} (entry {number + 1})"
            yield from _of_value(forms, fields, entry, path=f"{path}[{number}]", where=place)
    elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        yield Passage(where, str(value), context=where, path=path)
