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
UNSENT = sa.text("state IN ('dead', 'bounced', 'withheld')")
UNADDRESSED = sa.text("addressed_at IS NULL")
NOT_DROPPED = sa.text("dropped IS NULL")
KEPT = sa.text("removed_at IS NULL")
UNCLOSED = sa.text("outcome IS NULL")
WITH_DUTY = sa.text("next_due IS NOT NULL")
OF_MEETING = sa.text("reference LIKE 'MT-%'")
WITH_FINDINGS = sa.text("findings > 0")


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
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("next_due", sa.Date()),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_case"),
        sa.UniqueConstraint("reference", name="uq_pathway_case_reference"),
    )
    op.create_index("ix_pathway_case_opened_on", "pathway_case", ["opened_on"])
    op.create_index("ix_pathway_case_state", "pathway_case", ["state", "id"])
    op.create_index("ix_pathway_case_changed_on", "pathway_case", ["changed_on", "id"])
    op.create_index("ix_pathway_case_recorded_at", "pathway_case", ["recorded_at", "id"])
    op.create_index(
        "ix_pathway_case_unclosed",
        "pathway_case",
        ["id"],
        sqlite_where=UNCLOSED,
        postgresql_where=UNCLOSED,
    )
    op.create_index(
        "ix_pathway_case_next_due",
        "pathway_case",
        ["next_due", "id"],
        sqlite_where=WITH_DUTY,
        postgresql_where=WITH_DUTY,
    )
    op.create_index(
        "ix_pathway_case_meeting",
        "pathway_case",
        ["id"],
        sqlite_where=OF_MEETING,
        postgresql_where=OF_MEETING,
    )
    op.create_index(
        "ix_pathway_case_findings",
        "pathway_case",
        ["id"],
        sqlite_where=WITH_FINDINGS,
        postgresql_where=WITH_FINDINGS,
    )
    op.create_table(
        "pathway_counter",
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_pathway_counter"),
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
        "pathway_pause",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("settings", sa.String(length=50), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("is_login", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pathway_pause"),
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
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["pathway_case.id"], name="fk_pathway_deadline_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_pathway_deadline"),
    )
    op.create_index(
        "ix_pathway_deadline_open",
        "pathway_deadline",
        ["due", "case_id", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_pathway_deadline_owner",
        "pathway_deadline",
        ["owner_role", "owner_agency", "due"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_pathway_deadline_key",
        "pathway_deadline",
        ["key", "due"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "pathway_event",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac_key", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_event_case_id"),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_pathway_event"),
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
        "pathway_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=100), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_draft_case_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_draft_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_draft"),
        sa.UniqueConstraint(
            "case_id",
            "person_id",
            "step",
            "item",
            name="uq_pathway_draft_case_id_person_id_step_item",
        ),
    )
    op.create_index("ix_pathway_draft_person_id", "pathway_draft", ["person_id", "kept_at"])
    op.create_table(
        "pathway_draft_part",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["pathway_draft.id"], name="fk_pathway_draft_part_draft_id"
        ),
        sa.PrimaryKeyConstraint("draft_id", "sha256", "number", name="pk_pathway_draft_part"),
    )
    op.create_table(
        "pathway_document_content",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.String(length=150)),
        sa.ForeignKeyConstraint(
            ["case_id"], ["pathway_case.id"], name="fk_pathway_document_content_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", "sha256", name="pk_pathway_document_content"),
    )
    op.create_table(
        "pathway_document_part",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "sha256"],
            ["pathway_document_content.case_id", "pathway_document_content.sha256"],
            name="fk_pathway_document_part_content",
        ),
        sa.PrimaryKeyConstraint("case_id", "sha256", "number", name="pk_pathway_document_part"),
    )
    op.create_table(
        "pathway_item",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=150), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("agency", sa.String(length=100)),
        sa.Column("owner", sa.Integer()),
        sa.Column("document", sa.LargeBinary(), nullable=False),
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
        sa.Column("server_id", sa.String(length=200)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.Column("last_error", sa.Text()),
        sa.Column("receipt", sa.String(length=50)),
        sa.Column("link", sa.Integer()),
        sa.ForeignKeyConstraint(["link"], ["pathway_link.number"], name="fk_pathway_message_link"),
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
    op.create_index(
        "ix_pathway_message_waiting",
        "pathway_message",
        ["created_at"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )
    op.create_index("ix_pathway_message_server_id", "pathway_message", ["server_id"])
    op.create_index(
        "ix_pathway_message_unsent",
        "pathway_message",
        ["state", "id"],
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
    op.create_index("ix_pathway_message_person_id", "pathway_message", ["person_id", "id"])
    op.create_table(
        "pathway_party",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_party_case_id"),
        sa.PrimaryKeyConstraint("case_id", "name", name="pk_pathway_party"),
    )
    op.create_index("ix_pathway_party_name", "pathway_party", ["name", "case_id"])
    op.create_table(
        "pathway_name_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_name_list"),
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
    op.create_index(
        "ix_pathway_notice_waiting",
        "pathway_notice",
        ["created_at"],
        sqlite_where=UNADDRESSED,
        postgresql_where=UNADDRESSED,
    )
    op.create_table(
        "pathway_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("door", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_read_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_read"),
    )
    op.create_index("ix_pathway_read_reference", "pathway_read", ["reference"])
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
    op.create_index("ix_pathway_message_notice_notice_id", "pathway_message_notice", ["notice_id"])
    op.create_index(
        "uq_pathway_message_notice_once",
        "pathway_message_notice",
        ["case_id", "deadline", "due", "rung", "event", "recipient"],
        unique=True,
        sqlite_where=NOT_DROPPED,
        postgresql_where=NOT_DROPPED,
    )
    op.create_table(
        "pathway_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("roles", sa.Text()),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", sa.Integer()),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("used_on", sa.Date()),
        sa.Column("revoked_at", INSTANT),
        sa.Column("revoked_by", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_token"),
        sa.UniqueConstraint("hash", name="uq_pathway_token_hash"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_token_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["pathway_person.id"], name="fk_pathway_token_issued_by"
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["pathway_person.id"], name="fk_pathway_token_revoked_by"
        ),
    )
    op.create_table(
        "pathway_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_sign_in"),
        sa.UniqueConstraint("hash", name="uq_pathway_sign_in_hash"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_sign_in_person_id"
        ),
    )
    op.create_index("ix_pathway_sign_in_address", "pathway_sign_in", ["address"])
    op.create_table(
        "pathway_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_session"),
        sa.UniqueConstraint("hash", name="uq_pathway_session_hash"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_session_person_id"
        ),
    )
    op.create_table(
        "pathway_attempt",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_pathway_attempt"),
    )
    op.create_table(
        "pathway_sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("address", sa.String(length=64)),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pathway_sign_in_failure"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_sign_in_failure_person_id"
        ),
    )
    op.create_index("ix_pathway_sign_in_failure_at", "pathway_sign_in_failure", ["at"])
    op.create_table(
        "pathway_task",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lent_by", sa.Integer()),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_task_case_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_task_person_id"
        ),
        sa.ForeignKeyConstraint(["lent_by"], ["pathway_person.id"], name="fk_pathway_task_lent_by"),
        sa.PrimaryKeyConstraint("case_id", "deadline", name="pk_pathway_task"),
    )
    op.create_table(
        "pathway_follow_up",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["pathway_case.id"], name="fk_pathway_follow_up_case_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["pathway_person.id"], name="fk_pathway_follow_up_person_id"
        ),
        sa.PrimaryKeyConstraint("case_id", "deadline", "person_id", name="pk_pathway_follow_up"),
    )
    op.create_index("ix_pathway_follow_up_day", "pathway_follow_up", ["day"])
