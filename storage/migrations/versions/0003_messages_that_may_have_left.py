"""Messages of which nobody can say whether they left are due again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DUE = sa.text("state IN ('waiting', 'sending', 'unknown')")


def upgrade() -> None:
    """Make the index of what is due anew."""
    op.drop_index("ix_pathway_message_due", table_name="pathway_message")
    op.create_index(
        "ix_pathway_message_due", "pathway_message", ["next_attempt_at"], sqlite_where=DUE, postgresql_where=DUE
    )
