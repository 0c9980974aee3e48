"""What a person is asked about in an interview: the doubtful pairs of a review, or an audit sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup import audit
from harvester.workflow.dedup.judge import JudgementResult, PersonOutcome, judge_pair
from harvester.workflow.dedup.review_queue import Pair, PairView, list_pairs_to_review, open_pair_ids, view_pairs
from harvester.workflow.lock import hold_lock


@dataclass(slots=True)
class ReviewQueueSource:
    """The doubtful pairs, the most informative first. The review is locked only while an answer is stored."""

    desk: ReviewContext
    person: str
    again: bool = False
    limit: int | None = None
    blind: bool = False

    def pairs(self) -> Sequence[PairView]:
        """Those that wait now, up to the limit."""
        return list_pairs_to_review(self.desk, include_unsure=self.again)[: self.limit]

    def still_open(self) -> frozenset[Pair]:
        """The same, as numbers of records, without the limit."""
        return open_pair_ids(self.desk, include_unsure=self.again)

    def answer(self, pair: PairView, verdict: PersonOutcome, *, note: str) -> JudgementResult:
        """Store an answer. Raises ``ContradictionError`` or ``LockedError``."""
        return _store_judgement(self.desk, pair, verdict, person=self.person, note=note)


@dataclass(slots=True)
class AuditSampleSource:
    """The pairs of an audit sample, in their order; what the rules decided is not shown."""

    desk: ReviewContext
    person: str
    sample: audit.Sample
    blind: bool = True

    def pairs(self) -> Sequence[PairView]:
        """Those that nobody has judged since the sample was drawn."""
        return view_pairs(self.desk, self._open_pairs())

    def still_open(self) -> frozenset[Pair]:
        """The same, as numbers of records."""
        return frozenset(self._open_pairs())

    def answer(self, pair: PairView, verdict: PersonOutcome, *, note: str) -> JudgementResult:
        """Store an answer. Raises ``ContradictionError`` or ``LockedError``."""
        return _store_judgement(self.desk, pair, verdict, person=self.person, note=note)

    def _open_pairs(self) -> tuple[Pair, ...]:
        with self.desk.store.read() as session:
            return audit.unjudged_pairs(session, self.sample)


def _store_judgement(
    review_context: ReviewContext, pair: PairView, verdict: PersonOutcome, *, person: str, note: str
) -> JudgementResult:
    with hold_lock(review_context.review.folder, command="dedup pairs", now=review_context.now):
        return judge_pair(review_context, pair.left.name, pair.right.name, verdict, person=person, note=note)
