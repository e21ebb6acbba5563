"""Days that a partnership adds to the table of bank holidays, with who added and removed each, when and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEPT = sa.text("removed_at IS NULL")


def upgrade() -> None:
    """Make the table."""
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
        sa.ForeignKeyConstraint(["added_by"], ["pathway_person.id"], name="fk_pathway_closed_day_added_by"),
        sa.ForeignKeyConstraint(["removed_by"], ["pathway_person.id"], name="fk_pathway_closed_day_removed_by"),
    )
    op.create_index(
        "uq_pathway_closed_day_kept",
        "pathway_closed_day",
        ["day", "source"],
        unique=True,
        sqlite_where=KEPT,
        postgresql_where=KEPT,
    )
