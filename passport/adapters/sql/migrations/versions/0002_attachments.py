"""Attachments: which large contents beside products this installation keeps.

Written in plain types: what a revision creates must not change when a type of ours does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "attachments",
        sa.Column("cid", sa.String(100), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cid", name="pk_attachments"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("attachments")
