"""Zip archives that screening tools export, unpacked in memory and within limits. Pure."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from harvester.errors import FormatError

_MOST_BYTES: Final = 500_000_000
_MOST_PARTS: Final = 5_000
_BROKEN: Final = (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error)
"""What zipfile raises for archives that are damaged, encrypted or packed in a way it does not know."""


def is_zip_archive(data: bytes) -> bool:
    """Whether the bytes begin as a zip archive does."""
    return data.startswith(b"PK\x03\x04")


def unpack_archive(data: bytes, *, name: str, names: tuple[str, ...] | None = None) -> dict[str, bytes]:
    """Name → content of the files in an archive, folders left out; content only of the ``wanted`` ones (None: of all).

    Raises FormatError for an archive that is damaged, encrypted, or would grow beyond 500 MB or 5,000 files.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            size = sum(part.file_size for part in parts)
            if size > _MOST_BYTES or len(parts) > _MOST_PARTS:
                raise FormatError(
                    f"{name}: this zip archive would grow to {size:,} bytes in {len(parts):,} files; it was not "
                    f"unpacked for safety (limit {_MOST_BYTES:,})",
                    hint="Unpack it yourself and name the file in it.",
                )
            return {
                part.filename: archive.read(part) if names is None or part.filename in names else b"" for part in parts
            }
    except _BROKEN as broken:
        raise FormatError(
            f"{name}: this zip archive cannot be unpacked ({broken})", hint="Download it again, or unpack it yourself."
        ) from broken
