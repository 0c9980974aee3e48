"""Tables of searches: strategies, runs, and the bytes that sources sent."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values, partial_index

FINISHED_STATUSES: Final = ("complete", "partial")
"""Statuses of runs that count as a search, unless they were withdrawn."""


class Search(Base):
    """A search of a review: a strategy in a source, identified by its ``key`` for good."""

    __tablename__ = "search"
    __table_args__ = (allowed_values("kind", "database", "register", "website", "organisation", "citation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))


class StrategyVersion(Base):
    """A version of a search's strategy text; each text that was ever run is stored once."""

    __tablename__ = "strategy_version"
    __table_args__ = (UniqueConstraint("search_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int] = mapped_column(ForeignKey("search.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]


class Run(Base):
    """One execution of a search, or one export file of it. Only finished runs (complete or partial) count.

    ``promised`` is the number of hits that the source reported, ``retrieved`` the number of records retrieved. The
    files of one execution name the first of them as ``part_of_id`` and are shown as one run; ``hits`` is the number of
    hits that a person gave for it. A run has its event once it has ended, and a digest of its content (see
    ``store.run_digest``) once it has finished.
    """

    __tablename__ = "run"
    __table_args__ = (
        allowed_values("origin", "service", "file"),
        allowed_values("mode", "full", "window"),
        allowed_values("status", "running", "complete", "partial", "failed"),
        CheckConstraint("(status = 'running') = (finished_at IS NULL)", name="finished_when_not_running"),
        CheckConstraint("(status = 'running') = (event_id IS NULL)", name="event_when_not_running"),
        CheckConstraint("status <> 'complete' OR promised = retrieved", name="complete_has_all_hits"),
        CheckConstraint("(origin = 'file') = (file_sha256 IS NOT NULL)", name="file_has_hash"),
        Index(
            "uq_run_one_running", "search_id", unique=True, **partial_index("status = 'running' AND origin = 'service'")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int] = mapped_column(ForeignKey("search.id"), index=True)
    strategy_version_id: Mapped[int | None] = mapped_column(ForeignKey("strategy_version.id"))
    origin: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    search_date: Mapped[str] = mapped_column(String(10))
    promised: Mapped[int | None]
    retrieved: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    platform: Mapped[str] = mapped_column(String(100), default="")
    translation: Mapped[str] = mapped_column(Text, default="")
    warnings: Mapped[str] = mapped_column(Text, default="[]")
    file_name: Mapped[str | None] = mapped_column(Text)
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    software: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), default="")
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    hits: Mapped[int | None]


class Blob(Base):
    """Bytes stored once, compressed with zstandard, named by the SHA-256 of the uncompressed bytes."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Page(Base):
    """Bytes from a source, stored before they are parsed: one reply of a service, or one export file."""

    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("run_id", "seq"),
        allowed_values("holds", "ids", "records"),
        CheckConstraint("parsed_at IS NULL OR unparsed_reason IS NULL", name="parsed_or_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    seq: Mapped[int]
    holds: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)
    format: Mapped[str] = mapped_column(String(32), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    request: Mapped[str] = mapped_column(Text, default="")
    http_status: Mapped[int | None]
    fetched_at: Mapped[datetime]
    parsed_at: Mapped[datetime | None]
    unparsed_reason: Mapped[str | None] = mapped_column(Text)


class UnparsedRecord(Base):
    """A record of a page that could not be read, with the reason; its bytes are in the page."""

    __tablename__ = "unparsed_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    line: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
