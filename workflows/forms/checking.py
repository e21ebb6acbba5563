"""
Do forms make sense? Every fault of every form and kind of referral, with its file and table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.form_format import KIND, Answered, Form, FormField
from pathway.workflows.definitions.names import repeated, unknown
from pathway.workflows.forms.catalogue import Forms
from pathway.workflows.forms.inputs import Input
from pathway.workflows.forms.models import MAX_ENTRIES
from pathway.workflows.forms.nesting import MAX_DEPTH, MAX_FIELDS, Nesting
from pathway.workflows.forms.types import DAYS, NUMBERS, TEXTS

# Names that every input may have besides the fields of its form.
TAKEN = ("reason", "late_reason", "vote", "proposal")
OF_LISTS = ("min_entries", "max_entries", "each", "distinct_by", "alone")
ANSWERS = ("yes", "no", "not_applicable")


@dataclass(frozen=True, slots=True)
class Words:
    """The names that a form may use, by what they are names of."""

    choices: Iterable[str]
    conditions: Iterable[str]
    checks: Iterable[str]
    facts: Iterable[str]
    forms: Iterable[str]


@dataclass(frozen=True)
class Checking:
    """Checks the forms of a definition, and the names that they use."""

    forms: Forms
    words: Words

    @cached_property
    def nesting(self) -> Nesting:
        """Return which forms are inside others."""
        return Nesting(self.forms.by_name)

    def faults(self) -> Iterator[Fault]:
        """Return what is wrong with the forms."""
        yield from self.forms.faults
        for name, written in self.forms.written.items():
            own = written[-1]
            table = f"[[form]] {name}"
            for message in self._form(self.forms.by_name[name], own.form):
                yield Fault(own.file, table, message)
            if [other.file for other in written].count(own.file) > 1:
                yield Fault(own.file, table, "this form is defined twice")

    def of_kind(self, name: str) -> Iterator[str]:
        """Return what is wrong with a kind of referral."""
        form = self.forms.kinds[name].form
        yield from unknown("form", form, self.words.forms)
        if form not in self.forms:
            return
        fields = self.forms.by_name[form].field
        if not any(field.name == KIND and field.type == "kind" for field in fields):
            yield f"its form {form} has no field {KIND} of the type kind"

    def _form(self, whole: Form, own: Form) -> Iterator[str]:
        if whole.title is None:
            yield "it has no title"
        for name in own.checks:
            yield from unknown("check", name, self.words.checks)
        if own.tips_of is not None:
            yield from unknown("form", own.tips_of, self.words.forms)
        # Faults in the fields that it inherits are reported with the form that it extends.
        yield from self._table(whole.field, [field.name for field in own.field], "")
        yield from _headings(whole, own)
        kinds = self.forms.kinds.values()
        is_of_kind = any(whole.name in self.forms.line(kind.form) for kind in kinds)
        names = [field.name for field in whole.field]
        for field in own.field:
            if not is_of_kind and (field.at_submission or field.fact is not None):
                yield f"field {field.name}: at_submission and fact are for the forms of kinds of referral"
            if field.after is not None and field.after not in names:
                yield f"field {field.name}: after names the field {field.after}, which is not there"

    def _table(
        self, fields: Sequence[FormField], looked_at: Iterable[str], inside: str
    ) -> Iterator[str]:
        """Return what is wrong with those fields of a form or a table that are looked at."""
        names = [field.name for field in fields]
        for name in repeated(names):
            yield f"field {inside}{name}: this field is defined twice"
        for place, field in enumerate(fields):
            if field.name not in looked_at:
                continue
            path = f"{inside}{field.name}"
            for message in self._field(field, fields[:place]):
                yield f"field {path}: {message}"
            inner_names = [inner.name for inner in field.field]
            yield from self._table(field.field, inner_names, f"{path}.")

    def _field(self, field: FormField, before: Sequence[FormField]) -> Iterator[str]:
        if field.label is None:
            yield "it has no label"
        if field.name in TAKEN or hasattr(Input, field.name):
            yield "this name is taken; choose another"
        yield from self._names(field)
        yield from self._source(field)
        yield from self._asked(field, before)
        yield from self._inside(field)
        yield from _limits(field)
        yield from self._example(field)

    def _names(self, field: FormField) -> Iterator[str]:
        for name in (field.of, field.suggest, field.each.of if field.each else None):
            if name is not None:
                yield from unknown("choice", name, self.words.choices)
        if field.wanted is not None:
            yield from unknown("condition", field.wanted, self.words.conditions)
        if field.fact is not None:
            yield from unknown("fact", field.fact, self.words.facts)

    def _source(self, field: FormField) -> Iterator[str]:
        """Return what is wrong with where the codes of a choice come from."""
        sources = [source for source in (field.choices, field.list_, field.of) if source]
        if field.type == "choice" and len(sources) != 1:
            yield "a choice has exactly one of choices, list and of"
        if field.type != "choice" and (field.choices or field.list_):
            yield "choices and list are for the type choice"
        if field.list_ is not None:
            yield from unknown("list", field.list_, self.forms.lists)
        codes = self._codes(field)
        if codes and field.alone is not None:
            yield from unknown("code", field.alone, codes)

    def _asked(self, field: FormField, before: Sequence[FormField]) -> Iterator[str]:
        if field.depends_on is not None and all(field.depends_on != other.name for other in before):
            yield f"it depends on the field {field.depends_on}, which does not come before it"
        if field.asked is not None and field.required:
            yield "it is required anyway; leave asked out"
        if isinstance(field.asked, str):
            yield from unknown("condition", field.asked, self.words.conditions)
        if not isinstance(field.asked, Answered):
            return
        earlier = next((other for other in before if other.name == field.asked.field), None)
        if earlier is None:
            yield f"it is asked by the field {field.asked.field}, which does not come before it"
            return
        codes = self._codes(earlier)
        for answer in field.asked.is_ if codes else []:
            yield from unknown("code", str(answer), codes)

    def _inside(self, field: FormField) -> Iterator[str]:
        """Return what is wrong with the fields of a table."""
        if field.type != "table":
            if field.field or field.form is not None:
                yield "field and form are for a table"
            return
        if bool(field.field) == (field.form is not None):
            yield "a table has its fields in field, or in the form that it names"
        if field.form is not None:
            yield from unknown("form", field.form, self.words.forms)
        if field.form is not None and self.nesting.holds_itself(field.form):
            yield f"the form {field.form} holds itself"
        elif field.form is not None and self.nesting.is_too_large(field.form):
            yield (
                f"the form {field.form} has more than {MAX_FIELDS} fields, or {MAX_DEPTH} levels, "
                "with the forms that it holds"
            )
        yield from self._inner_names(field)

    def _inner_names(self, field: FormField) -> Iterator[str]:
        """Return where a table names a field of its own that it does not have."""
        names = [own.name for own in self._fields_of(field)]
        if not names:
            return
        named = [field.distinct_by]
        if field.each:
            named += [field.each.field, field.each.counted]
        for name in named:
            if name is not None:
                yield from unknown("field", name, names)

    def _fields_of(self, field: FormField) -> Sequence[FormField]:
        if field.form is not None and field.form not in self.forms:
            return []
        return self.forms.fields_of(field)

    def _example(self, field: FormField) -> Iterator[str]:
        # With faulty choices there is no telling whether the example is one of them.
        if field.example is None or field.type == "table" or list(self._source(field)):
            return
        if field.of or field.suggest:
            yield "its example comes from the case; leave it out"
            return
        try:
            TypeAdapter[Any](self.forms.annotation(field)).validate_python(field.example)
        except ValidationError:
            yield "its example would be refused"

    def _codes(self, field: FormField) -> list[str]:
        if field.type == "answer":
            return list(ANSWERS)
        is_known = field.list_ is None or field.list_ in self.forms.lists
        if field.type != "choice" or not is_known:
            return []
        return list(self.forms.codes(field))


def _headings(whole: Form, own: Form) -> Iterator[str]:
    """Return the headings by which a column of a table would be two fields."""
    looked_at = {field.name for field in own.field}
    known: dict[str, str] = {}
    for field in whole.field:
        for heading in field.headings:
            other = known.setdefault(" ".join(heading.casefold().split()), field.name)
            if other != field.name and {other, field.name} & looked_at:
                yield f"field {field.name}: the heading {heading} is that of {other} too"


def _limits(field: FormField) -> Iterator[str]:
    if not field.many:
        for name in OF_LISTS:
            if getattr(field, name) is not None:
                yield f"{name} is for a list: give many = true"
    yield from _bounds(field)
    if (field.min_entries or 0) > (field.max_entries or MAX_ENTRIES):
        yield "its min_entries is more than its max_entries"
    if field.type not in TEXTS and field.max_length is not None:
        yield "max_length is for texts"
    if field.stops and (field.type != "answer" or field.many):
        yield "stops is for an answer"
    if field.fact is not None and (field.type not in DAYS or field.many):
        yield "fact is for a day"


def _bounds(field: FormField) -> Iterator[str]:
    if field.type not in NUMBERS and (field.minimum is not None or field.maximum is not None):
        yield "minimum and maximum are for numbers"
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield "its minimum is more than its maximum"
