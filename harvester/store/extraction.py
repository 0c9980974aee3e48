"""Extracted data: answers in every version. None is changed or deleted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.store import blobs
from harvester.store.events import NewEvent, only_counting
from harvester.store.models import Extraction, ExtractionAnswer
from harvester.store.sql import column_values, to_value


def add_answers(
    session: Session,
    answers: Iterable[NewAnswer],
    *,
    extractor: str,
    settles: bool,
    event: NewEvent,
    file: tuple[str, bytes] | None = None,
) -> int:
    """Store answers that were imported together, with the (name, bytes) of their file; return their number.

    Without answers nothing is stored.
    """
    new = list(answers)
    if not new:
        return 0
    extraction = Extraction(
        extractor=extractor,
        settles=settles,
        file_name=file[0] if file else "",
        sha256=blobs.put(session, file[1]) if file else None,
        made_at=event.made_at,
        event_id=event.id,
        software=f"harvester {__version__}",
    )
    session.add(extraction)
    session.flush()
    rows = [
        column_values(answer, extraction_id=extraction.id, place=json.dumps(answer.place, ensure_ascii=False))
        for answer in new
    ]
    session.execute(insert(ExtractionAnswer), rows)
    return len(rows)


def load_answer_rows(session: Session, *, until: datetime | None = None) -> tuple[AnswerRow, ...]:
    """Return every answer in every version (up to a moment), oldest first."""
    query = (
        select(ExtractionAnswer, Extraction)
        .join(Extraction, Extraction.id == ExtractionAnswer.extraction_id)
        .where(*only_counting(session, Extraction.event_id, until=until))
        .order_by(ExtractionAnswer.id)
    )
    if until is not None:
        query = query.where(Extraction.made_at <= until)
    return tuple(
        to_value(
            AnswerRow,
            answer,
            place=tuple(json.loads(answer.place)),
            extractor=extraction.extractor,
            settles=extraction.settles,
            file_name=extraction.file_name,
            made_at=extraction.made_at,
        )
        for answer, extraction in session.execute(query)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """An answer to store: ``place`` identifies its row below the report; an empty ``field`` withdraws the row."""

    report_id: int
    level: str
    place: tuple[str, ...]
    field: str
    value: str = ""
    entered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """A stored answer with extractor, time and file. ``report_id`` is the report's number at that time."""

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
