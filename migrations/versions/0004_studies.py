"""What people said of studies (of which reports they are, removed, meta-analysed), and how each release had them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "study_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('belongs', 'removed', 'restored', 'meta-analysed', 'not-meta-analysed')",
            name=op.f("ck_study_event_kind_known"),
        ),
        sa.CheckConstraint(
            "(kind = 'belongs') = (study_id IS NOT NULL)", name=op.f("ck_study_event_belongs_to_a_study")
        ),
        sa.CheckConstraint("kind = 'removed' OR reason = ''", name=op.f("ck_study_event_reason_is_of_a_removal")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_study_event_report_id_record")),
        sa.ForeignKeyConstraint(["study_id"], ["record.id"], name=op.f("fk_study_event_study_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_event")),
    )
    with op.batch_alter_table("study_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_event_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_study_event_report_id"), ["report_id"], unique=False)

    op.create_table(
        "release_study",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_study_release_id_release")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_release_study_report_id_record")),
        sa.ForeignKeyConstraint(["study_id"], ["record.id"], name=op.f("fk_release_study_study_id_record")),
        sa.PrimaryKeyConstraint("release_id", "report_id", name=op.f("pk_release_study")),
    )


def downgrade() -> None:
    """Going back would lose which reports are of which study."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
