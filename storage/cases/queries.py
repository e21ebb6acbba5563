"""Lists of many cases or of their deadlines; none of them needs a key."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    String,
    func,
    select,
    true,
    type_coerce,
)

from pathway.storage.cases.batches import SUMMARIES, CaseBatches, among
from pathway.storage.cases.list_rows import (
    CaseRow,
    can_read,
    case_row_from,
    deadline_of,
    item_of,
    readable,
    summary_of,
)
from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.tables import case, deadline, item, watch
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline

CASES = select(
    case.c.reference,
    case.c.kind,
    case.c.state,
    case.c.outcome,
    case.c.version,
    case.c.definition,
    # Read as text, where the database has text: a day that was damaged must not end a list.
    type_coerce(case.c.opened_on, String).label("opened_on"),
    type_coerce(case.c.changed_on, String).label("changed_on"),
)
ITEMS = select(case.c.reference, item.c.document).join_from(item, case)
DEADLINES = select(
    case.c.reference,
    deadline.c.document,
    deadline.c.id,
    deadline.c.key,
    deadline.c.item,
    deadline.c.status,
    deadline.c.state,
    type_coerce(deadline.c.due, String).label("due"),
    deadline.c.owner_role,
    deadline.c.owner_agency,
    deadline.c.owner_person,
).join_from(deadline, case)


class CaseLists(CaseBatches):
    """Reads lists of cases, of deadlines, and of what the sweep has to look at."""

    def find(
        self,
        *,
        state: str | None = None,
        kind: str | None = None,
        definition: str | None = None,
        references: Collection[str] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[CaseRow]:
        """
        Return cases in the order in which they were opened.

        Args:
            state: A state, or `cspr.*` for every state of it.
            definition: The content hash of the definition they are pinned to.
            references: Only these; no case at all if it is empty.
            after: Only those opened after this one, for the next page.
            limit: At most this many.
        """
        query = CASES.where(
            _within(state) if state else true(),
            case.c.kind == kind if kind else true(),
            case.c.definition == definition if definition else true(),
            among(references),
            case.c.id > _id_of(after) if after else true(),
        )
        rows = self._connection.execute(query.order_by(case.c.id).limit(limit))
        return [case_row_from(row) for row in rows]

    def unreadable(self, *, running: bool = False) -> list[str]:
        """
        Return the references of the cases of which a document cannot be read: the case's own, an
        item's, or that of an open deadline.

        Args:
            running: Look only at cases with an open deadline.
        """
        with_deadline = select(deadline.c.case_id).where(deadline_is_open)
        looked_at = case.c.id.in_(with_deadline) if running else true()
        damaged: set[str] = set()
        readers: list[tuple[Executable, Callable[[Any], object]]] = [
            (SUMMARIES.where(looked_at), summary_of),
            (ITEMS.where(looked_at), item_of),
            (DEADLINES.where(looked_at, deadline_is_open), deadline_of),
        ]
        for query, read in readers:
            for row in self._connection.execute(query):
                if not can_read(read, row):
                    damaged.add(row.reference)
        return sorted(damaged)

    def remembering(self, name: str) -> list[str]:
        """
        Return the references of the cases that have something of that name in their memory, in
        order; without those that cannot be read.
        """
        marked = case.c.document.contains(f'"{name}":', autoescape=True)
        rows = self._connection.execute(SUMMARIES.where(marked).order_by(case.c.id))
        cases = readable(rows)
        # The text of a document may hold the name elsewhere, and SQLite takes no notice of case.
        return [stored.reference for stored in cases if name in stored.document.get("memory", {})]

    def referred(self, day: date, agency: str) -> list[Case]:
        """
        Return the cases that an agency referred on a day, in order, except those that were closed
        as duplicates.

        They come without items and deadlines, which a comparison does not need, and without those
        that cannot be read.
        """
        # As the document was written, see `canonical`.
        quoted = json.dumps(agency, ensure_ascii=False)
        mentioned = case.c.document.contains(f'"agency":{quoted}', autoescape=True)
        is_duplicate = (case.c.state == "closed") & (
            func.coalesce(case.c.outcome, "") == "duplicate"
        )
        query = SUMMARIES.where(case.c.opened_on == day, mentioned, ~is_duplicate).order_by(
            case.c.id
        )
        cases = readable(self._connection.execute(query))
        # The text of a document may hold the agency elsewhere than in the case's memory.
        return [referral for referral in cases if referral.memory.get("agency") == agency]

    def running(self) -> list[str]:
        """Return the references of the cases with an open deadline, in the order of opening."""
        with_deadline = select(deadline.c.case_id).where(deadline_is_open)
        query = select(case.c.reference).where(case.c.id.in_(with_deadline)).order_by(case.c.id)
        return list(self._connection.scalars(query))

    def latest(self, limit: int) -> list[CaseRow]:
        """Return the cases opened last that have no outcome yet, the newest first."""
        rows = self._connection.execute(
            CASES.where(case.c.outcome.is_(None)).order_by(case.c.id.desc()).limit(limit)
        )
        return [case_row_from(row) for row in rows]

    def newest(self, begun: str, limit: int) -> list[CaseRow]:
        """Return the cases whose reference begins with a text, the newest first."""
        matching = case.c.reference.startswith(begun, autoescape=True)
        rows = self._connection.execute(
            CASES.where(matching).order_by(case.c.id.desc()).limit(limit)
        )
        return [case_row_from(row) for row in rows]

    def deadlines(
        self,
        *,
        references: Collection[str] | None = None,
        state: str | None = "open",
        status: str | None = None,
        key: str | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        role: str | None = None,
        agency: str | None = None,
        person: int | None = None,
        limit: int | None = None,
    ) -> list[tuple[str, Deadline]]:
        """
        Return deadlines with the reference of their case, soonest first; one whose document cannot
        be read is an `UnreadableDeadline`.

        Args:
            references: Only of these cases; no deadline at all if it is empty.
            state: A state, `open` for running and breached, None for all.
            due_from: The first due day, included.
            due_to: The last due day, included.
            role: Whose duty it is; narrowed by agency and person if they are given.
        """
        values = {
            deadline.c.status: status,
            deadline.c.key: key,
            deadline.c.owner_role: role,
            deadline.c.owner_agency: agency,
            deadline.c.owner_person: person,
        }
        query = DEADLINES.where(
            among(references),
            _in_state(state),
            deadline.c.due >= due_from if due_from else true(),
            deadline.c.due <= due_to if due_to else true(),
            *(column == value for column, value in values.items() if value is not None),
        ).order_by(deadline.c.due, deadline.c.case_id, deadline.c.id)
        rows = self._connection.execute(query.limit(limit))
        return [(row.reference, deadline_of(row)) for row in rows]

    def watched(
        self, now: datetime, after: str | None = None, limit: int = 100
    ) -> list[tuple[str, str]]:
        """
        Return the open deadlines that must be looked at by an instant, as pairs of the case's
        reference and the deadline's id, case by case.

        Args:
            after: The last case of the previous page.
            limit: At most this many cases; a case is never cut in two.
        """
        # Adding zero keeps SQLite from walking all cases in order, when only a few rows are due.
        case_id = (watch.c.case_id + 0).label("of")
        due = (watch.c.look_at <= now, watch.c.case_id > _id_of(after) if after else true())
        page = select(case_id).where(*due).distinct().order_by(case_id).limit(limit)
        query = (
            select(case.c.reference, watch.c.deadline_id)
            .join_from(watch, case)
            .where(watch.c.look_at <= now, watch.c.case_id.in_(page))
            .order_by(watch.c.case_id, watch.c.deadline_id)
        )
        return [(row.reference, row.deadline_id) for row in self._connection.execute(query)]

    def is_watched(self, reference: str, now: datetime) -> bool:
        """Return whether a deadline of a case must still be looked at by an instant."""
        due = (
            select(watch.c.case_id)
            .where(watch.c.case_id == _id_of(reference), watch.c.look_at <= now)
            .limit(1)
        )
        return self._connection.execute(due).first() is not None


def _within(state: str) -> ColumnElement[bool]:
    if state.endswith(".*"):
        return case.c.state.startswith(state[:-1], autoescape=True)
    return case.c.state == state


def _in_state(state: str | None) -> ColumnElement[bool]:
    if state is None:
        return true()
    return deadline_is_open if state == "open" else deadline.c.state == state


def _id_of(reference: str) -> ColumnElement[int]:
    return select(case.c.id).where(case.c.reference == reference).scalar_subquery()
