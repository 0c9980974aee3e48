"""An upgrade to a later version keeps every row. The later version is made up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from alembic import command

from harvester.errors import StoreError
from harvester.resources import shipped_path
from harvester.store import HEAD, Store, open_store, schema_version
from harvester.store.maintenance.integrity import find_damage
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
        assert find_damage(session) == ()


def test_a_store_of_a_later_version_is_not_opened(filled: Store, file: Path, tmp_path: Path) -> None:
    upgrade_to_later_version(filled, tmp_path)
    filled.close()
    with pytest.raises(StoreError, match="written by a newer harvester"):
        open_store(f"sqlite:///{file}")
