"""`pathway.plans`: importing a partnership's own tracker into the action plan of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pathway.documents.plans.mapping import MappedColumn, mapped
from pathway.documents.plans.tracker import Tracker, read_tracker, refused
from pathway.documents.tables.rows import Row
from pathway.errors import CalendarUnknown, NotFound, Reason, Refused, StepRefused
from pathway.service.cases.loading import review_in
from pathway.service.casework import Casework
from pathway.service.documents.plans.layout import PlanLayout
from pathway.service.documents.plans.naming import Names, lookup_for, names_for
from pathway.service.documents.plans.on_record import plan_on_record
from pathway.service.documents.plans.reading import (
    OnRecord,
    ReadRow,
    RowReader,
    content_of,
    headings_of,
    lacking,
)
from pathway.service.transactions import Installation
from pathway.service.views.plans import (
    ImportedPlanView,
    Result,
    TrackerColumnView,
    TrackerRowView,
)
from pathway.workflows.known_names import ACTION


@dataclass(frozen=True, slots=True)
class TrackerFile:
    """
    A tracker, and how to read it.

    Args:
        content: The bytes of the file.
        kind: csv or xlsx.
        sheet: The sheet of a workbook; the first visible one if left out.
        columns: Fields by the headings of their columns; an empty field leaves the column out.
        owners: Emails of owners by the names in the file.
        fill: Texts for empty cells, by field.
    """

    content: bytes = field(repr=False)
    kind: str = "csv"
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    owners: Mapping[str, str] = field(default_factory=dict[str, str])
    fill: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class _Opened:
    """A tracker that was read against a case."""

    layout: PlanLayout
    tracker: Tracker
    reader: RowReader
    names: Names
    on_record: OnRecord
    lacking: list[str]


class Plans:
    """Action plans of cases, filled from trackers that partnerships already have."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def import_file(
        self, reference: str, file: TrackerFile, *, by: str, dry_run: bool = False
    ) -> ImportedPlanView:
        """
        Add the rows of a tracker as actions, each by its own step, and return the result for each.
        A row that is already on record is not added again.

        Args:
            by: The email of the person who adds them, or the host's user if there is an authoriser.
            dry_run: Only return what would be done.

        Raises:
            NotFound: There is no such case or person, no such column in the file, or no such field.
            StepRefused: The person may not add actions to the case now.
            ImportRefused: The file cannot be read, or lacks a field that every action needs, which
                a dry run returns as `lacking`.
            WrongUsage: There is no such kind, or nothing that reads workbooks is installed.
        """
        opened = self._opened(reference, file, by)
        casework = Casework(self._installation)
        _refuse_unless_open(casework, reference, opened.layout.step, by)
        if opened.lacking and not dry_run:
            raise refused(_lacking_words(opened.lacking), None)
        import_ = _Import(casework, reference, by, opened, dry_run)
        rows = [import_.row(row) for row in opened.tracker.rows]
        return ImportedPlanView(
            case=reference,
            dry_run=dry_run,
            columns=tuple(_column_view(column) for column in opened.reader.columns),
            lacking=tuple(opened.lacking),
            rows=tuple(rows),
            unknown_owners=tuple(opened.names.unknown_owners),
        )

    def _opened(self, reference: str, file: TrackerFile, by: str) -> _Opened:
        with self._installation.reading() as unit:
            unit.reader = unit.actor(by)
            plan = plan_on_record(unit, review_in(unit, reference))
            layout, headings = plan.layout, headings_of(plan.layout)
            tracker = read_tracker(file.content, file.kind, file.sheet, headings.all())
            columns = mapped(tracker, headings, file.columns, layout.columns)
            names = names_for(unit, plan, file.owners)
            fill = _fill(layout, file.fill)
            lookup = lookup_for(plan, names, since_1904=tracker.since_1904)
            reader = RowReader(layout.fields, columns, fill, lookup)
            on_record = OnRecord(plan.plan(), plan.actions())
            missing = lacking(layout.fields, columns, fill)
            return _Opened(layout, tracker, reader, names, on_record, missing)


@dataclass
class _Import:
    """
    Adds rows as actions, or tells what would be done.

    Args:
        seen: The first row that has some content, by that content.
    """

    casework: Casework
    reference: str
    by: str
    opened: _Opened
    dry_run: bool
    seen: dict[str, TrackerRowView] = field(default_factory=dict[str, TrackerRowView])

    def row(self, row: Row) -> TrackerRowView:
        """Return what came of a row."""
        read = self.opened.reader.read(row)
        ours = self.opened.on_record.of_ours(self.opened.reader, row)
        if ours is not None:
            action, changed = ours
            return _view(read, "refused" if changed else "there", action, changed)
        if read.faults:
            return _view(read, "refused", None, [*read.faults, *self._missing_beside(read)])
        same, content = self.opened.on_record.same(read), content_of(read.input)
        if same is not None:
            return _view(read, "there", same)
        if content in self.seen:
            return replace(self.seen[content], row=row.number, result="there")
        view = self._added(read)
        if view.result == "added":
            self.seen[content] = view
        return view

    def _added(self, row: ReadRow) -> TrackerRowView:
        step = self.opened.layout.step
        try:
            if self.dry_run:
                self.casework.preview(self.reference, step, by=self.by, input=row.input)
                return _view(row, "added", None)
            key = row.key(self.reference)
            case = self.casework.take(self.reference, step, by=self.by, input=row.input, key=key)
        except Refused as error:
            return _view(row, "refused", None, self._in_columns(error))
        except CalendarUnknown as error:
            return _view(row, "refused", None, [Reason("input", error.message)])
        actions = [item.id for item in case.items if item.kind == ACTION]
        return _view(row, "added", actions[-1])

    def _missing_beside(self, row: ReadRow) -> list[Reason]:
        """Return what else keeps a row from being added, beside what cannot be read."""
        places = {fault.path for fault in row.faults}
        try:
            step = self.opened.layout.step
            self.casework.preview(self.reference, step, by=self.by, input=row.input)
        except Refused as error:
            return [reason for reason in self._in_columns(error) if reason.path not in places]
        except CalendarUnknown as error:
            return [Reason("input", error.message)]
        return []

    def _in_columns(self, error: Refused) -> list[Reason]:
        """Return the reasons of a step with the columns that they are about."""
        place = self.opened.reader.place_of
        return [replace(reason, path=place(reason.path)) for reason in error.reasons]


def _refuse_unless_open(casework: Casework, reference: str, name: str, by: str) -> None:
    """Raise StepRefused where a person may not add actions, whatever the input is."""
    for step in casework.steps(reference, by=by, step=name, forms=False):
        if step.allowed:
            return
        state = casework.case(reference, by=by).state
        raise StepRefused(reference, state, name, step.reasons)
    casework.preview(reference, name, by=by)


def _fill(layout: PlanLayout, fill: Mapping[str, str]) -> dict[str, str]:
    fields = [own.name for own in layout.fields]
    for name in fill:
        if name not in fields:
            raise NotFound("field", name, fields, f"There are {', '.join(fields)}.")
    return dict(fill)


def _lacking_words(names: list[str]) -> str:
    return (
        f"no column is {', '.join(names)}, which every action needs: say which column it is with "
        '--map "HEADING=FIELD", or give a text for all with --fill "FIELD=TEXT"'
    )


def _column_view(column: MappedColumn) -> TrackerColumnView:
    heading = column.heading or f"(column {column.place + 1}, without a heading)"
    return TrackerColumnView(
        column=heading, field=column.field, how=column.how, filled=column.filled
    )


def _view(
    row: ReadRow, result: Result, action: str | None, reasons: Sequence[Reason] = ()
) -> TrackerRowView:
    return TrackerRowView(
        row=row.number, what=row.what, result=result, action=action, reasons=tuple(reasons)
    )
