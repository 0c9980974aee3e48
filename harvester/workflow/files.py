"""Read files that a user named, with messages about a wrong path."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harvester.errors import UsageError

_BLOCK: Final = 100_000


def read_file_bytes(path: Path) -> bytes:
    """Return the bytes of a file. Raises ``UsageError`` that explains what is wrong with the path."""
    with _explain_read_errors(path):
        return path.read_bytes()


def iter_blocks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, 100 kB at a time. Raises ``UsageError`` that explains what is wrong with the path."""
    with _explain_read_errors(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def hash_file(path: Path) -> str:
    """Return the SHA-256 (hex) of a file. Raises ``UsageError`` that explains what is wrong with the path."""
    with _explain_read_errors(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_in_kilobytes(path: Path) -> int:
    """Return the size of a file in kB, at least 1; 1 for an unreadable file, which raises when it is opened."""
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
    siblings = path.parent.iterdir() if path.parent.is_dir() else ()
    similar = sorted(sibling.name for sibling in siblings if sibling.suffix == path.suffix)[:5]
    return f"That folder contains: {', '.join(similar)}." if similar else "Check the spelling and the folder."
