"""Blobs: bytes stored once, compressed, under their SHA-256."""

from __future__ import annotations

import hashlib
from typing import Final

import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from harvester.errors import StoreError
from harvester.store.models import Blob

_COMPRESSION_LEVEL: Final = 9


def put(session: Session, data: bytes) -> str:
    """Store bytes; return their SHA-256 in hexadecimal. Equal bytes are stored once."""
    name = hashlib.sha256(data).hexdigest()
    if session.scalar(select(Blob.sha256).where(Blob.sha256 == name)) is None:
        packed = zstandard.ZstdCompressor(level=_COMPRESSION_LEVEL).compress(data)
        session.add(Blob(sha256=name, size=len(data), data=packed))
        session.flush()
    return name


def get(session: Session, sha256: str) -> bytes:
    """Return the bytes of a SHA-256. Raises ``StoreError`` if they are missing or have changed."""
    row = session.get(Blob, sha256)
    if row is None:
        raise StoreError(
            f"The store lost the bytes {sha256}.", hint="Restore a backup; harvester db check lists damage."
        )
    data = _decompress(row)
    if data is None or len(data) != row.size or hashlib.sha256(data).hexdigest() != sha256:
        raise StoreError(f"The bytes {sha256} in the store have changed.", hint="Restore a backup.")
    return data


def _decompress(row: Blob) -> bytes | None:
    try:
        return zstandard.ZstdDecompressor().decompress(row.data, max_output_size=row.size)
    except zstandard.ZstdError:
        return None
