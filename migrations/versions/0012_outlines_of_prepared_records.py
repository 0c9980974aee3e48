"""Prepared records in two parts: an outline, which most look-ups need alone, and the rest.

Derived, as the index is: the next update fills it, and judges every record anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("prepared_record")
    op.create_table(
        "prepared_record",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("rest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_prepared_record_record_id_record")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_prepared_record")),
    )
    op.execute("DELETE FROM index_state")


def downgrade() -> None:
    """The forms could be dropped; a store is not downgraded for all that."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
