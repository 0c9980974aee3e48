"""An upgrade to a later version keeps every row. The later version is made up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import text

from harvester.errors import StoreError
from harvester.resources import shipped_path
from harvester.store import HEAD, Store, connect, open_store, schema_version, upgrade
from harvester.store.event_chain import verify_chain
from harvester.store.maintenance.integrity import find_problems
from harvester.store.maintenance.migrate import _alembic_config
from tests.store.filling import add_file_run, add_full_run, add_records, add_search

LATER: Final = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0003", "0002", None, None


def upgrade():
    with op.batch_alter_table("record") as batch:
        batch.add_column(sa.Column("colour", sa.String(8), nullable=False, server_default="blue"))
"""


@pytest.fixture
def filled(store: Store) -> Store:
    """A store of this version with a search, its runs and three records."""
    with store.write() as session:
        search = add_search(session)
        first = add_full_run(session, search, (), day=1)
        ids = add_records(session, first, "30000001", "30000002", "30000003")
        add_full_run(session, search, ids, day=2)
        add_full_run(session, search, ids[:2], day=3)
        add_file_run(session, search, ids[1:], day=4)
    return store


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table with its rows, but for the version."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()  # noqa: S608 - our own tables
            for name in names
            if name != "alembic_version"
        }


def upgrade_to_later_version(store: Store, folder: Path) -> None:
    versions = folder / "later_versions"
    versions.mkdir()
    (versions / "0003_later.py").write_text(LATER)
    config = _alembic_config()
    config.set_main_option("version_locations", f"{shipped_path('migrations')}/versions {versions}")
    config.set_main_option("path_separator", "space")
    with store.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def test_an_upgrade_of_a_store_with_rows_loses_none_of_them(filled: Store, file: Path, tmp_path: Path) -> None:
    before = rows(file)
    assert schema_version(filled) == HEAD
    upgrade_to_later_version(filled, tmp_path)
    after = rows(file)
    assert schema_version(filled) == "0003"
    assert after["record"] == [(*row, "blue") for row in before["record"]]
    assert {name: after[name] for name in before if name != "record"} == {
        name: before[name] for name in before if name != "record"
    }
    with filled.read() as session:
        assert list(find_problems(session)) == []


def test_a_store_of_a_later_version_is_not_opened(filled: Store, file: Path, tmp_path: Path) -> None:
    upgrade_to_later_version(filled, tmp_path)
    filled.close()
    with pytest.raises(StoreError, match="written by a newer harvester"):
        open_store(f"sqlite:///{file}")


OLD_ROWS: Final = """
INSERT INTO search VALUES (1, 'pubmed', 'pubmed', 'PubMed', 'database');
INSERT INTO blob VALUES ('abc', 1, x'00');
INSERT INTO run (id, search_id, origin, mode, status, started_at, finished_at, search_date, promised, retrieved, new, known, changed, gone, platform, translation, warnings, file_sha256, software) VALUES
    (1, 1, 'service', 'full', 'complete', 't01', 't01', '2026-11-23', 2, 2, 2, 0, 0, 0, '', '', '[]', NULL, 'h'),
    (2, 1, 'file', 'full', 'partial', 't01', 't02', '2026-11-23', 3, 2, 2, 0, 0, 0, '', '', '[]', 'abc', 'h'),
    (3, 1, 'service', 'full', 'running', 't90', NULL, '2026-11-23', 3, 2, 2, 0, 0, 0, '', '', '[]', NULL, 'h');
INSERT INTO page (id, run_id, seq, holds, sha256, format, media_type, request, fetched_at) VALUES (1, 1, 1, 'records', 'abc', 'ris', '', '', 't01');
INSERT INTO record (id, source, accession, report_id, first_run_id, revision, judged) VALUES (1, 'pubmed', '1', 1, 1, 1, 1), (2, 'pubmed', '2', 2, 1, 1, 1);
INSERT INTO judgement (id, record_a, record_b, verdict, made_by, person, probability, evidence, software, made_at, superseded_at, undoes) VALUES
    (1, 1, 2, 'unsure', 'rule', '', 0.5, '[]', 'h', 't03', 't04', NULL),
    (2, 1, 2, 'distinct', 'person', 'Ann', NULL, '[]', 'h', 't04', 't05', NULL),
    (3, 1, 2, 'unsure', 'rule', '', 0.5, '[]', 'h', 't05', NULL, 2);
INSERT INTO decision (id, report_id, stage, verdict, reason, reviewer, tool, automation, adjudicates, made_at) VALUES
    (1, 1, 'title-abstract', 'include', '', 'Ann', 'harvester', 0, 0, 't06'),
    (2, 2, 'title-abstract', 'include', '', 'Ann', 'harvester', 0, 0, 't06'),
    (3, 1, 'title-abstract', 'exclude', '', 'Bob', 'harvester', 0, 0, 't06'),
    (4, 1, 'title-abstract', 'include', '', 'Ann', 'harvester', 0, 1, 't06'),
    (5, 1, 'full-text', 'include', '', 'Bob', 'rayyan', 0, 0, 't07'),
    (6, 2, 'full-text', 'include', '', 'Cid', 'rayyan', 0, 0, 't07');
INSERT INTO screening_import (id, sha256, file_name, tool, stage, settings, rows, matched, made_at, software) VALUES (1, 'abc', 'a.csv', 'rayyan', 'full-text', '{}', 2, 2, 't07', 'h');
INSERT INTO decision_origin (decision_id, import_id, line, further_reasons, labels, note) VALUES (5, 1, 2, '[]', '[]', ''), (6, 1, 3, '[]', '[]', '');
INSERT INTO retrieval_status (report_id, status, reason, reviewer, made_at) VALUES (1, 'retrieved', '', 'Ann', 't08'), (2, 'retrieved', '', 'Ann', 't08');
INSERT INTO screening_note (report_id, stage, reviewer, text, made_at) VALUES (1, 'full-text', 'Ann', 'x', 't09'), (2, 'full-text', 'Ann', 'y', 't09');
INSERT INTO full_text (report_id, path, sha256, size, found_by, reviewer, made_at) VALUES (1, 'a.pdf', 'abc', 1, 'doi', 'Ann', 't10');
INSERT INTO study_event (action, kind, report_id, study_id, reason, person, made_at, undoes) VALUES
    (1, 'belongs', 1, 1, '', 'Ann', 't11', NULL), (1, 'belongs', 2, 1, '', 'Ann', 't11', NULL), (2, 'belongs', 2, 2, '', 'Ann', 't12', 1);
INSERT INTO extraction (id, extractor, settles, file_name, sha256, made_at, software) VALUES (1, 'Ann', 0, 'e.csv', 'abc', 't13', 'h');
INSERT INTO extraction_answer (extraction_id, report_id, level, place, field, value, entered) VALUES (1, 1, 'study', '[]', 'dose', '1', '1');
INSERT INTO alert (id, report_id, kind, fact, record_id, records, what, run_id, raised_at, acknowledged_at, acknowledged_by) VALUES
    (1, 1, 'retracted', '', 1, '[1]', 'x', 1, 't14', 't15', 'Ann'), (2, 1, 'erratum', '', 1, '[1]', 'x', 1, 't14', 't15', 'Ann'), (3, 2, 'erratum', '', 1, '[1]', 'x', 1, 't14', NULL, '');
INSERT INTO export (id, tool, format, stage, made_at, file_name, sha256, software) VALUES (1, 'rayyan', 'ris', 'all', 't16', 'a.ris', 'abc', 'h');
INSERT INTO export_report VALUES (1, 1, 'x');
INSERT INTO release (id, name, made_at, last_run_id, flow, software) VALUES (1, 'v1', 't17', 2, '{}', 'h');
INSERT INTO release_report VALUES (1, 1, 'included');
"""  # noqa: E501 - a row each
OLD_EVENTS: Final = (
    ("run", "", "t01"), ("records-imported", "", "t02"), ("deduplication", "", "t03"), ("judgement", "Ann", "t04"),
    ("judgement", "", "t05"), ("decision", "Ann", "t06"), ("decision", "Bob", "t06"), ("settlement", "Ann", "t06"),
    ("decisions-imported", "", "t07"), ("retrieval", "Ann", "t08"), ("note", "Ann", "t09"), ("note", "Ann", "t09"),
    ("full-text", "Ann", "t10"), ("study", "Ann", "t11"), ("study", "Ann", "t12"), ("extraction", "Ann", "t13"),
    ("alerts-raised", "", "t14"), ("alerts-acknowledged", "Ann", "t15"), ("export", "", "t16"), ("release", "", "t17"),
)  # fmt: skip
OLD_EVENT_IDS: Final = {
    "run": (1, 2, None),
    "decision": (6, 6, 7, 8, 9, 9),
    "alert_acknowledgement": (18, 18),
    "study_event": (14, 14, 15),
    "retrieval_status": (10, 10),
    "screening_note": (11, 12),
}


def test_every_row_of_the_first_version_gets_the_event_of_its_command(file: Path) -> None:
    config = _alembic_config()
    store = connect(f"sqlite:///{file}")
    with store.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with closing(sqlite3.connect(file)) as old:
        old.executescript(OLD_ROWS)
        old.commit()
    before = rows(file)
    assert upgrade(store) == ("0001", HEAD)
    after = rows(file)
    assert {name: len(after[name]) for name in before} == {name: len(before[name]) for name in before}
    assert tuple((kind, person, time) for _, kind, person, time, *_ in after["event"]) == OLD_EVENTS
    with store.read() as session:
        events = {
            name: tuple(session.scalars(text(f"SELECT event_id FROM {name} ORDER BY id")))  # noqa: S608 - our own tables
            for name in (
                "run",
                "decision",
                "alert_acknowledgement",
                "study_event",
                "retrieval_status",
                "screening_note",
            )
        }
        assert list(verify_chain(session)) == []
        assert list(session.execute(text("PRAGMA foreign_key_check"))) == []
    assert events == OLD_EVENT_IDS
    store.close()
