"""What an export said of each of its reports, as a hash, so that it can be told what has changed since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("export_report", schema=None, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("substance", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Going back would lose what tools were told."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
