"""Which files belong to a review itself, so that no command writes its output over one of them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from harvester.errors import ReviewError
from harvester.extraction import FORM_FILE
from harvester.review import REVIEW_FILE, database_file, parse_toml, read_text
from harvester.store.maintenance.backup import BACKUP_FOLDER
from harvester.workflow.context import STORE_ID_FILE
from harvester.workflow.lock import HOLDER_FILE, LOCK_FILE

OUTPUT_LIST_FILE: Final = "harvest.outputs"
"""The list of the files that harvester wrote for a review; :mod:`harvester.workflow.output_files` keeps it."""

_DEFAULT_DATABASE: Final = "sqlite:///harvest.db"
_FILES: Final = (REVIEW_FILE, FORM_FILE, LOCK_FILE, HOLDER_FILE, STORE_ID_FILE, OUTPUT_LIST_FILE)
_FOLDERS: Final = ("imports", BACKUP_FOLDER)
_STORE_ENDINGS: Final = ("", "-wal", "-shm", "-journal")


def find_review_of(path: Path) -> Iterator[Path]:
    """Yield the folders of the reviews that a path lies in, the nearest first."""
    for folder in path.parents:
        if (folder / REVIEW_FILE).is_file():
            yield folder


def is_review_file(path: Path, folder: Path) -> bool:
    """Return whether a path names a file of the review in a folder: its settings, strategies, store, imports, backups.

    Two paths name one file where they differ in case or Unicode form only (some file systems ignore both), or where
    the file system has one file under both names (a hard link, a link).
    """
    names = _names_of(path)
    for own in _own_files(folder):
        if _names_of(own) & names or _is_same_file(own, path):
            return True
    inside = {parent for name in names for parent in Path(name).parents}
    return any(Path(name) in inside for own in _FOLDERS for name in _names_of(folder / own)) or _is_import(path, folder)


def is_same_target(path: Path, other: Path) -> bool:
    """Return whether two paths name one file, as :func:`is_review_file` compares them."""
    return bool(_names_of(path) & _names_of(other)) or _is_same_file(path, other)


def _own_files(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in _FILES)
    settings = _read_settings(folder)
    searches = settings.get("search")
    for search in searches if isinstance(searches, list) else ():
        strategy = search.get("strategy") if isinstance(search, dict) else None
        if isinstance(strategy, str) and strategy.strip():
            yield folder / strategy.strip()
    review = settings.get("review")
    database = review.get("database") if isinstance(review, dict) else None
    store = database_file(database if isinstance(database, str) else _DEFAULT_DATABASE, folder)
    if store is not None:
        yield from (store.with_name(store.name + ending) for ending in _STORE_ENDINGS)


def _read_settings(folder: Path) -> dict[str, Any]:
    """Return what review.toml holds; nothing where it cannot be read: the usual names are protected all the same."""
    with suppress(ReviewError):
        text = read_text(folder / REVIEW_FILE, REVIEW_FILE)
        return parse_toml(text, REVIEW_FILE) if text else {}
    return {}


def _is_import(path: Path, folder: Path) -> bool:
    """Return whether a path is a second name (a hard link) of a file in imports/."""
    with suppress(OSError):
        status = path.stat()
        if status.st_nlink > 1:
            return any(_is_same_file(file, path) for file in (folder / "imports").glob("*/*"))
    return False


def _names_of(path: Path) -> set[str]:
    """Return the absolute path as it is written and as links lead it, in one case and Unicode form."""
    paths = (str(Path(os.path.realpath(path.parent)) / path.name), os.path.realpath(path))
    return {unicodedata.normalize("NFC", name).casefold() for name in paths}


def _is_same_file(path: Path, other: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.samefile(other)
    return False
