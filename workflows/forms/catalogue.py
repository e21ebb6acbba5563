"""The forms of a definition, each whole and with its model, and those of each kind of referral."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.form_format import KIND, Form, FormField
from pathway.workflows.definitions.format import DefinitionFile, Kind, by_weight, kinds_of, lists_of
from pathway.workflows.definitions.partnership import VOTES
from pathway.workflows.forms.checklists import asking_why
from pathway.workflows.forms.inputs import Input
from pathway.workflows.forms.merging import Merging, Written
from pathway.workflows.forms.models import Lists, Models


class Forms:
    """
    Every form of a definition by name.

    Args:
        written: The forms as they are written in the files, those of later files last.
        kinds: The kinds of referral, by name.
        lists: Codes with their titles, by the list's name.
        seats: The seats of those who vote, with the names of their agencies.
    """

    def __init__(
        self,
        written: Iterable[Written],
        kinds: Mapping[str, Kind],
        lists: Lists,
        seats: Mapping[str, str],
    ) -> None:
        forms: dict[str, list[Written]] = {}
        for entry in written:
            forms.setdefault(entry.form.name, []).append(entry)
        merging = Merging(forms)
        self.written: Mapping[str, Sequence[Written]] = forms
        self.by_name: Mapping[str, Form] = {
            name: asking_why(_seated(merging.whole(name), seats)) for name in forms
        }
        self.kinds = kinds
        self.lists = lists
        self.faults: Sequence[Fault] = merging.faults
        self._models = Models(self.by_name, lists)
        # Models are made when they are first asked for: most commands need few of them.
        self._made: dict[tuple[str, tuple[str, ...]], type[Input]] = {}

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def is_of_kind(self, name: str) -> bool:
        """
        Return whether the form belongs to every kind of referral: each kind's form is this one or
        extends it.
        """
        return name in self._of_every_kind

    @cached_property
    def _of_every_kind(self) -> frozenset[str]:
        lines = [self.line(kind.form) for kind in self.kinds.values()]
        return frozenset(
            name for name in self.by_name if lines and all(name in line for line in lines)
        )

    def form_of(self, kind: str) -> Form:
        """Return the form of a kind of referral."""
        return self.by_name[self.kinds[kind].form]

    def model(self, name: str) -> type[Input]:
        """Return the model of a form."""
        return self._model(self.by_name[name], tuple(self.kinds))

    def referral(self, answers: Mapping[str, Any]) -> type[Input]:
        """
        Return the model of the referral form of the kind that the input names; if there is no such
        kind, a model that any kind fits.
        """
        claimed = answers.get(KIND)
        if not isinstance(claimed, str) or claimed not in self.kinds:
            return self._model(self._any_form(), tuple(self.kinds))
        return self._model(self.form_of(claimed), (claimed,))

    def asked_at_submission(self, kind: str) -> list[str]:
        """Return the fields of a kind's form that a draft may lack and that submission asks for."""
        return [field.name for field in self.form_of(kind).field if field.at_submission]

    def tips(self, name: str, kind: str) -> Sequence[str]:
        """
        Return the tips that are shown beside a form: its own, or those of the form that it names.

        Args:
            kind: The kind of referral, whose form a referral form stands for.
        """
        form = self.by_name.get(name)
        if form is None:
            return ()
        shown = form.tips_of or name
        if self.is_of_kind(shown) and kind in self.kinds:
            return self.form_of(kind).tips
        return self.by_name[shown].tips if shown in self.by_name else ()

    def codes(self, field: FormField) -> Mapping[str, str]:
        """Return the codes of a choice with their titles."""
        return self._models.codes(field)

    def annotation(self, field: FormField) -> Any:
        """Return what a field's value must be, as pydantic checks it."""
        return self._models.annotation(field, tuple(self.kinds))

    def fields_of(self, field: FormField) -> Sequence[FormField]:
        """Return the fields of a table in a form."""
        return self._models.fields_of(field)

    def line(self, name: str) -> list[str]:
        """Return the name of a form, followed by those of the forms that it extends."""
        line: list[str] = []
        following: str | None = name
        while following is not None and following in self.by_name and following not in line:
            line.append(following)
            following = self._extended(following)
        return line

    def asks(self, name: str, choices: Collection[str]) -> bool:
        """
        Return whether a field of the form takes its values, or its example, from one of these
        choices.
        """
        return not self._choices.get(name, frozenset[str]()).isdisjoint(choices)

    @cached_property
    def _choices(self) -> Mapping[str, frozenset[str]]:
        """Return the choices from which each form takes values and examples."""
        return {
            name: frozenset(
                choice
                for field in with_inner_fields(form.field)
                for choice in (field.of, field.suggest)
                if choice is not None
            )
            for name, form in self.by_name.items()
        }

    def has_field(self, name: str, fields: Collection[str]) -> bool:
        """
        Return whether a form has one of these fields; whether a host's own model has is not known,
        and it may.
        """
        if name not in self.by_name:
            return True
        return any(field.name in fields for field in self.by_name[name].field)

    def asked_by(self, names: Iterable[str]) -> list[str]:
        """
        Return these forms and those of each kind of referral, with all whose fields they include;
        names without a form are left out.
        """
        used: list[str] = []
        waiting = [*names, *(kind.form for kind in self.kinds.values())]
        while waiting:
            name = waiting.pop()
            if name in self.by_name and name not in used:
                used.append(name)
                fields = with_inner_fields(self.by_name[name].field)
                waiting += [field.form for field in fields if field.form is not None]
        return used

    def writer(self, name: str, path: str) -> Written:
        """
        Return the written form that describes a field of a form, or leaves it out; if there is
        none, the last one of that name.
        """
        field = path.partition(".")[0]
        for form_name in self.line(name):
            for written in reversed(self.written[form_name]):
                names = [own.name for own in written.form.field]
                if path in written.form.without or field in names:
                    return written
        return self.written[name][-1]

    def _any_form(self) -> Form:
        """
        Return a form for an unknown kind: it takes every field that any kind has, so that the other
        faults of an input are found too.
        """
        forms = [self.form_of(kind) for kind in self.kinds]
        fields = list(forms[0].field)
        for form in forms[1:]:
            known = {field.name for field in fields}
            fields += [field for field in form.field if field.name not in known]
        names = [{field.name for field in form.field} for form in forms]
        for place, field in enumerate(fields):
            if not all(field.name in of_form for of_form in names):
                fields[place] = _optional(field)
        return forms[0].model_copy(update={"name": "any_kind", "field": fields})

    def _extended(self, name: str) -> str | None:
        """Return the form of another name that a form extends, or None."""
        for written in reversed(self.written[name]):
            if written.form.extends != name:
                return written.form.extends
        return None

    def _model(self, form: Form, kinds: tuple[str, ...]) -> type[Input]:
        key = (form.name, kinds)
        if key not in self._made:
            self._made[key] = self._models.made_of(form, kinds)
        return self._made[key]


def with_inner_fields(fields: Iterable[FormField]) -> Iterator[FormField]:
    """Return fields, each followed by those of the table that it is."""
    for field in fields:
        yield field
        yield from with_inner_fields(field.field)


def _seated(form: Form, seats: Mapping[str, str]) -> Form:
    """Return the form with a field for each seat in place of one for all seats."""
    if not any(field.each_seat for field in with_inner_fields(form.field)):
        return form
    return form.model_copy(update={"field": list(_for_seats(form.field, seats))})


def _for_seats(fields: Iterable[FormField], seats: Mapping[str, str]) -> Iterator[FormField]:
    """Return the fields, with one for each seat in place of one for all seats."""
    for field in fields:
        if not field.each_seat:
            yield field.model_copy(update={"field": list(_for_seats(field.field, seats))})
            continue
        for seat, title in seats.items():
            # Not `format`: a label is the partnership's own text, and may have other braces.
            label = (field.label or "{seat}").replace("{seat}", title)
            yield field.model_copy(update={"name": seat, "label": label})


def _optional(field: FormField) -> FormField:
    return field.model_copy(update={"required": False, "asked": None})


def forms_of(files: Mapping[str, DefinitionFile]) -> Forms:
    """
    Return the forms of some files.

    Of several forms with one name, that of the last file counts: see `by_weight`.
    """
    ordered = by_weight(files)
    written = [Written(name, form) for name, file in ordered for form in file.form]
    return Forms(written, kinds_of(files), lists_of(files), _seats([file for _, file in ordered]))


def _seats(files: Sequence[DefinitionFile]) -> dict[str, str]:
    """Return the seats, each with the names of its agencies."""
    names: dict[str, str] = {}
    for file in files:
        names |= {agency.code: agency.name for agency in file.agency}
    seats: dict[str, str] = {}
    for file in files:
        if file.owns != "case":
            continue
        for seat in (file.votes or VOTES).seats:
            codes = file.agencies.get(seat, [seat])
            seats[seat] = " and ".join(names.get(code, code.replace("_", " ")) for code in codes)
    return seats
