"""Which column of a tracker is which field of an action, by its heading or as somebody says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pathway.documents.plans.plan import Column
from pathway.documents.plans.tracker import Tracker, plain_heading, refused, text_of_cell
from pathway.errors import NotFound, shown

# What somebody says of a column that is not to be read.
LEFT_OUT = ""
How = Literal["by its heading", "as you said", "left out", "kept by steps", "not known"]


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """
    A column of a tracker.

    Args:
        place: Its place, counted from 0.
        field: The field that it fills; None if it is not read.
        how: By what it is known, or why it is not read.
        filled: How many of its cells hold something.
    """

    place: int
    heading: str
    field: str | None
    how: How
    filled: int

    @property
    def where(self) -> str:
        """Return what people call the column."""
        return f"column {shown(self.heading)}" if self.heading else f"column {self.place + 1}"


@dataclass(frozen=True)
class Headings:
    """
    The headings that are known.

    Args:
        fields: The field of each heading that people enter, by its plain heading.
        made: The columns that Pathway makes itself.
    """

    fields: Mapping[str, str]
    made: frozenset[str]

    def all(self) -> frozenset[str]:
        """Return every known heading."""
        return frozenset(self.fields) | self.made


def mapped(
    tracker: Tracker, headings: Headings, chosen: Mapping[str, str], columns: Sequence[Column]
) -> list[MappedColumn]:
    """
    Return each column with the field that it fills.

    Args:
        chosen: The field of some columns by their headings, as somebody says; an empty one is left
            out.

    Raises:
        NotFound: There is no such column in the file, or no such field.
        ImportRefused: Two columns are the same field.
    """
    chosen_fields = _chosen_fields(tracker, chosen, columns, headings)
    listed = [
        _mapped(tracker, place, headings, chosen_fields) for place in range(len(tracker.headings))
    ]
    _refuse_doubles(listed)
    return listed


def _chosen_fields(
    tracker: Tracker, chosen: Mapping[str, str], columns: Sequence[Column], headings: Headings
) -> dict[str, str]:
    """Return the field of each column that somebody named, by the plain heading."""
    present = {plain_heading(heading): heading for heading in tracker.headings if heading}
    fields = [column.name for column in columns if column.is_entered]
    chosen_fields: dict[str, str] = {}
    for heading, field in chosen.items():
        plain = plain_heading(heading)
        if plain not in present:
            raise NotFound("column", heading, present.values(), f"There are {_list(present)}.")
        known = headings.fields.get(plain_heading(field), field)
        if known != LEFT_OUT and known not in fields:
            raise NotFound("field", field, fields, f"There are {', '.join(fields)}.")
        chosen_fields[plain] = known
    return chosen_fields


def _list(present: Mapping[str, str]) -> str:
    return ", ".join(shown(heading) for heading in present.values())


def _mapped(
    tracker: Tracker, place: int, headings: Headings, chosen_fields: Mapping[str, str]
) -> MappedColumn:
    heading = tracker.headings[place]
    plain = plain_heading(heading)
    cells = [row.cells[place] for row in tracker.rows if place < len(row.cells)]
    filled = sum(1 for cell in cells if text_of_cell(cell))
    if plain in chosen_fields:
        field = chosen_fields[plain] or None
        return MappedColumn(place, heading, field, "as you said" if field else "left out", filled)
    if plain in headings.fields:
        return MappedColumn(place, heading, headings.fields[plain], "by its heading", filled)
    how: How = "kept by steps" if plain in headings.made else "not known"
    return MappedColumn(place, heading, None, how, filled)


def _refuse_doubles(listed: Sequence[MappedColumn]) -> None:
    known: dict[str, MappedColumn] = {}
    for column in listed:
        if column.field is None:
            continue
        first = known.setdefault(column.field, column)
        if first is not column:
            why = (
                f"{first.where} and {column.where} are both {column.field}; leave one of them out "
                f'with --map "{shown(column.heading)}="'
            )
            raise refused(why, None)
