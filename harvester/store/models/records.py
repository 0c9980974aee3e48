"""Tables of records, their revisions, and the runs that retrieved them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, partial_index


class Record(Base):
    """A record: the data of one source about a document, identified by source and accession number; never deleted.

    ``revision`` is the number of the current revision, ``judged`` that of the last one de-duplicated (0: none).

    ``report_id`` names the report of the record. A report is a cluster of duplicate records and has the number of its
    oldest record: clusters that join keep the oldest number, and clusters that are split get their old numbers back.
    So a report number that a person noted can always be resolved.
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
    """A version of a record's content; a changed record gets a new revision, none is ever overwritten."""

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
    """The runs of a search that retrieved a record: all from ``from_run_id`` to ``to_run_id`` (NULL: to the latest).

    So a run without changes adds no row. A run over a part of the search (a file, a date window) adds a row of its own,
    from itself to itself.
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
