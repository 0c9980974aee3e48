"""C2: a store knows whose it is. What is not the store of this review is refused and stays as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from harvester.errors import StoreError
from harvester.store import Owner, open_store, store_id
from harvester.store.identity import APPLICATION_ID, FILE_FORMAT

ANAKINRA = Owner("anakinra")


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def run_sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def create(path: Path, owner: Owner = ANAKINRA) -> str:
    """Create a store; return its id."""
    store = open_store(url(path), owner)
    created = store_id(store)
    store.close()
    return created


def refusal(path: Path, owner: Owner) -> str:
    """Why a store is not opened; its file must stay as it was."""
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StoreError) as refused:
        open_store(url(path), owner)
    assert (path.read_bytes() if path.exists() else None) == before
    assert refused.value.hint
    return refused.value.message


def test_the_header_of_the_file_names_harvester_and_the_format(file: Path) -> None:
    create(file)
    header = file.read_bytes()[:100]
    assert int.from_bytes(header[68:72], "big") == APPLICATION_ID
    assert int.from_bytes(header[60:64], "big") == FILE_FORMAT


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE bookmarks (url TEXT)",),
        ("CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('0001')"),
        ("CREATE TABLE record (id INTEGER)", "CREATE TABLE run (id INTEGER)"),
        ("PRAGMA application_id = 252006673",),
        (f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {FILE_FORMAT + 1}"),
    ],
    ids=["tables", "another program's alembic", "like-named tables", "no tables, another's mark", "a later format"],
)
def test_a_database_that_is_no_store_of_this_version_is_refused_and_not_changed(
    file: Path, statements: tuple[str, ...]
) -> None:
    run_sql(file, *statements)
    assert "program" in (message := refusal(file, ANAKINRA)) or "newer harvester" in message


@pytest.mark.parametrize("content", [b"not a database at all", b"%PDF-1.7\n" + bytes(5000)])
def test_a_file_of_another_kind_is_refused_and_not_changed(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert "not a store" in refusal(file, ANAKINRA)


def test_a_store_that_vanished_is_not_begun_anew(file: Path) -> None:
    known = create(file)
    file.unlink()
    assert "missing or empty" in refusal(file, Owner("anakinra", known))
    assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"SQLite"])
def test_a_store_that_was_emptied_or_cut_off_is_not_begun_anew(file: Path, content: bytes) -> None:
    known = create(file)
    file.write_bytes(content)
    refusal(file, Owner("anakinra", known))


def test_a_store_whose_tables_were_dropped_is_not_begun_anew(file: Path) -> None:
    known = create(file)
    file.unlink()
    run_sql(file, "PRAGMA user_version = 0")
    assert "missing or empty" in refusal(file, Owner("anakinra", known))


def test_the_store_of_another_review_is_refused_even_before_this_one_has_its_own(file: Path) -> None:
    create(file, Owner("sepsis"))
    assert "belongs to the review 'sepsis'" in refusal(file, ANAKINRA)


def test_the_store_of_another_review_of_the_same_name_is_refused(file: Path, tmp_path: Path) -> None:
    known = create(tmp_path / "own.db")
    create(file)
    assert "belongs to the review 'anakinra'" in refusal(file, Owner("anakinra", known))


def test_a_review_may_change_its_id_and_keeps_its_store(file: Path) -> None:
    known = create(file)
    open_store(url(file), Owner("iv-anakinra", known)).close()
    assert "'iv-anakinra'" in refusal(file, Owner("sepsis"))
