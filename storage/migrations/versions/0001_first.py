"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("state IN ('running', 'breached')")
DUE = sa.text("state IN ('waiting', 'sending', 'unknown')")
UNADDRESSED = sa.text("addressed_at IS NULL")
NOT_DROPPED = sa.text("dropped IS NULL")
KEPT = sa.text("removed_at IS NULL")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "pathway_agency",
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_pathway_agency"),
    )
    op.create_table(
        "pathway_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=100)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("definition", sa.String(length=64), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_case"),
        sa.UniqueConstraint("reference", name="uq_pathway_case_reference"),
    )
    op.create_index("ix_pathway_case_opened_on", "pathway_case", ["opened_on"])
    op.create_index("ix_pathway_case_state", "pathway_case", ["state"])
    op.create_table(
        "pathway_counter",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_pathway_counter"),
    )
    op.create_table(
        "pathway_definition",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=50), nullable=False),
        sa.Column("edition", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("loaded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_pathway_definition"),
    )
    op.create_table(
        "pathway_heartbeat",
        sa.Column("worker", sa.String(length=200), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_pathway_heartbeat"),
    )
    op.create_table(
        "pathway_holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_pathway_holiday"),
    )
    op.create_table(
        "pathway_change",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac_key", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_pathway_change"),
    )
    op.create_table(
        "pathway_link",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac_key", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_pathway_link"),
    )
    op.create_table(
        "pathway_mac_key",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_mac_key"),
    )
    op.create_table(
        "pathway_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_person"),
        sa.UniqueConstraint("email", name="uq_pathway_person_email"),
    )
    op.create_table(
        "pathway_setting",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pathway_setting"),
    )
    op.create_table(
        "pathway_absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_absence"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_absence_person_id"
        ),
    )
    op.create_table(
        "pathway_appointment",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_appointment_person_id"
        ),
        sa.PrimaryKeyConstraint("person_id", "agency", name="pk_pathway_appointment"),
    )
    op.create_table(
        "pathway_case_key",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["pathway_case.id"], name="fk_pathway_case_key_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_pathway_case_key"),
    )
    op.create_table(
        "pathway_closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.Integer()),
        sa.Column("removed_at", INSTANT),
        sa.Column("removed_by", sa.Integer()),
        sa.Column("removed_reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_closed_day"),
        sa.ForeignKeyConstraint(
            ["added_by"], ["pathway_person.id"], name="fk_pathway_closed_day_added_by"
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["pathway_person.id"], name="fk_pathway_closed_day_removed_by"
        ),
    )
    op.create_index(
        "uq_pathway_closed_day_kept",
        "pathway_closed_day",
        ["day", "source"],
        unique=True,
        sqlite_where=KEPT,
        postgresql_where=KEPT,
    )
    op.create_table(
        "pathway_deadline",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("item", sa.String(length=150)),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("owner_role", sa.String(length=50), nullable=False),
        sa.Column("owner_agency", sa.String(length=100)),
        sa.Column("owner_person", sa.Integer()),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["pathway_case.id"], name="fk_pathway_deadline_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_pathway_deadline"),
    )
    op.create_index(
        "ix_pathway_deadline_open",
        "pathway_deadline",
        ["state", "due"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "pathway_event",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac_key", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_event_case_id"),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_pathway_event"),
        sa.UniqueConstraint(
            "case_id", "previous_hash", name="uq_pathway_event_case_id_previous_hash"
        ),
    )
    op.create_table(
        "pathway_failure",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["pathway_case.id"], name="fk_pathway_failure_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_pathway_failure"),
    )
    op.create_table(
        "pathway_idempotency_key",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_pathway_idempotency_key"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["pathway_case.id"], name="fk_pathway_idempotency_key_case_id"
        ),
    )
    op.create_table(
        "pathway_item",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=150), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_item_case_id"),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_pathway_item"),
    )
    op.create_table(
        "pathway_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.Column("last_error", sa.Text()),
        sa.Column("receipt", sa.String(length=50)),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_message_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_message"),
        sa.UniqueConstraint("message_id", name="uq_pathway_message_message_id"),
    )
    op.create_index(
        "ix_pathway_message_due",
        "pathway_message",
        ["next_attempt_at"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )
    op.create_table(
        "pathway_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.String(length=200), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("rung", sa.String(length=30), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=50), nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("addressed_at", INSTANT),
        sa.Column("not_before", INSTANT),
        sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_notice_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_notice"),
        sa.UniqueConstraint(
            "case_id",
            "deadline",
            "due",
            "rung",
            "event",
            "role",
            "agency",
            "person",
            name="uq_pathway_notice_once",
        ),
    )
    op.create_index(
        "ix_pathway_notice_unaddressed",
        "pathway_notice",
        ["not_before"],
        sqlite_where=UNADDRESSED,
        postgresql_where=UNADDRESSED,
    )
    op.create_table(
        "pathway_watch",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.String(length=200), nullable=False),
        sa.Column("look_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_watch_case_id"),
        sa.PrimaryKeyConstraint("case_id", "deadline_id", name="pk_pathway_watch"),
    )
    op.create_index("ix_pathway_watch_look_at", "pathway_watch", ["look_at", "case_id"])
    op.create_table(
        "pathway_message_notice",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.String(length=200), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("rung", sa.String(length=30), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("dropped", sa.String(length=20)),
        sa.ForeignKeyConstraint(
            ["message_id"], ["pathway_message.id"], name="fk_pathway_message_notice_message_id"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["pathway_notice.id"], name="fk_pathway_message_notice_notice_id"
        ),
        sa.PrimaryKeyConstraint("message_id", "notice_id", name="pk_pathway_message_notice"),
    )
    op.create_index(
        "uq_pathway_message_notice_once",
        "pathway_message_notice",
        ["case_id", "deadline", "due", "rung", "event", "recipient"],
        unique=True,
        sqlite_where=NOT_DROPPED,
        postgresql_where=NOT_DROPPED,
    )
