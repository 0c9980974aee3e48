"""What sources said: searches, runs, the pages they sent, the records in them, and what is derived from those."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values, partial_index
from harvester.store.values import LINK_KINDS


class Search(Base):
    """A strategy in a source; its ``key`` is its identity for good."""

    __tablename__ = "search"
    __table_args__ = (allowed_values("kind", "database", "register", "website", "organisation", "citation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))


class StrategyVersion(Base):
    """The text of a search as it was run, once for every text that was ever run."""

    __tablename__ = "strategy_version"
    __table_args__ = (UniqueConstraint("search_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int] = mapped_column(ForeignKey("search.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]


class Run(Base):
    """One execution of a search, or one export file of it. Only finished runs count as a search."""

    __tablename__ = "run"
    __table_args__ = (
        allowed_values("origin", "service", "file"),
        allowed_values("mode", "full", "window"),
        allowed_values("status", "running", "complete", "partial", "failed"),
        CheckConstraint("(status = 'running') = (finished_at IS NULL)", name="finished_when_not_running"),
        CheckConstraint("status <> 'complete' OR promised = retrieved", name="complete_kept_its_promise"),
        CheckConstraint("(origin = 'file') = (file_sha256 IS NOT NULL)", name="file_has_hash"),
        Index(
            "uq_run_one_running", "search_id", unique=True, **partial_index("status = 'running' AND origin = 'service'")
        ),
        Index(
            "uq_run_file_once",
            "search_id",
            "file_sha256",
            unique=True,
            **partial_index("status <> 'failed' AND origin = 'file'"),
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


class Blob(Base):
    """Bytes kept once, compressed (zstandard), named by the SHA-256 of what they were before compression."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Page(Base):
    """What a source sent, stored before it is parsed: one reply of a service, or one export file."""

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
    """One record of a page that could not be read, with the reason; the bytes are in the page."""

    __tablename__ = "unread_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    line: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)


class Record(Base):
    """A record: what one source delivers about a document, known by source + accession number; never deleted.

    ``revision`` is the number of its current revision; ``judged`` the one that de-duplication has seen (0: none).

    ``report_id`` names the report it belongs to. A report is a cluster of duplicate records and bears the number of
    its oldest record: when clusters join, the oldest number stays and the others lead to it; when they part again,
    each gets back the oldest number it had. So a number a person wrote down always leads somewhere.
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("source", "accession"),
        CheckConstraint("judged <= revision", name="judged_what_exists"),
        CheckConstraint("report_id <= id", name="oldest_number_stays"),
        Index("ix_record_unjudged", "id", **partial_index("judged < revision")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    accession: Mapped[str] = mapped_column(String(200))
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    first_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    revision: Mapped[int]
    judged: Mapped[int] = mapped_column(default=0)


class Revision(Base):
    """A record's content as delivered once; a changed record gets a new one, none is ever overwritten."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("record_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    number: Mapped[int]
    format: Mapped[str] = mapped_column(String(32))
    content_hash: Mapped[str] = mapped_column(String(64))
    citation: Mapped[str] = mapped_column(Text)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    line: Mapped[int]


class Retrieval(Base):
    """Which runs of a search saw a record: every one from ``from_run_id`` to ``to_run_id`` (open: to the latest).

    A run with nothing new therefore writes nothing here. A run that shows only part of a search (a file, a window)
    writes a row of its own, from itself to itself.
    """

    __tablename__ = "retrieval"
    __table_args__ = (
        UniqueConstraint("search_id", "record_id", "from_run_id"),
        CheckConstraint("to_run_id IS NULL OR to_run_id >= from_run_id", name="forward"),
        Index("uq_retrieval_open", "search_id", "record_id", unique=True, **partial_index("to_run_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int] = mapped_column(ForeignKey("search.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    from_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    to_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))


class RecordKey(Base):
    """The inverted index of blocking keys: how an update finds the records a new one might duplicate."""

    __tablename__ = "record_key"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's declarative form

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)


class RecordNumber(Base):
    """Under which numbers a record's document is known ("pmid:37344166", "doi:10.1000/1"): how links find it."""

    __tablename__ = "record_number"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's declarative form

    number: Mapped[str] = mapped_column(String(300), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)


class Link(Base):
    """What a record's current revision says of its document and another: a retraction, an erratum, an update …

    ``target`` is a number as in ``record_number``, empty where the source gave none; ``reference`` is the other as the
    source wrote it. ``page_id`` is the page that said so first.
    """

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("record_id", "kind", "target", "reference"), allowed_values("kind", *LINK_KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    kind: Mapped[str] = mapped_column(String(24), index=True)
    target: Mapped[str] = mapped_column(String(300))
    reference: Mapped[str] = mapped_column(Text)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))


class DerivationMark(Base):
    """One row: up to which revision the links and numbers have been read out and changes been looked at."""

    __tablename__ = "read_through"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int]
