"""Lists as CSV: which columns each has, and how its cells are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pathway.service.views.case_summaries import CaseSummary
    from pathway.service.views.today import AttentionView

# Each name is a member of the list's JSON; a dot leads into a table, and becomes _ in the heading.
CASES = (
    "reference",
    "kind",
    "state",
    "state_title",
    "outcome",
    "opened_on",
    "changed_on",
    "children",
    "urgent",
    "legal_hold",
    "suspended_on",
    "next_duty",
    "next_due",
    "overdue",
    "definition.name",
    "definition.version",
    "version",
    "damaged",
)
DEADLINES = (
    "case",
    "id",
    "key",
    "title",
    "item",
    "owner.role",
    "owner.agency",
    "owner.emails",
    "state",
    "clock_on",
    "due",
    "practical",
    "days_left",
    "overdue",
    "met_on",
    "provisional",
    "status",
    "status_grade",
    "rule",
    "source",
    "damaged",
)
TASKS = (
    "case",
    "id",
    "title",
    "item",
    "owner.role",
    "owner.agency",
    "owner.emails",
    "state",
    "due",
    "days_left",
    "overdue",
    "holder",
    "lent_by",
    "follow_up_on",
    "damaged",
)
MESSAGES = (
    "id",
    "to",
    "subject",
    "kind",
    "state",
    "attempts",
    "created_at",
    "sent_at",
    "message_id",
    "last_error",
)
TOKENS = (
    "id",
    "email",
    "state",
    "roles",
    "issued_at",
    "issued_by",
    "expires_on",
    "used_on",
    "revoked_at",
    "revoked_by",
)
READS = ("id", "at", "by", "case", "parts", "door")
SESSIONS = ("id", "email", "name", "started_at", "expires_at")
FAILURES = ("at", "what", "email", "address", "source")
MEETINGS = (
    "reference",
    "kind",
    "kind_title",
    "state",
    "state_title",
    "day",
    "starts",
    "ends",
    "cases",
    "members",
    "overdue",
    "damaged",
)
CLOSED_DAYS = (
    "day",
    "name",
    "source",
    "reason",
    "added_at",
    "added_by",
    "removed_at",
    "removed_by",
    "removed_reason",
    "damaged",
)
PEOPLE = ("name", "email", "agency", "roles", "order", "agency_name", "absent", "damaged")
EVENTS = (
    "case",
    "seq",
    "occurred_on",
    "recorded_at",
    "step",
    "item",
    "by",
    "typed_by",
    "role",
    "deputy",
    "from",
    "to",
    "item_to",
    "reason",
    "late_reason",
    "confirmed",
    "hash",
    "previous_hash",
)
ATTENTION = ("what", "case", "id", "title", "owner.role", "owner.agency", "owner.emails", "due")


def list_as_csv(columns: Sequence[str], entries: Sequence[Mapping[str, Any]]) -> bytes:
    """
    Return a list as CSV, with a row for each entry.

    Args:
        columns: The members of an entry's JSON that are wanted.
        entries: The JSON of each entry.
    """
    from pathway.documents.tables.written import table_as_csv

    headings = [column.replace(".", "_") for column in columns]
    return table_as_csv(headings, ([_value(entry, name) for name in columns] for entry in entries))


def cases_as_csv(cases: Sequence[CaseSummary]) -> bytes:
    """Return cases as CSV, each with the duty that is due next."""
    return list_as_csv(CASES, [case.as_json() | _next_duty(case) for case in cases])


def attention_as_csv(attention: AttentionView) -> bytes:
    """Return what needs attention as CSV, the most pressing first."""
    entries: list[Mapping[str, Any]] = []
    for what in ("overdue", "due_today", "due_soon"):
        entries += [duty.as_json() | {"what": what} for duty in getattr(attention, what)]
    for finding in attention.findings:
        entries.append({"what": "finding", **finding.as_json(), "title": finding.message})
    for warning in attention.warnings:
        entries.append({"what": warning.level, "id": warning.what, "title": warning.message})
    for case in attention.opened:
        entries.append({"what": "opened", "case": case.reference, "title": case.state_title})
    return list_as_csv(ATTENTION, entries)


def _next_duty(case: CaseSummary) -> dict[str, Any]:
    duty = case.next_duty
    return {"next_duty": duty.title, "next_due": duty.due} if duty is not None else {}


def _value(entry: Mapping[str, Any], name: str) -> Any:
    """Return a member of an entry as a cell: lists with ; between their parts."""
    first, _, rest = name.partition(".")
    value = entry.get(first)
    if rest:
        return _value(cast("Mapping[str, Any]", value), rest) if value else None
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in cast("Sequence[object]", value))
    return value
