"""
Forms that extend others, made whole: the fields of the other come first, what is given anew
replaces what was there.

A form that extends its own name stands in for the one of an earlier file, and every form that
extends that name then extends the new one: a question that is added to the referral form is asked
in each kind of referral.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.form_format import Form, FormField

# Where the codes of a choice come from; a form that gives one of them anew takes the others away.
SOURCES = ("choices", "list_", "of")


@dataclass(frozen=True, slots=True)
class Written:
    """A form as a file has it."""

    file: str
    form: Form


@dataclass
class Merging:
    """
    Makes forms whole.

    Args:
        written: The forms of a name, those of later files last.
        faults: What was found wrong.
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
        left = self._without(own, base.field)
        given = {member: getattr(own.form, member) for member in own.form.model_fields_set}
        fields = joined(left, own.form.field)
        return base.model_copy(
            update={**given, "name": name, "field": fields, "checks": _checks(base, own.form)}
        )

    def _base(self, own: Written, level: int, above: tuple[tuple[str, int], ...]) -> Form | None:
        name = own.form.extends
        if name is None:
            return None
        itself = name == own.form.name
        place = (name, level - 1 if itself else len(self.written.get(name, ())) - 1)
        if place[1] < 0:
            why = (
                "no earlier file has a form of this name to extend"
                if itself
                else f"unknown form {name}"
            )
            self._fault(own, why)
            return None
        if place in above:
            self._fault(own, f"it extends {name}, which extends it")
            return None
        return self._whole(*place, above)

    def _without(self, own: Written, fields: Sequence[FormField]) -> Sequence[FormField]:
        for path in own.form.without:
            left = _left(fields, path.split("."))
            if left is None:
                self._fault(own, f"there is no field {path} to leave out")
            else:
                fields = left
        return fields

    def _fault(self, own: Written, message: str) -> None:
        fault = Fault(own.file, f"[[form]] {own.form.name}", message)
        if fault not in self.faults:
            self.faults.append(fault)


def joined(base: Sequence[FormField], own: Iterable[FormField]) -> list[FormField]:
    """Return the fields of a form with those that another adds to it, or gives anew."""
    fields = list(base)
    for given in own:
        place = _place(fields, given.name)
        if place is None:
            fields.insert(_behind(fields, given), given)
        elif given.after is None:
            fields[place] = _anew(fields[place], given)
        else:
            changed = _anew(fields.pop(place), given)
            fields.insert(_behind(fields, given), changed)
    return fields


def _anew(base: FormField, own: FormField) -> FormField:
    given = {member: getattr(own, member) for member in own.model_fields_set}
    if any(given.get(source) is not None for source in SOURCES):
        given = dict.fromkeys(SOURCES) | given
    if own.field:
        given["field"] = joined(base.field, own.field)
    return base.model_copy(update=given)


def _left(fields: Sequence[FormField], path: Sequence[str]) -> list[FormField] | None:
    """Return the fields without the one at that path, None where it is not there."""
    place = _place(fields, path[0])
    if place is None:
        return None
    if len(path) == 1:
        return [*fields[:place], *fields[place + 1 :]]
    inside = _left(fields[place].field, path[1:])
    if inside is None:
        return None
    return [
        *fields[:place],
        fields[place].model_copy(update={"field": inside}),
        *fields[place + 1 :],
    ]


def _place(fields: Sequence[FormField], name: str) -> int | None:
    return next((place for place, field in enumerate(fields) if field.name == name), None)


def _behind(fields: Sequence[FormField], own: FormField) -> int:
    place = _place(fields, own.after) if own.after is not None else None
    return len(fields) if place is None else place + 1


def _checks(base: Form, own: Form) -> list[str]:
    return list(dict.fromkeys([*base.checks, *own.checks]))
