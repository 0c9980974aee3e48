"""Tables of records and their revisions, and the links and identifiers derived from these."""

from __future__ import annotations

from typing import Final, Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values, partial_index


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


class UnconfirmedRetrieval(Base):
    """A record that a partial run did not return, while its row of ``retrieval`` stayed open: absent, or lost.

    The run counts as having retrieved it only while another run of the row counts.
    """

    __tablename__ = "unconfirmed_retrieval"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's declarative form

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)


class UncountedRecord(Base):
    """A record that only withdrawn runs retrieved: it is in no list and no report. Derived from events and retrievals.

    ``heir_id`` is a record of the report that it was part of, through which that report keeps what was decided about
    it under this record's number; NULL where no run holds that report any more.
    """

    __tablename__ = "uncounted_record"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    heir_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)


LinkKind = Literal[
    "retracted-by",
    "retraction-of",
    "partly-retracted-by",
    "partial-retraction-of",
    "concern-in",
    "concern-of",
    "erratum-in",
    "erratum-of",
    "update-in",
    "update-of",
    "republished-in",
    "republished-from",
    "comment-in",
    "comment-on",
    "preprint-of",
    "article-of",
]

LINK_KINDS: Final[tuple[LinkKind, ...]] = get_args(LinkKind)
"""What one document can be to another. "preprint-of": the record is a preprint of the other; "article-of": the other is
a preprint of the record."""


class RecordNumber(Base):
    """An identifier of a record's document ("pmid:37344166", "doi:10.1000/1"), by which links are resolved."""

    __tablename__ = "record_number"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's declarative form

    number: Mapped[str] = mapped_column(String(300), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)


class Link(Base):
    """A link between two documents (retraction, erratum, update …) in a record's current revision.

    ``target`` is the other document's identifier as in ``record_number``, empty where the source gave none;
    ``reference`` is its citation as the source wrote it. ``page_id`` is the first page with this link.
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
    """A single row: the last revision from which links, identifiers and changes have been derived."""

    __tablename__ = "derivation_mark"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int]
