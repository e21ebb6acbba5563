"""
Forms that extend others, made whole: the fields of the other come first, and what is given anew
replaces what was there.

A form that extends its own name takes the place of the one in an earlier file, and every form that
extends that name then extends the new one. So a question that is added to the referral form is
asked in each kind of referral.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.form_format import Form, FormField

# Where the codes of a choice come from; a form that gives one of these anew drops the others.
SOURCES = ("choices", "list_", "of")
MAX_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Written:
    """A form as it is written in a file."""

    file: str
    form: Form


@dataclass
class Merging:
    """
    Makes forms whole.

    Args:
        written: The forms of each name, those of later files last.
        faults: What is wrong with how they extend each other.
    """

    written: Mapping[str, Sequence[Written]]
    faults: list[Fault] = field(default_factory=list[Fault])

    def whole(self, name: str) -> Form:
        """Return the form of that name with all its fields."""
        return self._whole(name, len(self.written[name]) - 1, ())

    def _whole(self, name: str, level: int, above: tuple[tuple[str, int], ...]) -> Form:
        own = self.written[name][level]
        base = self._base(own, level, (*above, (name, level)))
        if base is None:
            return own.form
        kept = self._without(own, base.field)
        update = {member: getattr(own.form, member) for member in own.form.model_fields_set}
        update["name"] = name
        update["field"] = joined(kept, own.form.field)
        update["checks"] = _checks(base, own.form)
        return base.model_copy(update=update)

    def _base(self, own: Written, level: int, above: tuple[tuple[str, int], ...]) -> Form | None:
        """Return the whole form that a form extends; None if it extends none, or none that is sound."""
        name = own.form.extends
        if name is None:
            return None
        if name == own.form.name:
            base_level = level - 1
            missing = "no earlier file has a form of this name to extend"
        else:
            base_level = len(self.written.get(name, ())) - 1
            missing = f"unknown form {name}"
        if base_level < 0:
            self._fault(own, missing)
            return None
        if (name, base_level) in above:
            self._fault(own, f"it extends {name}, which extends it")
            return None
        if len(above) > MAX_CHAIN:
            self._fault(own, f"more than {MAX_CHAIN} forms extend it, each the next")
            return None
        return self._whole(name, base_level, above)

    def _without(self, own: Written, fields: Sequence[FormField]) -> Sequence[FormField]:
        for path in own.form.without:
            kept = _without_field(fields, path.split("."))
            if kept is None:
                self._fault(own, f"there is no field {path} to leave out")
            else:
                fields = kept
        return fields

    def _fault(self, own: Written, message: str) -> None:
        fault = Fault(own.file, f"[[form]] {own.form.name}", message)
        if fault not in self.faults:
            self.faults.append(fault)


def joined(base: Sequence[FormField], own: Iterable[FormField]) -> list[FormField]:
    """Return the fields of a form with those that another form adds or gives anew."""
    fields = list(base)
    for own_field in own:
        place = _place(fields, own_field.name)
        if place is None:
            fields.insert(_behind(fields, own_field), own_field)
        elif own_field.after is None:
            fields[place] = _anew(fields[place], own_field)
        else:
            # `after` also moves a field that the form has already.
            changed = _anew(fields.pop(place), own_field)
            fields.insert(_behind(fields, own_field), changed)
    return fields


def _anew(base: FormField, own: FormField) -> FormField:
    """Return the field with what the extending form says of it."""
    update = {member: getattr(own, member) for member in own.model_fields_set}
    if any(update.get(source) is not None for source in SOURCES):
        update = dict.fromkeys(SOURCES) | update
    if own.field:
        update["field"] = joined(base.field, own.field)
    return base.model_copy(update=update)


def _without_field(fields: Sequence[FormField], path: Sequence[str]) -> list[FormField] | None:
    """Return the fields without the one at that path; None if it is not there."""
    place = _place(fields, path[0])
    if place is None:
        return None
    if len(path) == 1:
        return [*fields[:place], *fields[place + 1 :]]
    inside = _without_field(fields[place].field, path[1:])
    if inside is None:
        return None
    table = fields[place].model_copy(update={"field": inside})
    return [*fields[:place], table, *fields[place + 1 :]]


def _place(fields: Sequence[FormField], name: str) -> int | None:
    """Return the index of the field of that name, or None."""
    return next((place for place, field in enumerate(fields) if field.name == name), None)


def _behind(fields: Sequence[FormField], own: FormField) -> int:
    """Return where to insert a field: behind the one that it names, else at the end."""
    place = _place(fields, own.after) if own.after is not None else None
    return len(fields) if place is None else place + 1


def _checks(base: Form, own: Form) -> list[str]:
    return list(dict.fromkeys([*base.checks, *own.checks]))
