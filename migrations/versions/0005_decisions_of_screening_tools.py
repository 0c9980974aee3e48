"""The files in which screening tools gave decisions back, and what they said with each: date, labels, note."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screening_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.CheckConstraint("stage IN ('title-abstract', 'full-text')", name=op.f("ck_screening_import_stage_known")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_screening_import_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_import")),
    )
    with op.batch_alter_table("screening_import", schema=None) as batch_op:
        batch_op.create_index("ix_screening_import_file", ["sha256", "tool", "stage"], unique=False)

    op.create_table(
        "decision_origin",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.Column("further_reasons", sa.Text(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_origin_decision_id_decision")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["screening_import.id"], name=op.f("fk_decision_origin_import_id_screening_import")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision_origin")),
    )
    with op.batch_alter_table("decision_origin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_origin_import_id"), ["import_id"], unique=False)


def downgrade() -> None:
    """Going back would lose where decisions came from."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
