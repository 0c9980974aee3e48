"""Files a person named: their bytes, their hash, and what is wrong with the name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

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


_HINT: Final = "Name a file in a folder of yours."


class AtomicFiles:
    """Drafts of some files, in a ``with`` statement; those never published are gone when it ends."""

    def __init__(self) -> None:
        self._targets: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for target in self._targets:
            with suppress(OSError):  # a draft that stays is only untidy
                _temporary_path(target).unlink(missing_ok=True)

    def write(self, target: Path, content: bytes) -> None:
        """Write the draft of a file. Raises ``UsageError`` when the file itself could not be written there."""
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
        """Put every draft into its place. Raises ``UsageError``, with that hint, where something came in the way."""
        for target in self._targets:
            try:
                _temporary_path(target).replace(target)
            except OSError as error:
                raise _write_error(target, error, hint=hint) from error


def _temporary_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _write_error(target: Path, error: OSError, *, hint: str = _HINT) -> UsageError:
    return UsageError(f"{target} cannot be written: {error.strerror}.", hint=hint)
