"""What de-duplication knows of the records it has seen, so that an update's cost is that of the new. Derived."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base


class RecordSortKey(Base):
    """Where a record stands among those of its keys and its title; all are numbers made of what it says.

    ``title`` and ``content`` are hashes, ``beginning`` sorts as titles do; ``listed`` is the volume where it counts for
    headings, else 0.
    """

    __tablename__ = "record_place"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    title: Mapped[int] = mapped_column(BigInteger, index=True)
    beginning: Mapped[int] = mapped_column(BigInteger)
    page: Mapped[int] = mapped_column(BigInteger)
    volume: Mapped[int] = mapped_column(BigInteger)
    year: Mapped[int]
    listed: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[int] = mapped_column(BigInteger)


class PreparedRecord(Base):
    """A record as the rules compare it (``dedup.packed``): what an update needs of those that new ones may resemble.

    Of most of them it needs no more than the ``outline``.
    """

    __tablename__ = "prepared_record"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    outline: Mapped[str] = mapped_column(Text)
    rest: Mapped[str] = mapped_column(Text)


class AnchorPair(Base):
    """A pair near-certain by other fields, and what it says of three: 0 nothing, 1 they agree, 2 they differ."""

    __tablename__ = "certain_pair"
    __table_args__ = (CheckConstraint("record_a < record_b", name="ordered"), {"sqlite_with_rowid": False})

    record_a: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    record_b: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    volume: Mapped[int]
    issue: Mapped[int]
    pages: Mapped[int]


class IndexState(Base):
    """One row: by which version of the rules the index was made, and the trust in each field that was judged by."""

    __tablename__ = "index_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(40))
    trust: Mapped[str] = mapped_column(Text)
