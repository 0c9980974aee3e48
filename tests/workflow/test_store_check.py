"""C3: db check proves the content of a store: what was changed, deleted or added outside of harvester is found."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from harvester.errors import HarvesterError
from harvester.workflow.context import open_review, open_review_locked
from harvester.workflow.store_check import Finding, FindingKind, check_store, repair_store
from tests.cli.run_harvester import demo_review
from tests.support import NIGHTLY

CHANGES: Final = {
    "a decision deleted": "DELETE FROM decision WHERE id = 3",
    "a decision changed": "UPDATE decision SET verdict = 'exclude' WHERE id = (SELECT min(id) FROM decision "
    "WHERE verdict = 'include')",
    "a decision added": "INSERT INTO decision SELECT id + 9000, report_id, stage, 'include', '', reviewer, tool, "
    "automation, adjudicates, made_at, event_id, joint FROM decision LIMIT 1",
    "a reviewer changed": "UPDATE decision SET reviewer = 'Mallory' WHERE id = 5",
    "a judgement deleted": "DELETE FROM judgement WHERE id = 1",
    "a judgement changed": "UPDATE judgement SET verdict = 'unsure' WHERE id = 1",
    "a judgement's probability changed": "UPDATE judgement SET probability = 0.5 WHERE id = 2",
    "a retrieval status deleted": "DELETE FROM retrieval_status WHERE id = 1",
    "an alert deleted": "DELETE FROM alert WHERE id = 1",
    "an extracted value changed": "UPDATE extraction_answer SET value = '99' WHERE id = 7",
    "counts of a run changed": "UPDATE run SET retrieved = retrieved + 1, promised = promised + 1, new = new + 1 "
    "WHERE id = 1",
    "hits of a run changed": "UPDATE run SET promised = 999, status = 'partial' WHERE id = 2",
    "the flow of a release emptied": "UPDATE release SET flow = '{}'",
    "a retrieval of a record deleted": "DELETE FROM retrieval WHERE id = 4",
    "an accession number changed": "UPDATE record SET accession = 'X1' WHERE id = 2",
    "an exported report removed": "DELETE FROM export_report WHERE report_id = 1",
    "an event deleted": "DELETE FROM event WHERE id = (SELECT max(id) FROM event)",
    "a strategy changed": "UPDATE strategy_version SET text = text || ' OR lupus' WHERE id = 1",
    "a time that is none": "UPDATE decision SET made_at = 'yesterday' WHERE id = 2",
    "bytes of a source changed": "UPDATE blob SET data = substr(data, 1, length(data) - 1) || x'00'",
}
DERIVED: Final = {
    "a blocking key changed": "UPDATE record_key SET key = key + 1 WHERE record_id = 5 AND key = (SELECT min(key) "
    "FROM record_key WHERE record_id = 5)",
    "a prepared record changed": "UPDATE prepared_record SET other_columns = replace(other_columns, '1', '2') "
    "WHERE record_id = 9",
    "an identifier lost": "DELETE FROM record_number WHERE record_id = 3",
    "a link lost": "DELETE FROM link",
    "a record moved to another report": "UPDATE record SET report_id = 1 WHERE id = (SELECT max(id) FROM record)",
}
HARMLESS: Final = {
    ("derivation_mark", "revision_id"), ("index_state", "version"), ("index_state", "trust"), ("search", "source"),
    ("link", "id"), ("link", "page_id"), ("store_identity", "review_id"), ("store_identity", "made_at"),
}  # fmt: skip
"""Columns that are read again from review.toml or from the records, or that no result depends on."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_review(tmp_path_factory)[0]


@pytest.fixture
def review(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "review"))


def run_sql(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "harvest.db")) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        changed = connection.execute(statement).rowcount
        connection.commit()
    assert changed > 0


def findings(folder: Path) -> tuple[Finding, ...]:
    with open_review(folder, environ={}) as context:
        return check_store(context)


def test_an_intact_review_has_no_problem(review: Path) -> None:
    assert findings(review) == ()


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_what_was_stored_is_found(review: Path, statement: str) -> None:
    run_sql(review, statement)
    assert FindingKind.CHANGED in {finding.kind for finding in findings(review)}


@pytest.mark.parametrize("statement", DERIVED.values(), ids=DERIVED.keys())
def test_a_change_of_what_is_computed_is_found_and_computed_again(review: Path, statement: str) -> None:
    run_sql(review, statement)
    assert {finding.kind for finding in findings(review)} == {FindingKind.DERIVED}
    with open_review_locked(review, command="db check --repair", environ={}) as context:
        assert repair_store(context) == ()


@pytest.mark.skipif(not NIGHTLY, reason="make nightly changes every column of every table")
def test_a_change_of_any_column_is_found_or_harmless(review: Path) -> None:
    content = (review / "harvest.db").read_bytes()
    silent = set()
    for table, column in columns(review):
        restore(review, content)
        if change_a_value(review, table, column) and not is_noticed(review):
            silent.add((table, column))
    assert {place for place in silent if place[0] != "anchor_pair"} <= HARMLESS


@pytest.mark.skipif(not NIGHTLY, reason="make nightly flips a thousand bytes")
def test_a_flipped_byte_is_found_or_changes_no_content(review: Path) -> None:
    content = (review / "harvest.db").read_bytes()
    before = dump(review)
    choice = random.Random(20261201)
    for _ in range(1000):
        changed = bytearray(content)
        place = choice.randrange(len(changed))
        changed[place] ^= 1 << choice.randrange(8)
        restore(review, bytes(changed))
        if not is_noticed(review):
            assert harmful_tables(before, dump(review)) == set(), place


def restore(folder: Path, content: bytes) -> None:
    for ending in ("", "-wal", "-shm"):
        (folder / f"harvest.db{ending}").unlink(missing_ok=True)
    (folder / "harvest.db").write_bytes(content)


def is_noticed(folder: Path) -> bool:
    try:
        return bool(findings(folder))
    except HarvesterError:  # the store is refused
        return True


def columns(folder: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "harvest.db")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = [(table, row[1]) for table in tables for row in connection.execute(f"PRAGMA table_info({table})")]
    yield from found


def change_a_value(folder: Path, table: str, column: str) -> bool:
    """Change one value of a column; return whether there was one, and it may be changed."""
    with closing(sqlite3.connect(folder / "harvest.db")) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        row = connection.execute(f"SELECT {column} FROM {table} LIMIT 1").fetchone()  # noqa: S608 - our own tables
        if row is None:
            return False
        try:
            changed = connection.execute(
                f"UPDATE {table} SET {column} = ? WHERE {column} IS ?",  # noqa: S608 - our own tables
                (another(row[0]), row[0]),
            )
        except sqlite3.IntegrityError:
            return False
        connection.commit()
        return changed.rowcount > 0


def another(value: Any) -> Any:
    if value is None:
        return 1
    if isinstance(value, int | float):
        return value + 1
    return value[:-1] + (b"\x00" if isinstance(value, bytes) else "~")


def dump(folder: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(folder / "harvest.db")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608


def harmful_tables(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> set[str]:
    changed = {table for table in before if before[table] != after.get(table)}
    return changed - {table for table, _ in HARMLESS} - {"anchor_pair"}
