"""What reviewers noted about reports while they screened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screening_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("reviewer", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("stage IN ('title-abstract', 'full-text')", name=op.f("ck_screening_note_stage_known")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_screening_note_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_note")),
    )
    with op.batch_alter_table("screening_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_note_report_id"), ["report_id"], unique=False)


def downgrade() -> None:
    """Going back would lose what people noted."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
