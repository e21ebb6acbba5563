"""pydantic models made of forms: they check an input, and give its JSON Schema."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, Optional, cast

from pydantic import AfterValidator, Field, create_model

from pathway.workflows.definitions.form_format import Answered, Form, FormField
from pathway.workflows.forms.inputs import Input
from pathway.workflows.forms.ties import (
    Alone,
    Asked,
    AskedOn,
    DependsOn,
    DistinctBy,
    EachFromCase,
    FromCase,
    Stops,
    Suggest,
    Titled,
    Wanted,
)
from pathway.workflows.forms.ties import distinct as nothing_twice
from pathway.workflows.forms.types import FREE, NUMBERS, TYPES

Lists = Mapping[str, Mapping[str, str]]
# In a schema: the question alone, where the description also has what may help to answer it.
LABEL = "label"
# Unless a form says otherwise.
MAX_ENTRIES = 100
# Beyond it a whole number is not exact in every program that reads JSON.
MAX_NUMBER = 2**53 - 1


class Models:
    """
    Makes the model of a form, and of each table in it.

    Args:
        forms: Every form, whole, by name.
        lists: Codes with their titles, by the list's name.
    """

    def __init__(self, forms: Mapping[str, Form], lists: Lists) -> None:
        self._forms, self._lists = forms, lists

    def made_of(self, form: Form, kinds: Sequence[str]) -> type[Input]:
        """Return the model of a form that allows only these kinds of referral."""
        model = self._model(form.name, form.help or form.title or form.name, form.field, kinds)
        model.version = form.version
        return model

    def _model(
        self, name: str, doc: str, fields: Iterable[FormField], kinds: Sequence[str]
    ) -> type[Input]:
        members: dict[str, Any] = {field.name: self._member(field, kinds) for field in fields}
        return create_model(name, __base__=Input, __doc__=doc, __module__=__name__, **members)

    def _member(self, field: FormField, kinds: Sequence[str]) -> tuple[Any, Any]:
        """Return a field's annotation, and what else pydantic is told of it."""
        about: dict[str, Any] = {"description": field.description}
        if field.example is not None:
            about["examples"] = [field.example]
        if field.label and field.help:
            about["json_schema_extra"] = {LABEL: field.label}
        annotation = self.annotation(field, kinds)
        if not field.is_required:
            about |= _left_out(field)
            if about["default"] is None:
                annotation = _of(Optional, annotation)
        return tied(annotation, *_ties(field)), Field(**about)

    def annotation(self, field: FormField, kinds: Sequence[str]) -> Any:
        """Return what a field's value must be, if there is one."""
        return self._many(field, kinds) if field.many else self._value(field, kinds)

    def _many(self, field: FormField, kinds: Sequence[str]) -> Any:
        most = field.max_entries or MAX_ENTRIES
        ties: list[object] = [Field(min_length=field.min_entries, max_length=most)]
        if field.type not in FREE:
            ties.append(AfterValidator(nothing_twice))
        if field.distinct_by:
            ties.append(DistinctBy(field.distinct_by))
        if field.alone:
            ties.append(Alone(field.alone))
        if field.each:
            ties.append(EachFromCase(field.each.of, field.each.field, field.each.counted or ""))
        return tied(_of(list, self._value(field, kinds)), *ties)

    def _value(self, field: FormField, kinds: Sequence[str]) -> Any:
        """Return what one value must be."""
        known = TYPES[field.type]
        match field.type:
            case "table":
                return self._table(field, kinds)
            case "kind":
                return _of(Literal, tuple(kinds))
            case "choice":
                annotation = self._coded(field)
            case _:
                annotation = known.annotation
        of = field.of or known.of
        return tied(annotation, *_limits(field), *([FromCase(of)] if of else []))

    def _coded(self, field: FormField) -> Any:
        codes = self.codes(field)
        if not codes:
            return str
        annotation = _of(Literal, tuple(codes))
        if not all(codes.values()):
            return annotation
        return tied(annotation, Titled(tuple(codes.items())))

    def codes(self, field: FormField) -> Mapping[str, str]:
        """Return the codes of a choice with their titles; none if they come from the case."""
        if field.list_ is not None:
            return self._lists[field.list_]
        known = field.choices or []
        return known if isinstance(known, dict) else dict.fromkeys(known, "")

    def fields_of(self, field: FormField) -> Sequence[FormField]:
        """Return the fields of a table."""
        return self._forms[field.form].field if field.form else field.field

    def _table(self, field: FormField, kinds: Sequence[str]) -> type[Input]:
        return self._model(field.name, field.label or field.name, self.fields_of(field), kinds)


def tied(annotation: Any, *ties: object) -> Any:
    """Return an annotation with ties, each applied around those before it."""
    return _of(Annotated, (annotation, *ties)) if ties else annotation


def _of(form: Any, arguments: Any) -> Any:
    """Return `form[arguments]`, which type checkers do not take as an expression."""
    annotation: Any = operator.getitem(form, arguments)
    return annotation


def _left_out(field: FormField) -> dict[str, Any]:
    """
    Return the default of a field that may be left out.

    The default of one that is asked under a condition is checked too, as the case decides each time
    whether it may be left out.
    """
    asked = {"validate_default": True} if field.asked is not None else {}
    if field.many and not field.min_entries:
        return asked | {"default": []}
    return asked | {"default": None}


def _limits(field: FormField) -> list[object]:
    limits: dict[str, float | None] = {"max_length": field.max_length}
    if field.type in NUMBERS:
        limits |= {
            "ge": -MAX_NUMBER if field.minimum is None else field.minimum,
            "le": MAX_NUMBER if field.maximum is None else field.maximum,
        }
    set_limits = {name: limit for name, limit in limits.items() if limit is not None}
    return [Field(**cast(Any, set_limits))] if set_limits else []


def _ties(field: FormField) -> list[object]:
    """Return the ties of the field as a whole, which also hold where it is left out."""
    ties: list[object] = [Suggest(field.suggest)] if field.suggest else []
    if field.depends_on:
        ties.append(DependsOn(field.depends_on))
    if field.stops:
        ties.append(Stops(field.label or field.name))
    if isinstance(field.asked, Answered):
        ties.append(AskedOn(field.asked.field, tuple(field.asked.is_)))
    elif field.asked:
        ties.append(Asked(field.asked))
    if field.wanted:
        ties.append(Wanted(field.wanted))
    return ties
