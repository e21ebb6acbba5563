"""When a notice may be told, what a message need not tell any more, and which cases the sweep could not look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
UNADDRESSED, TOLD = sa.text("addressed_at IS NULL"), sa.text("dropped IS NULL")
# SQLite makes a table anew where a constraint goes; it is told what stands there, so that the SQL can be printed too.
MESSAGE_NOTICE = sa.Table(
    "pathway_message_notice",
    sa.MetaData(),
    sa.Column("message_id", sa.Integer(), nullable=False),
    sa.Column("notice_id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("deadline", sa.String(length=200), nullable=False),
    sa.Column("due", sa.String(length=10), nullable=False),
    sa.Column("rung", sa.String(length=30), nullable=False),
    sa.Column("event", sa.Integer(), nullable=False),
    sa.Column("recipient", sa.String(length=320), nullable=False),
    sa.ForeignKeyConstraint(["message_id"], ["pathway_message.id"], name="fk_pathway_message_notice_message_id"),
    sa.ForeignKeyConstraint(["notice_id"], ["pathway_notice.id"], name="fk_pathway_message_notice_notice_id"),
    sa.PrimaryKeyConstraint("message_id", "notice_id", name="pk_pathway_message_notice"),
    sa.UniqueConstraint(
        "case_id", "deadline", "due", "rung", "event", "recipient", name="uq_pathway_message_notice_once"
    ),
)


def upgrade() -> None:
    """Let what waits go with the next digest."""
    op.add_column("pathway_notice", sa.Column("not_before", INSTANT))
    op.add_column("pathway_notice", sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE pathway_notice SET not_before = created_at")
    op.drop_index("ix_pathway_notice_unaddressed", table_name="pathway_notice")
    op.create_index(
        "ix_pathway_notice_unaddressed",
        "pathway_notice",
        ["not_before"],
        sqlite_where=UNADDRESSED,
        postgresql_where=UNADDRESSED,
    )
    with op.batch_alter_table("pathway_message_notice", copy_from=MESSAGE_NOTICE) as told:
        told.drop_constraint("uq_pathway_message_notice_once", type_="unique")
        told.add_column(sa.Column("dropped", sa.String(length=20)))
    op.create_index(
        "uq_pathway_message_notice_once",
        "pathway_message_notice",
        ["case_id", "deadline", "due", "rung", "event", "recipient"],
        unique=True,
        sqlite_where=TOLD,
        postgresql_where=TOLD,
    )
    op.create_table(
        "pathway_failure",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_failure_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_pathway_failure"),
    )
