"""Table of the store itself: its id, and the review that it belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base


class StoreIdentity(Base):
    """A single row: the random id of the store, its time of creation, and the id of its review ("" at first)."""

    __tablename__ = "store_identity"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[str] = mapped_column(String(32))
    review_id: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
