"""The identity of the store, and events: every row that a person or a run stored refers to one.

The rows of an older store get an event for each of its commands, in the order of their times.
"""
# ruff: noqa: E501, S608 - written by alembic from the models; statements of names that are all in this file

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS: Final = (
    "run", "records-imported", "deduplication", "judgement", "decision", "settlement", "decisions-imported", "retrieval",
    "note", "full-text", "study", "extraction", "alerts-raised", "alerts-acknowledged", "export", "release",
    "person-renamed", "search-renamed", "undo",
)  # fmt: skip

TABLES: Final = (
    "run", "judgement", "screening_import", "decision", "retrieval_status", "screening_note", "full_text", "study_event",
    "extraction", "alert", "export", "release",
)  # fmt: skip
"""Tables whose rows refer to an event."""

_TEXT: Final = "CAST({} AS VARCHAR(20))"
_ID: Final = _TEXT.format("id")

OLD_EVENTS: Final[tuple[tuple[str, str, str, str, str, str], ...]] = (
    # table, time, person, kind, what identifies the event of a row, which rows
    ("run", "finished_at", "''", "CASE origin WHEN 'file' THEN 'records-imported' ELSE 'run' END", _ID, "finished_at IS NOT NULL"),
    ("judgement", "made_at", "''", "'deduplication'", "'rule ' || made_at", "made_by = 'rule' AND undoes IS NULL"),
    ("judgement", "made_at", "person", "'judgement'", "made_at || ' ' || person", "made_by = 'person' OR undoes IS NOT NULL"),
    ("alert", "raised_at", "''", "'alerts-raised'", "raised_at", "1 = 1"),
    ("screening_import", "made_at", "''", "'decisions-imported'", _ID, "1 = 1"),
    (
        "decision", "made_at", "reviewer", "CASE WHEN adjudicates THEN 'settlement' ELSE 'decision' END",
        "CASE WHEN adjudicates THEN 'settled ' ELSE '' END || made_at || ' ' || reviewer",
        "id NOT IN (SELECT decision_id FROM decision_origin)",
    ),
    ("retrieval_status", "made_at", "reviewer", "'retrieval'", "made_at || ' ' || reviewer", "1 = 1"),
    ("screening_note", "made_at", "reviewer", "'note'", _ID, "1 = 1"),
    ("full_text", "made_at", "reviewer", "'full-text'", "made_at || ' ' || reviewer", "1 = 1"),
    ("study_event", "made_at", "person", "'study'", _TEXT.format("action"), "1 = 1"),
    ("extraction", "made_at", "extractor", "'extraction'", _ID, "1 = 1"),
    ("export", "made_at", "''", "'export'", _ID, "1 = 1"),
    ("release", "made_at", "''", "'release'", _ID, "1 = 1"),
    (
        "acknowledgement", "acknowledged_at", "acknowledged_by", "'alerts-acknowledged'",
        "acknowledged_at || ' ' || acknowledged_by", "acknowledged_at IS NOT NULL",
    ),
)  # fmt: skip
"""How the rows of each table are grouped into events; the acknowledgements are columns of ``alert``."""


def upgrade() -> None:
    _identify_store()
    _create_event_tables()
    for table in TABLES:
        op.add_column(table, sa.Column("event_id", sa.Integer(), nullable=True))
    op.add_column("run", sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
    _fill_events()
    _mark_joint_decisions()
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            if table != "run":  # a running run has no event yet
                batch.alter_column("event_id", existing_type=sa.Integer(), nullable=False)
            else:
                batch.create_check_constraint("event_when_not_running", "(status = 'running') = (event_id IS NULL)")
                batch.alter_column("digest", existing_type=sa.String(length=64), server_default=None)
                _join_files_of_runs(batch)
            batch.create_foreign_key(op.f(f"fk_{table}_event_id_event"), "event", ["event_id"], ["id"])
            batch.create_index(op.f(f"ix_{table}_event_id"), ["event_id"])
            if table == "decision":
                batch.alter_column("joint", existing_type=sa.Boolean(), nullable=False)
            if table == "alert":
                batch.drop_constraint(op.f("ck_alert_acknowledged_by_somebody"), type_="check")
                batch.drop_constraint(op.f("uq_alert_report_id_kind_fact"), type_="unique")
                batch.drop_column("acknowledged_at")
                batch.drop_column("acknowledged_by")
            if table == "study_event":
                batch.drop_index("ix_study_event_action")
                batch.drop_column("action")
                batch.drop_column("undoes")
    _give_hits_of_files()
    _create_withdrawal_tables()


def _join_files_of_runs(batch: BatchOperations) -> None:
    """Let several files be one run, and a file be imported again after its run was withdrawn."""
    batch.add_column(sa.Column("part_of_id", sa.Integer(), nullable=True))
    batch.add_column(sa.Column("hits", sa.Integer(), nullable=True))
    batch.create_foreign_key(op.f("fk_run_part_of_id_run"), "run", ["part_of_id"], ["id"])
    batch.create_index(op.f("ix_run_part_of_id"), ["part_of_id"])
    batch.drop_index("uq_run_file_once")


def _give_hits_of_files() -> None:
    """Without a number of hits, an export file was complete or had records that could not be read."""
    op.execute("UPDATE run SET hits = promised WHERE origin = 'file' AND status = 'partial'")


def _create_withdrawal_tables() -> None:
    op.create_table(
        "unconfirmed_retrieval",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_unconfirmed_retrieval_record_id_record")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_unconfirmed_retrieval_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "record_id", name=op.f("pk_unconfirmed_retrieval")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_unconfirmed_retrieval_record_id"), "unconfirmed_retrieval", ["record_id"])
    op.create_table(
        "uncounted_record",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("heir_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["heir_id"], ["record.id"], name=op.f("fk_uncounted_record_heir_id_record")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_uncounted_record_record_id_record")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_uncounted_record")),
    )
    op.create_index(op.f("ix_uncounted_record_heir_id"), "uncounted_record", ["heir_id"])


def _create_event_tables() -> None:
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_event_kind_known")),
        sa.CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name=op.f("ck_event_undo_names_an_event")),
        sa.CheckConstraint("undoes IS NULL OR undoes < id", name=op.f("ck_event_undo_is_later")),
        sa.ForeignKeyConstraint(["undoes"], ["event.id"], name=op.f("fk_event_undoes_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    condition = sa.text("undoes IS NOT NULL")
    op.create_index("ix_event_undoes", "event", ["undoes"], sqlite_where=condition, postgresql_where=condition)
    op.create_table(
        "event_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_event_chain_one_row")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_chain_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_chain")),
    )
    op.create_table(
        "alert_acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_acknowledgement_alert_id_alert")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_alert_acknowledgement_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_acknowledgement")),
    )
    op.create_index(op.f("ix_alert_acknowledgement_alert_id"), "alert_acknowledgement", ["alert_id"])
    op.create_index(op.f("ix_alert_acknowledgement_event_id"), "alert_acknowledgement", ["event_id"])


def _fill_events() -> None:
    """Give every row of an older store its event. The columns of ``old_event`` have names that no other table has."""
    groups = " UNION ALL ".join(
        f"SELECT {rank} AS event_rank, '{part}' AS part, {key} AS part_key, {kind} AS event_kind, {person} AS event_person, "
        f"{time} AS event_time, MIN(id) AS first_row FROM {_table_of(part)} WHERE {rows} GROUP BY 2, 3, 4, 5, 6"
        for rank, (part, time, person, kind, key, rows) in enumerate(OLD_EVENTS)
    )
    op.execute(
        "CREATE TEMPORARY TABLE old_event AS "
        f"SELECT ROW_NUMBER() OVER (ORDER BY event_time, event_rank, first_row) AS number, * FROM ({groups}) AS grouped"
    )
    op.execute("CREATE INDEX ix_old_event ON old_event (part, part_key)")
    op.execute(
        "INSERT INTO event (id, kind, person, made_at, reason, detail, digest) "
        "SELECT number, event_kind, event_person, event_time, '', '{}', '' FROM old_event ORDER BY number"
    )
    for part, _, _, _, key, rows in OLD_EVENTS:
        event = f"(SELECT number FROM old_event WHERE part = '{part}' AND part_key = {key})"
        if part == "acknowledgement":
            op.execute(
                "INSERT INTO alert_acknowledgement (alert_id, event_id) "
                f"SELECT id, {event} FROM alert WHERE {rows} ORDER BY id"
            )
        else:
            op.execute(f"UPDATE {part} SET event_id = {event} WHERE {rows}")
    op.execute(
        "UPDATE decision SET event_id = (SELECT i.event_id FROM decision_origin AS o JOIN screening_import AS i "
        "ON i.id = o.import_id WHERE o.decision_id = decision.id) WHERE event_id IS NULL"
    )
    op.execute("DROP TABLE old_event")


def _mark_joint_decisions() -> None:
    """Mark the decisions that all reviewers made together: the lists of tools in which they had agreed before."""
    op.add_column("decision", sa.Column("joint", sa.Boolean(), nullable=True))
    op.execute(
        "UPDATE decision SET joint = (reviewer = 'consensus' AND tool <> 'harvester') "
        "OR (tool = 'covidence' AND reviewer = 'Covidence') OR (tool = 'eppi' AND reviewer = 'EPPI-Reviewer')"
    )


def _table_of(part: str) -> str:
    return "alert" if part == "acknowledgement" else part


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
    """Refuse: events, and what was undone since, would be lost."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
