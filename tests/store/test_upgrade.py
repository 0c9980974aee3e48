"""A store of an earlier version is brought to the newest with everything in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from harvester.store import HEAD, Store, connect, schema_version, upgrade
from harvester.store.integrity import find_damage
from harvester.store.migrate import _alembic_config
from harvester.store.models.base import Base
from tests.store.rows import NOW, add_file_run, add_full_run, add_records, add_search


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Store]:
    """A store as the first version made it, with rows of that time in it."""
    store = connect(f"sqlite:///{tmp_path / 'harvest.db'}")
    with store.connection() as connection:
        config = _alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with store.write() as session:
        search = add_search(session)
        first = add_full_run(session, search, (), day=1)
        ids = add_records(session, first, "30000001", "30000002", "30000003")
        add_full_run(session, search, ids, day=2)
        add_full_run(session, search, ids[:2], day=3)
        add_file_run(session, search, ids[1:], day=4)
        session.execute(text("UPDATE record SET report_id = 1 WHERE id = 2"))
        session.execute(
            text(
                "INSERT INTO decision (report_id, stage, verdict, reason, reviewer, tool, automation, adjudicates,"
                " made_at) VALUES (1, 'title-abstract', 'include', '', 'Ann', 'harvester', 0, 0, :now)"
            ),
            {"now": NOW.isoformat(timespec="microseconds")},
        )
    yield store
    store.close()


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Table → its rows, but for the table that tells the version."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()  # noqa: S608 - names it told us
            for name in names
            if name != "alembic_version"
        }


def test_upgrading_a_store_with_rows_loses_none_of_them(old: Store, tmp_path: Path) -> None:
    path = tmp_path / "harvest.db"
    before = rows(path)
    assert schema_version(old) == "0001"
    assert upgrade(old) == ("0001", HEAD)
    after = rows(path)
    assert {name: after[name] for name in before} == before
    assert after.keys() == Base.metadata.tables.keys()
    assert not any(after[name] for name in after if name not in before)
    assert len(after["record"]) == 3
    with old.read() as session:
        assert find_damage(session) == ()
