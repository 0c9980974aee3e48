"""Links between documents, the numbers by which they are found, and alerts that are kept until acknowledged.

What is derived from records stored before is read out of them by the next update: nothing of theirs is touched here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "read_through",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_read_through_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_through")),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fact", sa.String(length=300), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.String(length=32), nullable=False),
        sa.Column("acknowledged_at", sa.String(length=32), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by = '')", name=op.f("ck_alert_acknowledged_by_somebody")
        ),
        sa.CheckConstraint(
            "kind IN ('retracted', 'partly-retracted', 'concern', 'erratum', 'update', 'published', 'changed')",
            name=op.f("ck_alert_kind_known"),
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_alert_record_id_record")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_alert_report_id_record")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_alert_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("report_id", "kind", "fact", name=op.f("uq_alert_report_id_kind_fact")),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('retracted-by', 'retraction-of', 'partly-retracted-by', 'partial-retraction-of', 'concern-in', "
            "'concern-of', 'erratum-in', 'erratum-of', 'update-in', 'update-of', 'republished-in', 'republished-from', "
            "'comment-in', 'comment-on', 'preprint-of', 'article-of')",
            name=op.f("ck_link_kind_known"),
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_link_page_id_page")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_link_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint(
            "record_id", "kind", "target", "reference", name=op.f("uq_link_record_id_kind_target_reference")
        ),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_kind"), ["kind"], unique=False)

    op.create_table(
        "record_number",
        sa.Column("number", sa.String(length=300), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_number_record_id_record")),
        sa.PrimaryKeyConstraint("number", "record_id", name=op.f("pk_record_number")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("record_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_number_record_id"), ["record_id"], unique=False)


def downgrade() -> None:
    """Going back would lose who acknowledged what."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
