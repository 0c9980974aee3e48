"""Read files that a user named, with messages about a wrong path."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harvester.errors import UsageError
from harvester.regular_files import NotRegularFileError, open_regular_file

_BLOCK: Final = 100_000


def read_file_bytes(path: Path) -> bytes:
    """Return the bytes of a file. Raises ``UsageError`` that explains what is wrong with the path."""
    with _explain_read_errors(path), open_regular_file(path) as file:
        return file.read()


def iter_blocks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, 100 kB at a time. Raises ``UsageError`` that explains what is wrong with the path."""
    with _explain_read_errors(path), open_regular_file(path) as file:
        while block := file.read(_BLOCK):
            yield block


def hash_file(path: Path) -> str:
    """Return the SHA-256 (hex) of a file. Raises ``UsageError`` that explains what is wrong with the path."""
    with _explain_read_errors(path), open_regular_file(path) as file:
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
        raise UsageError(f"There is no file {show_path(path)}.", hint=_similar_files_hint(path)) from error
    except IsADirectoryError as error:
        raise UsageError(
            f"{show_path(path)} is a folder, not an export file.", hint="Name the files in it, for instance with /*."
        ) from error
    except NotRegularFileError as error:
        raise UsageError(
            f"{show_path(path)} cannot be read: {error.strerror}.", hint="Save its content to a file, and name that."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{show_path(path)} cannot be read: {reason}.", hint="Check who may read it.") from error


def show_path(path: Path | str) -> str:
    """Return a path as text that can be stored and printed: bytes that are no text are written like \\xe9."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def list_files_below(folder: Path) -> tuple[Path, ...]:
    """Return everything below a folder but its folders, hidden files apart, sorted by path.

    What cannot be imported (a folder that cannot be read, a link to a folder or to itself) is listed too, so that it is
    named when it is opened.
    """
    entries: list[Path] = []

    def add_unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            entries.append(Path(os.fsdecode(error.filename)))

    for parent, folders, names in os.walk(folder, onerror=add_unreadable):
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        entries += [Path(parent) / name for name in (*names, *linked) if not name.startswith(".")]
    return tuple(sorted(entries, key=os.fsencode))


def _similar_files_hint(path: Path) -> str:
    siblings = path.parent.iterdir() if path.parent.is_dir() else ()
    similar = sorted(show_path(sibling.name) for sibling in siblings if sibling.suffix == path.suffix)[:5]
    return f"That folder contains: {', '.join(similar)}." if similar else "Check the spelling and the folder."
