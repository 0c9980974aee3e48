"""A store that cannot be used raises an error with the reason and a hint."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from harvester.errors import StoreError
from harvester.store import Store, connect, open_store, sqlite_path
from harvester.store.maintenance.backup import back_up
from tests.store.filling import add_search


def test_writing_while_another_program_writes_is_an_error_with_a_hint(store: Store, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with store.connection() as waiting:
            waiting.exec_driver_sql("PRAGMA busy_timeout = 20")
        with pytest.raises(StoreError, match="another program is writing to it") as caught, store.write():
            pytest.fail("two wrote at once")
    assert "Close the program" in caught.value.hint


def test_a_store_can_be_read_while_somebody_writes(store: Store, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with store.read() as session:
            assert session.scalar(text("SELECT count(*) FROM record")) == 0


def test_a_read_only_store_can_be_read_and_writing_is_an_error(file: Path) -> None:
    open_store(f"sqlite:///{file}").close()
    store = open_store(f"sqlite:///file:{file}?mode=ro&uri=true")
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM record")) == 0
    with pytest.raises(StoreError, match="read-only"), store.write() as session:
        add_search(session)
    store.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "harvest.db"
    path.write_text("TY  - JOUR\n" * 200)
    with pytest.raises(StoreError, match="the file there is not a store") as caught:
        open_store(f"sqlite:///{path}")
    assert str(path) in caught.value.message
    assert "review.toml" in caught.value.hint


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened or created there"):
        open_store(f"sqlite:///{tmp_path / 'absent' / 'harvest.db'}")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(StoreError, match="not a database address"):
        connect("a shoe box")


def test_a_database_nobody_installed_a_driver_for_is_refused() -> None:
    with pytest.raises(StoreError, match="not a database address"):
        connect("nosuchdatabase://host/name")


def test_what_was_begun_and_failed_leaves_no_trace(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as session:
        assert add_search(session) / 0
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM search")) == 0


def test_changes_in_a_reading_session_are_rolled_back(store: Store) -> None:
    with store.read() as session:
        add_search(session)
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM search")) == 0


def test_a_backup_that_cannot_be_written_is_an_error(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        back_up(store, tmp_path / "absent" / "copy.db")


def test_a_store_in_memory_has_no_file_to_back_up() -> None:
    store = connect("sqlite:///:memory:")
    assert sqlite_path(store) is None
    with pytest.raises(StoreError, match="Only SQLite stores"):
        back_up(store)
    store.close()


def test_c7_the_password_of_a_database_is_not_printed() -> None:
    for url in (
        "nosuch://me:secret@host/base",
        "postgresql://me:sec/ret@host:port/base?password=secret",
        "postgresql://me:secret@host:port/",
    ):
        with pytest.raises(StoreError) as caught:
            connect(url)
        assert "secret" not in caught.value.message
        assert "sec/ret" not in caught.value.message
