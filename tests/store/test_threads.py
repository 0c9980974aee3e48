"""Threads of one program share a store: they write one after another, and never once it is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.errors import StoreError
from harvester.store import Store, open_store, runs

LONG = 20.0


def add(store: Store, key: str) -> None:
    with store.write() as session:
        runs.register_search(session, key=key, source="pubmed", name=key, kind="database")


def keys(store: Store) -> set[str]:
    with store.read() as session:
        return {search.key for search in runs.load_searches(session)}


def in_threads(*works: Callable[[], object]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.parametrize("where", ["sqlite:///{folder}/harvest.db", "sqlite://"])
def test_many_threads_write_and_none_is_refused(where: str, tmp_path: Path) -> None:
    store = open_store(where.format(folder=tmp_path))

    def some(first: int) -> None:
        for number in range(first, first + 10):
            add(store, f"s{number}")
            assert f"s{number}" in keys(store)

    for thread in in_threads(*(lambda first=first: some(first) for first in range(0, 60, 10))):
        thread.join(LONG)
    assert keys(store) == {f"s{number}" for number in range(60)}
    store.close()


def test_who_wants_to_write_waits_for_the_one_who_writes_and_readers_do_not(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/harvest.db")
    written = threading.Event()

    def second() -> None:
        add(store, "second")
        written.set()

    with store.write() as session:
        runs.register_search(session, key="first", source="pubmed", name="first", kind="database")
        in_threads(second)
        assert keys(store) == set()
        assert not written.wait(0.05)
    assert written.wait(LONG)
    assert keys(store) == {"first", "second"}
    store.close()


def test_a_closed_store_is_written_to_no_more(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/harvest.db")
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        add(store, "late")


def test_closing_waits_for_a_transaction_under_way_but_not_for_ever(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/harvest.db")
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        with store.write() as session:
            runs.register_search(session, key="slow", source="pubmed", name="slow", kind="database")
            begun.set()
            assert go_on.wait(LONG)
        ended.set()

    in_threads(slow)
    assert begun.wait(LONG)
    store.close()
    assert not ended.is_set()
    go_on.set()
    assert ended.wait(LONG)
    reopened = open_store(f"sqlite:///{tmp_path}/harvest.db")
    assert keys(reopened) == {"slow"}
    reopened.close()
