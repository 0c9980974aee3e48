"""New stores without waiting: the migrations run once, every test gets a copy of what they made."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from harvester.store import open_store


def empty_store(path: Path) -> Path:
    """Put a store without any rows there."""
    path.write_bytes(_migrated_store())
    return path


@cache
def _migrated_store() -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "harvest.db"
        open_store(f"sqlite:///{path}").close()
        return path.read_bytes()
