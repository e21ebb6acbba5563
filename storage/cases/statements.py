"""The SQL with which a case is loaded and saved."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    String,
    Text,
    bindparam,
    delete,
    insert,
    literal_column,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy import case as case_when

from pathway.storage import configuration
from pathway.storage.database.draft_tables import draft
from pathway.storage.database.tables import case, case_key, counter, deadline, event, item, watch

# What a process knows already is not read: the case with the event of this hash as its last.
KNOWN = bindparam("known", type_=String)
CASE = (
    select(case.c.id, case.c.reference, case.c.version, case.c.head, case.c.definition)
    .add_columns(
        case_when((case.c.head != KNOWN, case.c.document), else_=None).label("document"),
        case_key.c.wrapped,
        case_key.c.key_id,
    )
    .outerjoin_from(case, case_key)
    .where(case.c.reference == bindparam("reference"))
)
LOCKED_CASE = CASE.with_for_update(of=case)
FREE_CASE = CASE.with_for_update(of=case, skip_locked=True)
ITEMS = select(literal_column("'items'", Text).label("part"), item.c.id, item.c.document)
DEADLINES = select(
    literal_column("'deadlines'", Text).label("part"), deadline.c.id, deadline.c.document
)
PARTS: Any = union_all(
    ITEMS.where(item.c.case_id == bindparam("case_id")),
    DEADLINES.where(deadline.c.case_id == bindparam("case_id")),
)
# The parts of a case that is about to change, unless they are known, and whether anybody drafts a step of it.
NAMED = select(case.c.id).where(case.c.reference == bindparam("reference"))
OF_NAMED = NAMED.scalar_subquery()
OF_UNKNOWN = NAMED.where(case.c.head != KNOWN).scalar_subquery()
DRAFTS = "drafts"
PARTS_AND_DRAFTS: Any = union_all(
    ITEMS.where(item.c.case_id == OF_UNKNOWN),
    DEADLINES.where(deadline.c.case_id == OF_UNKNOWN),
    select(literal_column(f"'{DRAFTS}'", Text), draft.c.step, null()).where(
        draft.c.case_id == OF_NAMED
    ),
)
WATCHED = (
    select(watch.c.case_id)
    .where(watch.c.case_id == OF_NAMED, watch.c.look_at <= bindparam("now"))
    .limit(1)
)
CALENDAR = configuration.holding("calendar")
INSERT_EVENT = insert(event)
MOVE = update(case).where(
    case.c.reference == bindparam("named"), case.c.version == bindparam("expected")
)
COUNT = (
    update(counter)
    .where(counter.c.series == bindparam("counted"))
    .values(last=counter.c.last + 1)
    .returning(counter.c.last)
)
DROP_ITEMS = delete(item).where(item.c.case_id == bindparam("of"), item.c.id == bindparam("named"))
DROP_DEADLINES = delete(deadline).where(
    deadline.c.case_id == bindparam("of"), deadline.c.id == bindparam("named")
)
DROP_WATCHES = delete(watch).where(
    watch.c.case_id == bindparam("of"), watch.c.deadline_id == bindparam("named")
)


def rows_named(case_id: int, names: set[str]) -> list[dict[str, Any]]:
    """Return the parameters of a DROP statement for each id."""
    return [{"of": case_id, "named": name} for name in sorted(names)]
