"""Copies of a store: whole or not at all, seven daily ones, and back in place of a store without losing that one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.errors import StoreError
from harvester.store import Store, open_store
from harvester.store.maintenance.backup import back_up, back_up_daily, check_backup, list_backups, restore
from tests.store.filling import NOW, add_search


def searches(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM search ORDER BY id")]


def add(store: Store, key: str) -> None:
    with store.write() as session:
        add_search(session, key)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_copy_is_one_file_with_all_that_was_stored(store: Store, file: Path, tmp_path: Path) -> None:
    add(store, "pubmed")
    copy = back_up(store, tmp_path / "copy.db")
    assert searches(copy) == ["pubmed"]
    assert {name for name in names(tmp_path) if name.startswith("copy") or ".copy" in name} == {"copy.db"}


def test_c7_a_backup_that_fails_leaves_no_file_that_blocks_the_next(store: Store, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    before = names(tmp_path)
    for target in (tmp_path / "absent" / "copy.db", tmp_path / "taken"):
        with pytest.raises(StoreError, match=r"cannot be written|exists already"):
            back_up(store, target)
    assert names(tmp_path) == before


def test_a_backup_never_follows_a_link(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(StoreError, match="exists already"):
        back_up(store, tmp_path / "copy.db")
    assert not (tmp_path / "elsewhere.db").exists()


def test_one_copy_a_day_and_the_newest_seven_are_kept(store: Store, file: Path) -> None:
    for day in range(10):
        add(store, f"search-{day}")
        assert back_up_daily(store, NOW + timedelta(days=day)) is not None
        assert back_up_daily(store, NOW + timedelta(days=day, hours=3)) is None
    kept = list_backups(file)
    assert len(kept) == 7
    assert searches(kept[0].path)[-1] == "search-9"
    assert searches(kept[-1].path)[-1] == "search-3"


def test_the_copies_of_a_person_are_never_removed(store: Store, file: Path) -> None:
    mine = back_up(store, now=NOW)
    for day in range(9):
        back_up_daily(store, NOW + timedelta(days=day))
    assert mine.exists()


def test_a_backup_takes_the_place_of_a_store_which_is_kept(file: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    add(store, "pubmed")
    copy = back_up(store, tmp_path / "copy.db")
    add(store, "embase")
    store.close()
    replaced = restore(file, copy, now=NOW)
    assert searches(file) == ["pubmed"]
    assert replaced is not None
    assert searches(replaced) == ["pubmed", "embase"]
    assert searches(copy) == ["pubmed"]
    assert replaced not in [backup.path for backup in list_backups(file)]


def test_what_a_killed_program_left_in_the_log_is_kept_with_the_replaced_store(file: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    copy = back_up(store, tmp_path / "copy.db")
    add(store, "pubmed")
    log = file.with_name("harvest.db-wal")
    content = file.read_bytes(), log.read_bytes()
    store.close()
    file.write_bytes(content[0])
    log.write_bytes(content[1])
    replaced = restore(file, copy, now=NOW)
    assert replaced is not None
    assert searches(replaced) == ["pubmed"]
    assert searches(file) == []


def test_a_vanished_store_is_restored(store: Store, file: Path, tmp_path: Path) -> None:
    add(store, "pubmed")
    copy = back_up(store, tmp_path / "copy.db")
    store.close()
    file.unlink()
    assert restore(file, copy, now=NOW) is None
    assert searches(file) == ["pubmed"]


@pytest.mark.parametrize("content", [b"", b"notes of a meeting", b"SQLite format 3\x00" + bytes(4080)])
def test_a_file_that_is_no_store_is_not_restored(store: Store, file: Path, tmp_path: Path, content: bytes) -> None:
    add(store, "pubmed")
    (tmp_path / "other.db").write_bytes(content)
    store.close()
    with pytest.raises(StoreError):
        restore(file, tmp_path / "other.db", now=NOW)
    assert searches(file) == ["pubmed"]


def test_a_damaged_copy_is_not_restored(store: Store, file: Path, tmp_path: Path) -> None:
    copy = back_up(store, tmp_path / "copy.db")
    content = bytearray(copy.read_bytes())
    content[4096 * 3 : 4096 * 9] = bytes(4096 * 6)
    copy.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged|cannot be read"):
        check_backup(copy)


def test_a_copy_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no backup"):
        check_backup(tmp_path / "copy.db")


def test_times_of_copies_are_those_of_the_files(store: Store, file: Path) -> None:
    back_up(store, now=NOW)
    [backup] = list_backups(file)
    assert abs(datetime.now(UTC) - backup.made_at) < timedelta(minutes=1)
