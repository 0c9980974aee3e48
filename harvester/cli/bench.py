"""What a person is asked about in an interview: the doubtful pairs of a review, or an audit sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harvester.workflow import audit
from harvester.workflow.desk import Desk
from harvester.workflow.doubt import Pair, PairView, doubtful_pairs, pair_views, still_open
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
        return _stored(self.desk, pair, verdict, person=self.person, note=note)


@dataclass(slots=True)
class Sampled:
    """The pairs of an audit sample, in their order; what the rules decided is not shown."""

    desk: Desk
    person: str
    drawn: audit.Sample
    blind: bool = True

    def pairs(self) -> Sequence[PairView]:
        """Those that nobody has judged since the sample was drawn."""
        return pair_views(self.desk, self._waiting())

    def still_open(self) -> frozenset[Pair]:
        """The same, as numbers of records."""
        return frozenset(self._waiting())

    def answer(self, pair: PairView, verdict: Answer, *, note: str) -> Verdict:
        """Store an answer. Raises ``ContradictionError`` or ``LockedError``."""
        return _stored(self.desk, pair, verdict, person=self.person, note=note)

    def _waiting(self) -> tuple[Pair, ...]:
        with self.desk.store.read() as session:
            return audit.waiting(session, self.drawn)


def _stored(desk: Desk, pair: PairView, verdict: Answer, *, person: str, note: str) -> Verdict:
    with locked(desk.review.folder, command="dedup pairs", now=desk.now):
        return decide(desk, pair.left.name, pair.right.name, verdict, person=person, note=note)
