"""Lists of many cases; none of them needs a key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    String,
    bindparam,
    func,
    select,
    true,
    type_coerce,
)

from pathway.storage.cases.batches import SUMMARIES, CaseBatches, among
from pathway.storage.cases.list_rows import (
    CaseRow,
    case_row_from,
    readable,
)
from pathway.storage.database.conditions import (
    has_duty,
    has_findings,
    is_of_meeting,
    is_unclosed,
)
from pathway.storage.database.tables import case, party, watch
from pathway.workflows.access.parties import agency_party
from pathway.workflows.history.case import Case
from pathway.workflows.history.references import CASE, MEETING

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
LATEST_UNCLOSED = (
    select(case.c.reference)
    .where(is_unclosed, case.c.reference.startswith(CASE))
    .order_by(case.c.id.desc())
    .limit(bindparam("most"))
)


class CaseLists(CaseBatches):
    """Reads lists of cases, and of what the sweep has to look at."""

    def find(
        self,
        *,
        state: str | None = None,
        kind: str | None = None,
        definition: str | None = None,
        references: Collection[str] | None = None,
        after: str | None = None,
        limit: int | None = None,
        prefix: str = "",
    ) -> list[CaseRow]:
        """
        Return cases and meetings in the order in which they were opened.

        Args:
            state: A state, or `cspr.*` for every state of it.
            definition: The content hash of the definition they are pinned to.
            references: Only these; no case at all if it is empty.
            after: Only those opened after this one, for the next page.
            limit: At most this many.
            prefix: Only those whose reference begins with it: `PR` for cases, `MT` for meetings.
        """
        if references is not None and not references:
            return []
        query = CASES.where(
            within_state(state) if state else true(),
            case.c.kind == kind if kind else true(),
            case.c.definition == definition if definition else true(),
            among(references),
            begins(prefix),
            case.c.id > _id_of(after) if after else true(),
        )
        rows = self._connection.execute(query.order_by(case.c.id).limit(limit))
        return [case_row_from(row) for row in rows]

    def with_findings(self, limit: int, after: str | None = None) -> dict[str, int]:
        """
        Return in how many ways corrections left something to be dealt with, by the reference of the
        case, in the order of opening.

        Args:
            after: Only of cases opened after this one, for the next page.
        """
        later = case.c.id > _id_of(after) if after else true()
        query = select(case.c.reference, case.c.findings).where(has_findings, later)
        rows = self._connection.execute(query.order_by(case.c.id).limit(limit))
        return {row.reference: row.findings for row in rows}

    def referred(self, day: date, agency: str) -> list[Case]:
        """
        Return the cases that an agency referred on a day, in order, except those that were closed
        as duplicates.

        They come without items and deadlines, which a comparison does not need, and without those
        that cannot be read.
        """
        # A case may name the agency for another reason than that it referred it.
        named = select(party.c.case_id).where(
            party.c.case_id == case.c.id, party.c.name == agency_party(agency)
        )
        is_duplicate = func.coalesce(case.c.outcome, "") == "duplicate"
        query = SUMMARIES.where(case.c.opened_on == day, named.exists(), ~is_duplicate).order_by(
            case.c.id
        )
        cases = readable(self._connection.execute(query))
        return [referral for referral in cases if referral.memory.get("agency") == agency]

    def references(self, limit: int) -> list[str]:
        """Return the references of the cases and meetings opened last, the newest first."""
        latest = select(case.c.reference).order_by(case.c.id.desc()).limit(limit)
        return list(self._connection.scalars(latest))

    def running(self) -> list[str]:
        """Return the references of the cases with an open deadline, in the order of opening."""
        query = select(case.c.reference).where(has_duty).order_by(case.c.id)
        return list(self._connection.scalars(query))

    def latest(self, limit: int) -> list[str]:
        """
        Return the references of the cases opened last that have no outcome yet, the newest first; no
        meetings.
        """
        return list(self._connection.scalars(LATEST_UNCLOSED, {"most": limit}))

    def recorded_last(self, limit: int, after: datetime | None = None) -> list[CaseRow]:
        """
        Return the cases and meetings whose last entries were recorded last, the latest first.

        Args:
            after: Only those of which that was after an instant.
        """
        later = case.c.recorded_at > after if after is not None else true()
        latest = CASES.where(later).order_by(case.c.recorded_at.desc(), case.c.id.desc())
        return [case_row_from(row) for row in self._connection.execute(latest.limit(limit))]

    def newest(self, begun: str, limit: int) -> list[CaseRow]:
        """Return the cases whose reference begins with a text, the newest first."""
        rows = self._connection.execute(
            CASES.where(begins(begun)).order_by(case.c.id.desc()).limit(limit)
        )
        return [case_row_from(row) for row in rows]

    def watched(
        self, now: datetime, after: str | None = None, limit: int = 100
    ) -> list[tuple[str, str]]:
        """
        Return the open deadlines that must be looked at by an instant, as pairs of the case's
        reference and the deadline's id, case by case in the order of opening.

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


def begins(prefix: str) -> ColumnElement[bool]:
    """Return the condition that a reference begins with a text."""
    if prefix == MEETING:
        return is_of_meeting
    return case.c.reference.startswith(prefix, autoescape=True) if prefix else true()


def within_state(state: str) -> ColumnElement[bool]:
    """
    Return the condition that a case is in a state, in one of a family such as `cspr.*`, or, for
    `*`, in any that is not final.
    """
    if state == "*":
        return is_unclosed
    if state.endswith(".*"):
        return case.c.state.startswith(state[:-1], autoescape=True)
    return case.c.state == state


def _id_of(reference: str) -> ColumnElement[int]:
    return select(case.c.id).where(case.c.reference == reference).scalar_subquery()
