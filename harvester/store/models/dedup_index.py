"""Tables of the de-duplication index, derived from records so that an update compares only new and changed ones."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base


class RecordSortKey(Base):
    """Numbers by which the records of a large block are sorted.

    ``title`` and ``content`` are hashes, ``beginning`` sorts like the titles; ``listed`` is the volume of a record
    whose title may be generic, else 0.
    """

    __tablename__ = "record_sort_key"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    title: Mapped[int] = mapped_column(BigInteger, index=True)
    beginning: Mapped[int] = mapped_column(BigInteger)
    page: Mapped[int] = mapped_column(BigInteger)
    volume: Mapped[int] = mapped_column(BigInteger)
    year: Mapped[int]
    listed: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[int] = mapped_column(BigInteger)


class PreparedRecord(Base):
    """A normalised record, serialised by ``dedup.records.serialise``: the columns for the prefilter, and the others.

    Most candidates of an update are rejected by the prefilter alone.
    """

    __tablename__ = "prepared_record"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    prefilter_columns: Mapped[str] = mapped_column(Text)
    other_columns: Mapped[str] = mapped_column(Text)


class AnchorPair(Base):
    """A pair that other fields make near-certain, with the agreement of three: 0 missing, 1 equal, 2 different."""

    __tablename__ = "anchor_pair"
    __table_args__ = (CheckConstraint("record_a < record_b", name="ordered"), {"sqlite_with_rowid": False})

    record_a: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    record_b: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    volume: Mapped[int]
    issue: Mapped[int]
    pages: Mapped[int]


class IndexState(Base):
    """A single row: the model version that built the index, and the trust in each field used for judgements."""

    __tablename__ = "index_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(40))
    trust: Mapped[str] = mapped_column(Text)


class RecordKey(Base):
    """A blocking key of a record: the inverted index by which an update finds candidate duplicates of new records."""

    __tablename__ = "record_key"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's declarative form

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)
