"""A reviewer's screening session: the queue of reports, the position in it, the time it will take; terms to highlight.
Pure.

It holds no decisions but the reviewer's own: screening is blind.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final, Literal

from harvester.screening.decisions import Decision

QueueOrder = Literal["newest", "oldest", "random"]
QUEUE_ORDERS: Final[tuple[QueueOrder, ...]] = ("newest", "oldest", "random")

_LATEST: Final = 20
"""How many of the last decisions the pace is measured by: people get quicker."""


@dataclass(frozen=True, slots=True)
class QueuedReport:
    """A report at a stage: its year (0 where unknown), the people who decided about it there, whether it waits there
    (``open``), and whether somebody settled a conflict about it.
    """

    report: int
    year: int
    deciders: frozenset[str]
    open: bool
    settled: bool = False


def build_queue(
    waiting: Iterable[QueuedReport],
    *,
    reviewer: str,
    reviewers: int,
    order: QueueOrder,
    seed: str,
    again: Collection[int] = (),
) -> tuple[int, ...]:
    """Return the reports a reviewer is to decide about, in order.

    A report is in the queue when the reviewer has not decided about it, nobody settled it, and it waits at the stage or
    fewer than ``reviewers`` people decided about it. ``again`` are reports to be shown whoever decided. A random order
    is the same each time for the same ``seed`` and reviewer, and another one for another reviewer.
    """
    selected = [
        queued
        for queued in waiting
        if queued.report in again
        or (
            reviewer not in queued.deciders
            and not queued.settled
            and (queued.open or 0 < len(queued.deciders) < reviewers)
        )
    ]
    if order == "random":
        keys = {q.report: hashlib.sha256(f"{seed}\x1f{reviewer}\x1f{q.report}".encode()).digest() for q in selected}
        return tuple(sorted(keys, key=keys.__getitem__))
    sign = -1 if order == "newest" else 1
    return tuple(
        queued.report for queued in sorted(selected, key=lambda queued: (sign * queued.year, sign * queued.report))
    )


@dataclass(frozen=True, slots=True)
class SessionDecision:
    """A decision of this session; ``event`` is its number in the history."""

    decision: Decision
    reason: str = ""
    event: int | None = None


@dataclass(frozen=True, slots=True)
class ScreeningSession:
    """The position of a reviewer in the queue, the decisions ``made`` in this session, and the seconds each took."""

    queue: tuple[int, ...]
    position: int = 0
    made: tuple[tuple[int, SessionDecision], ...] = ()
    seconds: tuple[float, ...] = ()

    @property
    def decisions(self) -> Mapping[int, SessionDecision]:
        """Report → its last decision in this session."""
        return dict(self.made)

    @property
    def current(self) -> int | None:
        """The report on the screen; None after the last."""
        return self.queue[self.position] if self.position < len(self.queue) else None

    @property
    def remaining(self) -> int:
        """How many reports are not decided yet."""
        return len(self.queue) - len(self.decisions)

    @property
    def seconds_remaining(self) -> float | None:
        """How long the remaining reports will take at the pace of the last decisions; None before the third."""
        return median(self.seconds[-_LATEST:]) * self.remaining if len(self.seconds) > 2 else None

    def with_decision(
        self, decision: Decision, reason: str, seconds: float, *, event: int | None = None
    ) -> ScreeningSession:
        """Return the session with a decision about the current report, at the next one."""
        if self.current is None:
            return self
        made = (*self.made, (self.current, SessionDecision(decision, reason, event)))
        return replace(self, position=self.position + 1, made=made, seconds=(*self.seconds, seconds))

    def without_last_decision(self) -> ScreeningSession:
        """Return the session without its last decision, at the report of that decision."""
        if not self.made:
            return self
        report, _ = self.made[-1]
        return replace(self, position=self.queue.index(report), made=self.made[:-1], seconds=self.seconds[:-1])

    def forward(self) -> ScreeningSession:
        """Return the session at the next report, without a decision about this one."""
        return replace(self, position=min(self.position + 1, len(self.queue)))

    def back(self) -> ScreeningSession:
        """Return the session at the report before."""
        return replace(self, position=max(self.position - 1, 0))


def count_decisions(
    decisions: Mapping[int, SessionDecision], options: Sequence[Decision] = tuple(Decision)
) -> dict[str, int]:
    """Count how often each decision was made."""
    return {
        option: sum(session_decision.decision == option for session_decision in decisions.values())
        for option in options
    }


@dataclass(frozen=True, slots=True)
class TermMark:
    """A term in a text: from ``start`` to ``end``, and which decision it speaks for."""

    start: int
    end: int
    side: Decision


def find_terms(text: str, *, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> tuple[TermMark, ...]:
    """Return every occurrence of a term in a text, in order, none overlapping.

    A term is found as whole words, whatever its capitals and blanks; ``*`` at its end stands for any more letters. Of
    two that overlap the one that begins first is kept, then the longer, then the one for exclusion.
    """
    candidates = [TermMark(*span, Decision.EXCLUDE) for term in exclude for span in find_term(term, text)]
    candidates += [TermMark(*span, Decision.INCLUDE) for term in include for span in find_term(term, text)]
    chosen: list[TermMark] = []
    for mark in sorted(candidates, key=lambda candidate: (candidate.start, -candidate.end, candidate.side)):
        if not chosen or mark.start >= chosen[-1].end:
            chosen.append(mark)
    return tuple(chosen)


def find_term(term: str, text: str) -> Iterable[tuple[int, int]]:
    """Return where a term is in a text, as (start, end)."""
    words = term.split()
    if not words or words == ["*"]:
        return []
    parts = [rf"{re.escape(word[:-1])}\w*" if word.endswith("*") else re.escape(word) for word in words]
    joined = r"\s+".join(parts)
    pattern = rf"(?<!\w){joined}(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
