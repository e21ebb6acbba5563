"""Idempotency keys, and who is away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "pathway_idempotency_key",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_pathway_idempotency_key"),
        sa.ForeignKeyConstraint(["case_id"], ["pathway_case.id"], name="fk_pathway_idempotency_key_case_id"),
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
        sa.ForeignKeyConstraint(["person_id"], ["pathway_person.id"], name="fk_pathway_absence_person_id"),
    )
