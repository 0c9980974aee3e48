"""A store made by the migrations is the store the models describe."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from harvester.errors import StoreError
from harvester.store import HEAD, connect, open_store, schema_version, upgrade
from harvester.store.maintenance.backup import back_up
from harvester.store.maintenance.migrate import _alembic_config
from harvester.store.models.base import Base


def test_upgrading_from_nothing_gives_what_the_models_describe(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'harvest.db'}")
    with store.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    store.close()


def test_every_check_of_the_models_is_in_the_migrated_tables(tmp_path: Path) -> None:
    migrated, described = tmp_path / "migrated.db", tmp_path / "described.db"
    open_store(f"sqlite:///{migrated}").close()
    store = connect(f"sqlite:///{described}")
    with store.write() as session:
        Base.metadata.create_all(session.connection())
    store.close()
    assert _tables(migrated) == _tables(described)


def _tables(path: Path) -> dict[str, set[str]]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {
        name: {line.strip().rstrip(",") for line in sql.replace("\t", " ").replace('"', "").splitlines()}
        for name, sql in rows
        if name != "alembic_version"
    }


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert ScriptDirectory.from_config(_alembic_config()).get_current_head() == HEAD


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'harvest.db'}")
    assert upgrade(store) == (HEAD, HEAD)
    assert schema_version(store) == HEAD
    store.close()


def test_a_store_of_a_newer_harvester_is_refused_and_left_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "harvest.db"
    open_store(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="written by a newer harvester") as caught:
        open_store(f"sqlite:///{path}")
    assert "Nothing was changed" in caught.value.hint


def test_a_store_is_never_downgraded(tmp_path: Path) -> None:
    script = ScriptDirectory.from_config(_alembic_config()).get_revision("0001")
    assert script is not None
    with pytest.raises(NotImplementedError, match="restore the backup"):
        script.module.downgrade()
    assert not list(tmp_path.iterdir())


def test_a_backup_holds_what_the_store_holds_and_overwrites_nothing(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'harvest.db'}")
    copy = back_up(store, tmp_path / "copy.db")
    assert _tables(copy) == _tables(tmp_path / "harvest.db")
    with pytest.raises(StoreError, match="exists already"):
        back_up(store, copy)
    store.close()
