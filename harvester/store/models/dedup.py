"""Tables of de-duplication: judgements about pairs, the index derived from records, and audit samples."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values, partial_index


class Judgement(Base):
    """Whether two records denote the same report, by rule or by a person; append-only, one live row per pair.

    A person's judgement overrides every rule. The verdict "withdrawn" leaves the pair unjudged. ``undoes`` names the
    judgement that this one revokes. ``evidence`` is a JSON list, see ``harvester.evidence``.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("record_a < record_b", name="ordered"),
        CheckConstraint("probability IS NULL OR probability BETWEEN 0 AND 1", name="probability_range"),
        allowed_values("verdict", "duplicate", "distinct", "unsure", "withdrawn"),
        allowed_values("made_by", "rule", "person"),
        Index("uq_judgement_live", "record_a", "record_b", unique=True, **partial_index("superseded_at IS NULL")),
        Index("ix_judgement_b_live", "record_b", **partial_index("superseded_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_a: Mapped[int] = mapped_column(ForeignKey("record.id"))
    record_b: Mapped[int] = mapped_column(ForeignKey("record.id"))
    verdict: Mapped[str] = mapped_column(String(16))
    made_by: Mapped[str] = mapped_column(String(8))
    person: Mapped[str] = mapped_column(String(100), default="")
    probability: Mapped[float | None]
    evidence: Mapped[str] = mapped_column(Text, default="[]")
    software: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("judgement.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


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


class AuditSample(Base):
    """A random sample of pairs for blind judgement. ``strata`` maps each stratum to its number of pairs, as JSON."""

    __tablename__ = "audit_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[int]
    asked_for: Mapped[int]
    strata: Mapped[str] = mapped_column(Text)
    software: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class AuditPair(Base):
    """A sampled pair, at its position in the sample, with its judgement at that time.

    ``weight`` is the number of pairs of the stratum that the pair represents.
    """

    __tablename__ = "audit_pair"
    __table_args__ = (CheckConstraint("record_a < record_b", name="ordered"),)

    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_sample.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    record_a: Mapped[int] = mapped_column(ForeignKey("record.id"))
    record_b: Mapped[int] = mapped_column(ForeignKey("record.id"))
    stratum: Mapped[str] = mapped_column(String(60))
    merged: Mapped[bool]
    probability: Mapped[float]
    weight: Mapped[float]
