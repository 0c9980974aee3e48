"""Tables of events: who stored what when, what was undone, and the chain of digests over all of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.events import EventKind
from harvester.store.models.base import Base, allowed_values, partial_index


class Event(Base):
    """What one command of a person, or one run, stored; append-only. Its rows in other tables have its ``event_id``.

    ``undoes`` names the event that an undo withdraws, ``reason`` says why; ``detail`` (JSON) is what events without
    rows consist of, such as the names of a rename. ``digest`` is the link of the chain: :mod:`.event_chain`.
    """

    __tablename__ = "event"
    __table_args__ = (
        allowed_values("kind", *EventKind),
        CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name="undo_names_an_event"),
        CheckConstraint("undoes IS NULL OR undoes < id", name="undo_is_later"),
        Index("ix_event_undoes", "undoes", **partial_index("undoes IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    person: Mapped[str] = mapped_column(String(100), default="")
    made_at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(Text, default="{}")
    digest: Mapped[str] = mapped_column(String(64), default="")


class EventChain(Base):
    """A single row: the last event and its digest, so that events cut off at the end are noticed."""

    __tablename__ = "event_chain"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    digest: Mapped[str] = mapped_column(String(64))
