"""Read files that a user named, with messages about a wrong path; write files that appear whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

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


_HINT: Final = "Choose a file in a folder that you may write to."


class AtomicFiles:
    """Writes files under temporary names, then moves all into place; leaving the ``with`` block removes the others."""

    def __init__(self) -> None:
        self._targets: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for target in self._targets:
            with suppress(OSError):  # a temporary file that stays does no harm
                _temporary_path(target).unlink(missing_ok=True)

    def write(self, target: Path, content: bytes) -> None:
        """Write a file under a temporary name. Raises ``UsageError`` where the file could not be written."""
        if target.is_dir():
            raise UsageError(f"{target} cannot be written: it is a folder.", hint=_HINT)
        try:
            with _temporary_path(target).open("wb") as file:
                self._targets.append(target)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _write_error(target, error) from error

    def publish(self, *, hint: str = _HINT) -> None:
        """Move all files into place. Raises ``UsageError``, with that hint, where one cannot be moved."""
        for target in self._targets:
            try:
                _temporary_path(target).replace(target)
            except OSError as error:
                raise _write_error(target, error, hint=hint) from error


def _temporary_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _write_error(target: Path, error: OSError, *, hint: str = _HINT) -> UsageError:
    return UsageError(f"{target} cannot be written: {error.strerror}.", hint=hint)
