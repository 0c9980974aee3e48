"""What a person is asked about in an interview: the doubtful pairs of a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harvester.workflow.desk import Desk
from harvester.workflow.doubt import Pair, PairView, doubtful_pairs, still_open
from harvester.workflow.judge import Answer, Verdict, decide
from harvester.workflow.lock import locked


@dataclass(slots=True)
class Doubts:
    """The doubtful pairs, the most informative first. The review is locked only while an answer is stored."""

    desk: Desk
    person: str
    again: bool = False
    limit: int | None = None
    blind: bool = False

    def pairs(self) -> Sequence[PairView]:
        """Those that wait now, up to the limit."""
        return doubtful_pairs(self.desk, again=self.again)[: self.limit]

    def still_open(self) -> frozenset[Pair]:
        """The same, as numbers of records, without the limit."""
        return still_open(self.desk, again=self.again)

    def answer(self, pair: PairView, verdict: Answer, *, note: str) -> Verdict:
        """Store an answer. Raises ``ContradictionError`` or ``LockedError``."""
        desk = self.desk
        with locked(desk.review.folder, command="dedup pairs", now=desk.now):
            return decide(desk, pair.left.name, pair.right.name, verdict, person=self.person, note=note)
