"""Names of files on the command line: patterns in, files out."""

from __future__ import annotations

import getpass
import glob
from collections.abc import Iterable
from pathlib import Path

from harvester.errors import UsageError


def expand_globs(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files meant: a pattern that no shell has expanded is expanded; a file of that very name comes first."""
    return tuple(match for path in paths for match in _match_glob(path))


def write_file(path: Path, content: bytes) -> str:
    """Write a file; returns its name. Raises ``UsageError`` that says why it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", hint="Name a file in a folder of yours that exists."
        ) from error
    return str(path)


def current_user() -> str:
    """The name decisions are signed with unless another is given."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown user"


def _match_glob(path: Path) -> list[Path]:
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    return sorted(map(Path, glob.glob(str(path), recursive=True))) or [path]  # noqa: PTH207 - absolute patterns too
