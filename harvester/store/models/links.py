"""Tables derived from revisions: document identifiers, links between documents, and how far derivation has come."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values
from harvester.store.rows.links import LINK_KINDS


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
