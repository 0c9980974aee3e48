"""Records as de-duplication compares them, so that an update need not prepare those it has seen.

Derived, as the index is: the next update fills it, and judges every record anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prepared_record",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_prepared_record_record_id_record")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_prepared_record")),
    )
    op.execute("DELETE FROM index_state")


def downgrade() -> None:
    """The forms could be dropped; a store is not downgraded for all that."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
