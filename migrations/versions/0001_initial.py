"""The first version of the store, as the models describe it."""
# ruff: noqa: E501, PLR0915 - written by alembic from the models

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "derivation_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_derivation_mark_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivation_mark")),
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
        "search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "kind IN ('database', 'register', 'website', 'organisation', 'citation')", name=op.f("ck_search_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
        sa.UniqueConstraint("key", name=op.f("uq_search_key")),
    )
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_export_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_tool"), ["tool"], unique=False)

    op.create_table(
        "extraction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.String(length=100), nullable=False),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.CheckConstraint("extractor <> ''", name=op.f("ck_extraction_by_somebody")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_extraction_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction")),
    )
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
        sa.CheckConstraint(
            "stage IN ('before-screening', 'title-abstract', 'full-text')", name=op.f("ck_screening_import_stage_known")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_screening_import_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_import")),
    )
    with op.batch_alter_table("screening_import", schema=None) as batch_op:
        batch_op.create_index("ix_screening_import_file", ["sha256", "tool", "stage"], unique=False)

    op.create_table(
        "strategy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], name=op.f("fk_strategy_version_search_id_search")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_version")),
        sa.UniqueConstraint("search_id", "sha256", name=op.f("uq_strategy_version_search_id_sha256")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("strategy_version_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.Column("search_date", sa.String(length=10), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=True),
        sa.Column("retrieved", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("platform", sa.String(length=100), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.CheckConstraint("(origin = 'file') = (file_sha256 IS NOT NULL)", name=op.f("ck_run_file_has_hash")),
        sa.CheckConstraint(
            "(status = 'running') = (finished_at IS NULL)", name=op.f("ck_run_finished_when_not_running")
        ),
        sa.CheckConstraint("mode IN ('full', 'window')", name=op.f("ck_run_mode_known")),
        sa.CheckConstraint("origin IN ('service', 'file')", name=op.f("ck_run_origin_known")),
        sa.CheckConstraint("status <> 'complete' OR promised = retrieved", name=op.f("ck_run_complete_has_all_hits")),
        sa.CheckConstraint("status IN ('running', 'complete', 'partial', 'failed')", name=op.f("ck_run_status_known")),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], name=op.f("fk_run_search_id_search")),
        sa.ForeignKeyConstraint(
            ["strategy_version_id"], ["strategy_version.id"], name=op.f("fk_run_strategy_version_id_strategy_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_search_id"), ["search_id"], unique=False)
        batch_op.create_index(
            "uq_run_file_once",
            ["search_id", "file_sha256"],
            unique=True,
            sqlite_where=sa.text("status <> 'failed' AND origin = 'file'"),
            postgresql_where=sa.text("status <> 'failed' AND origin = 'file'"),
        )
        batch_op.create_index(
            "uq_run_one_running",
            ["search_id"],
            unique=True,
            sqlite_where=sa.text("status = 'running' AND origin = 'service'"),
            postgresql_where=sa.text("status = 'running' AND origin = 'service'"),
        )

    op.create_table(
        "page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("holds", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("fetched_at", sa.String(length=32), nullable=False),
        sa.Column("parsed_at", sa.String(length=32), nullable=True),
        sa.Column("unparsed_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("holds IN ('ids', 'records')", name=op.f("ck_page_holds_known")),
        sa.CheckConstraint("parsed_at IS NULL OR unparsed_reason IS NULL", name=op.f("ck_page_parsed_or_reason")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_page_run_id_run")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_page_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("run_id", "seq", name=op.f("uq_page_run_id_seq")),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_sha256"), ["sha256"], unique=False)

    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("accession", sa.String(length=200), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("first_run_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.CheckConstraint("judged <= revision", name=op.f("ck_record_judged_what_exists")),
        sa.CheckConstraint("report_id <= id", name=op.f("ck_record_oldest_number_stays")),
        sa.ForeignKeyConstraint(["first_run_id"], ["run.id"], name=op.f("fk_record_first_run_id_run")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_record_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("source", "accession", name=op.f("uq_record_source_accession")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_first_run_id"), ["first_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_report_id"), ["report_id"], unique=False)
        batch_op.create_index(
            "ix_record_unjudged",
            ["id"],
            unique=False,
            sqlite_where=sa.text("judged < revision"),
            postgresql_where=sa.text("judged < revision"),
        )

    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("last_run_id", sa.Integer(), nullable=True),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["last_run_id"], ["run.id"], name=op.f("fk_release_last_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("name", name=op.f("uq_release_name")),
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
        "anchor_pair",
        sa.Column("record_a", sa.Integer(), nullable=False),
        sa.Column("record_b", sa.Integer(), nullable=False),
        sa.Column("volume", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.CheckConstraint("record_a < record_b", name=op.f("ck_anchor_pair_ordered")),
        sa.ForeignKeyConstraint(["record_a"], ["record.id"], name=op.f("fk_anchor_pair_record_a_record")),
        sa.ForeignKeyConstraint(["record_b"], ["record.id"], name=op.f("fk_anchor_pair_record_b_record")),
        sa.PrimaryKeyConstraint("record_a", "record_b", name=op.f("pk_anchor_pair")),
        sqlite_with_rowid=False,
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
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("reviewer", sa.String(length=100), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("automation", sa.Boolean(), nullable=False),
        sa.Column("adjudicates", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "stage IN ('before-screening', 'title-abstract', 'full-text')", name=op.f("ck_decision_stage_known")
        ),
        sa.CheckConstraint("verdict = 'exclude' OR reason = ''", name=op.f("ck_decision_reason_is_of_an_exclusion")),
        sa.CheckConstraint("verdict IN ('include', 'exclude', 'undecided')", name=op.f("ck_decision_verdict_known")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_decision_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_report_id"), ["report_id"], unique=False)

    op.create_table(
        "export_report",
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["export.id"], name=op.f("fk_export_report_export_id_export")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_export_report_report_id_record")),
        sa.PrimaryKeyConstraint("export_id", "report_id", name=op.f("pk_export_report")),
    )
    with op.batch_alter_table("export_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_report_report_id"), ["report_id"], unique=False)

    op.create_table(
        "extraction_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("entered", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "field <> '' OR (value = '' AND entered = '')", name=op.f("ck_extraction_answer_withdrawal_is_empty")
        ),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extraction.id"], name=op.f("fk_extraction_answer_extraction_id_extraction")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_extraction_answer_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_answer")),
    )
    with op.batch_alter_table("extraction_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extraction_answer_report_id"), ["report_id"], unique=False)

    op.create_table(
        "full_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("found_by", sa.String(length=40), nullable=False),
        sa.Column("reviewer", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_full_text_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_full_text")),
    )
    with op.batch_alter_table("full_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_full_text_report_id"), ["report_id"], unique=False)

    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_a", sa.Integer(), nullable=False),
        sa.Column("record_b", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=8), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("superseded_at", sa.String(length=32), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.CheckConstraint("made_by IN ('rule', 'person')", name=op.f("ck_judgement_made_by_known")),
        sa.CheckConstraint(
            "verdict IN ('duplicate', 'distinct', 'unsure', 'withdrawn')", name=op.f("ck_judgement_verdict_known")
        ),
        sa.CheckConstraint(
            "probability IS NULL OR probability BETWEEN 0 AND 1", name=op.f("ck_judgement_probability_range")
        ),
        sa.CheckConstraint("record_a < record_b", name=op.f("ck_judgement_ordered")),
        sa.ForeignKeyConstraint(["record_a"], ["record.id"], name=op.f("fk_judgement_record_a_record")),
        sa.ForeignKeyConstraint(["record_b"], ["record.id"], name=op.f("fk_judgement_record_b_record")),
        sa.ForeignKeyConstraint(["undoes"], ["judgement.id"], name=op.f("fk_judgement_undoes_judgement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    with op.batch_alter_table("judgement", schema=None) as batch_op:
        batch_op.create_index(
            "ix_judgement_b_live",
            ["record_b"],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_judgement_live",
            ["record_a", "record_b"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
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
            "kind IN ('retracted-by', 'retraction-of', 'partly-retracted-by', 'partial-retraction-of', 'concern-in', 'concern-of', 'erratum-in', 'erratum-of', 'update-in', 'update-of', 'republished-in', 'republished-from', 'comment-in', 'comment-on', 'preprint-of', 'article-of')",
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
        "prepared_record",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("prefilter_columns", sa.Text(), nullable=False),
        sa.Column("other_columns", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_prepared_record_record_id_record")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_prepared_record")),
    )
    op.create_table(
        "record_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_key_record_id_record")),
        sa.PrimaryKeyConstraint("key", "record_id", name=op.f("pk_record_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("record_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_key_record_id"), ["record_id"], unique=False)

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

    op.create_table(
        "record_sort_key",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.BigInteger(), nullable=False),
        sa.Column("beginning", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("listed", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_sort_key_record_id_record")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record_sort_key")),
    )
    with op.batch_alter_table("record_sort_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_sort_key_title"), ["title"], unique=False)

    op.create_table(
        "release_report",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.CheckConstraint("state IN ('included', 'unfinished')", name=op.f("ck_release_report_state_known")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_report_release_id_release")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_release_report_report_id_record")),
        sa.PrimaryKeyConstraint("release_id", "report_id", name=op.f("pk_release_report")),
    )
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
    op.create_table(
        "retrieval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("from_run_id", sa.Integer(), nullable=False),
        sa.Column("to_run_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("to_run_id IS NULL OR to_run_id >= from_run_id", name=op.f("ck_retrieval_forward")),
        sa.ForeignKeyConstraint(["from_run_id"], ["run.id"], name=op.f("fk_retrieval_from_run_id_run")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_retrieval_record_id_record")),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], name=op.f("fk_retrieval_search_id_search")),
        sa.ForeignKeyConstraint(["to_run_id"], ["run.id"], name=op.f("fk_retrieval_to_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retrieval")),
        sa.UniqueConstraint(
            "search_id", "record_id", "from_run_id", name=op.f("uq_retrieval_search_id_record_id_from_run_id")
        ),
    )
    with op.batch_alter_table("retrieval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retrieval_from_run_id"), ["from_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retrieval_record_id"), ["record_id"], unique=False)
        batch_op.create_index(
            "uq_retrieval_open",
            ["search_id", "record_id"],
            unique=True,
            sqlite_where=sa.text("to_run_id IS NULL"),
            postgresql_where=sa.text("to_run_id IS NULL"),
        )

    op.create_table(
        "retrieval_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("reviewer", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("status IN ('retrieved', 'not retrieved')", name=op.f("ck_retrieval_status_status_known")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_retrieval_status_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retrieval_status")),
    )
    with op.batch_alter_table("retrieval_status", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retrieval_status_report_id"), ["report_id"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_revision_page_id_page")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_revision_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("record_id", "number", name=op.f("uq_revision_record_id_number")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_page_id"), ["page_id"], unique=False)

    op.create_table(
        "screening_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("reviewer", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("stage IN ('title-abstract', 'full-text')", name=op.f("ck_screening_note_stage_known")),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_screening_note_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_note")),
    )
    with op.batch_alter_table("screening_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_note_report_id"), ["report_id"], unique=False)

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
            "(kind = 'belongs') = (study_id IS NOT NULL)", name=op.f("ck_study_event_belongs_to_a_study")
        ),
        sa.CheckConstraint("kind = 'removed' OR reason = ''", name=op.f("ck_study_event_reason_is_of_a_removal")),
        sa.CheckConstraint(
            "kind IN ('belongs', 'removed', 'restored', 'meta-analysed', 'not-meta-analysed')",
            name=op.f("ck_study_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(["report_id"], ["record.id"], name=op.f("fk_study_event_report_id_record")),
        sa.ForeignKeyConstraint(["study_id"], ["record.id"], name=op.f("fk_study_event_study_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_event")),
    )
    with op.batch_alter_table("study_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_event_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_study_event_report_id"), ["report_id"], unique=False)

    op.create_table(
        "unparsed_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_unparsed_record_page_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unparsed_record")),
    )
    with op.batch_alter_table("unparsed_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unparsed_record_page_id"), ["page_id"], unique=False)

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
    """Refuse: without its first version a store is empty."""
    raise NotImplementedError("a store is never downgraded: restore the backup that harvester db upgrade made")
