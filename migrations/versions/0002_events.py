"""Events."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _identify_store()


def _identify_store() -> None:
    """Give the store an id, and mark its SQLite file as one of harvester's."""
    table = op.create_table(
        "store_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_store_identity_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_identity")),
    )
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    op.bulk_insert(table, [{"id": 1, "store_id": uuid.uuid4().hex, "review_id": "", "made_at": now}])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA application_id = {0x48525653}")
        op.execute("PRAGMA user_version = 1")


def downgrade() -> None:
    """Refuse: what was recorded since would be lost."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
