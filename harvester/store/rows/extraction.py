"""What the store takes and gives of extracted data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """An answer to store: ``place`` names its row below the report; an empty ``field`` takes the row back."""

    report_id: int
    level: str
    place: tuple[str, ...]
    field: str
    value: str = ""
    entered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """A stored answer with who gave it, when, in which file; ``report_id`` is the report's number of that day."""

    id: int
    report_id: int
    level: str
    place: tuple[str, ...]
    field: str
    value: str
    entered: str
    extractor: str
    settles: bool
    file_name: str
    made_at: datetime
