"""Events of a review: what a person or a run stored, and which events count after others were undone. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class EventKind(StrEnum):
    """What an event stored. One command stores one event, with as many rows as it needs."""

    RUN = "run"
    RECORDS_IMPORTED = "records-imported"
    DEDUPLICATION = "deduplication"
    JUDGEMENT = "judgement"
    DECISION = "decision"
    SETTLEMENT = "settlement"
    DECISIONS_IMPORTED = "decisions-imported"
    RETRIEVAL = "retrieval"
    NOTE = "note"
    FULL_TEXT = "full-text"
    STUDY = "study"
    EXTRACTION = "extraction"
    ALERTS_RAISED = "alerts-raised"
    ALERTS_ACKNOWLEDGED = "alerts-acknowledged"
    EXPORT = "export"
    RELEASE = "release"
    PERSON_RENAMED = "person-renamed"
    SEARCH_RENAMED = "search-renamed"
    UNDO = "undo"


def find_withdrawn_events(undos: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Return the events that do not count, given all undos as (event of the undo, event that it undoes).

    An event is withdrawn while an undo that itself counts names it. An undo names an earlier event, so the latest undo
    counts, and going back from it decides about every other one.
    """
    withdrawn: set[int] = set()
    for event, undone in sorted(undos, reverse=True):
        if event not in withdrawn:
            withdrawn.add(undone)
    return frozenset(withdrawn)
