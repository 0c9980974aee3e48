"""What de-duplication knows of the records it has seen.

The index is derived: the next update makes it, and judges every record anew by the rules of that version.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certain_pair",
        sa.Column("record_a", sa.Integer(), nullable=False),
        sa.Column("record_b", sa.Integer(), nullable=False),
        sa.Column("volume", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.CheckConstraint("record_a < record_b", name=op.f("ck_certain_pair_ordered")),
        sa.ForeignKeyConstraint(["record_a"], ["record.id"], name=op.f("fk_certain_pair_record_a_record")),
        sa.ForeignKeyConstraint(["record_b"], ["record.id"], name=op.f("fk_certain_pair_record_b_record")),
        sa.PrimaryKeyConstraint("record_a", "record_b", name=op.f("pk_certain_pair")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "index_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_index_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_state")),
    )
    op.create_table(
        "record_place",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.BigInteger(), nullable=False),
        sa.Column("beginning", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("listed", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_place_record_id_record")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record_place")),
    )
    with op.batch_alter_table("record_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_place_title"), ["title"], unique=False)


def downgrade() -> None:
    """The index could be dropped; a store is not downgraded for all that."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
