"""Audit samples of the de-duplicator."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("asked_for", sa.Integer(), nullable=False),
        sa.Column("strata", sa.Text(), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sample")),
    )
    op.create_table(
        "audit_pair",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("record_a", sa.Integer(), nullable=False),
        sa.Column("record_b", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=60), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.CheckConstraint("record_a < record_b", name=op.f("ck_audit_pair_ordered")),
        sa.ForeignKeyConstraint(["record_a"], ["record.id"], name=op.f("fk_audit_pair_record_a_record")),
        sa.ForeignKeyConstraint(["record_b"], ["record.id"], name=op.f("fk_audit_pair_record_b_record")),
        sa.ForeignKeyConstraint(["sample_id"], ["audit_sample.id"], name=op.f("fk_audit_pair_sample_id_audit_sample")),
        sa.PrimaryKeyConstraint("sample_id", "place", name=op.f("pk_audit_pair")),
    )


def downgrade() -> None:
    """Going back would lose which pairs were drawn, and so what the answers say."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
