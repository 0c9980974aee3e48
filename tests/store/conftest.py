"""An empty store for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.store import Store, open_store
from tests.stores import empty_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "harvest.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{empty_store(file)}")
    yield store
    store.close()
