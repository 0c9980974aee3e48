"""Files a person named: their bytes, their hash, and what is wrong with the name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harvester.errors import UsageError

_BLOCK: Final = 100_000


def read_file_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises ``UsageError`` that says what is wrong with the path."""
    with _explain_read_errors(path):
        return path.read_bytes()


def iter_blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, 100 kB at a time. Raises ``UsageError`` that says what is wrong with the path."""
    with _explain_read_errors(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def hash_file(path: Path) -> str:
    """SHA-256 (hex) of a file's content. Raises ``UsageError`` that says what is wrong with the path."""
    with _explain_read_errors(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_in_kilobytes(path: Path) -> int:
    """The size of a file in kB, one at least; 1 for a file that cannot be read, which says so when it is opened."""
    try:
        return max(1, path.stat().st_size // 1000)
    except OSError:
        return 1


@contextmanager
def _explain_read_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {path}.", hint=_similar_files_hint(path)) from error
    except IsADirectoryError as error:
        raise UsageError(
            f"{path} is a folder, not an export file.", hint="Name the files in it, for instance with /*."
        ) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Check who may read it.") from error


def _similar_files_hint(path: Path) -> str:
    similar: Sequence[str] = ()
    if path.parent.is_dir():
        similar = sorted(sibling.name for sibling in path.parent.iterdir() if sibling.suffix == path.suffix)[:5]
    return f"In that folder there are: {', '.join(similar)}." if similar else "Check the spelling and the folder."
