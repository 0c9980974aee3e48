"""Which files are full texts of which reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "full_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("found_by", sa.String(length=40), nullable=False),
        sa.Column("reviewer", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_full_text_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_full_text")),
    )
    with op.batch_alter_table("full_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_full_text_report_id"), ["report_id"], unique=False)


def downgrade() -> None:
    """Going back would lose where the full texts lie."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
