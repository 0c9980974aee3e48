"""What was extracted from reports, in every version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extraction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.String(length=100), nullable=False),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.CheckConstraint("extractor <> ''", name=op.f("ck_extraction_by_somebody")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_extraction_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction")),
    )
    op.create_table(
        "extraction_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("entered", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "field <> '' OR (value = '' AND entered = '')", name=op.f("ck_extraction_answer_withdrawal_is_empty")
        ),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extraction.id"], name=op.f("fk_extraction_answer_extraction_id_extraction")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_extraction_answer_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_answer")),
    )
    with op.batch_alter_table("extraction_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extraction_answer_report_id"), ["report_id"], unique=False)


def downgrade() -> None:
    """Going back would lose what people extracted."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
