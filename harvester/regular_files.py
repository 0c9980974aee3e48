"""Open files that others named: regular files alone. A named pipe or a device would be waited for for ever."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack
from io import BufferedReader
from pathlib import Path
from typing import Final

_KINDS: Final = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


class NotRegularFileError(OSError):
    """A path names a pipe, a device or a socket; ``strerror`` says which."""


def open_regular_file(path: Path) -> BufferedReader:
    """Open a regular file for reading bytes, and nothing else; never waits for a pipe.

    Raises ``OSError`` as ``open`` does, ``IsADirectoryError`` and ``NotRegularFileError`` among others.
    """
    _require_regular(path.stat().st_mode, path)  # opening a device may do something already
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with ExitStack() as unless_returned:
        unless_returned.callback(os.close, descriptor)
        _require_regular(os.fstat(descriptor).st_mode, path)  # another file may have taken its place
        file = os.fdopen(descriptor, "rb")
        unless_returned.pop_all()
    return file


def _require_regular(mode: int, path: Path) -> None:
    if kind := _KINDS.get(stat.S_IFMT(mode)):
        raise NotRegularFileError(None, f"it is {kind}, not a file", str(path))
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(None, "it is a folder", str(path))
