"""What the store takes and gives of studies: what people said of them, as plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

StudyEventKind = Literal["belongs", "removed", "restored", "meta-analysed", "not-meta-analysed"]
STUDY_EVENT_KINDS: Final[tuple[StudyEventKind, ...]] = get_args(StudyEventKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStudyEvent:
    """Something said of a report as a report of a study; ``study_id`` is the study it "belongs" to."""

    kind: StudyEventKind
    report_id: int
    study_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyEventRow:
    """The same as stored, under the report number of its day. ``action`` is shared by all that was said at once."""

    id: int
    action: int
    kind: StudyEventKind
    report_id: int
    study_id: int | None
    reason: str
    person: str
    made_at: datetime
    undoes: int | None
