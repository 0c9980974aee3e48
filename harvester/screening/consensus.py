"""Derive the consensus of reviewers' decisions: one outcome for each report and stage, and where reviewers disagree.
Pure.

A reviewer's latest decision about a report counts. The outcome stays open as long as fewer people have decided than the
review asks for, or they disagree and nobody has settled the conflict (an adjudicating decision). A settlement is about
the report as it was: it replaces all decisions about that report, earlier and later, but none about another report that
joined afterwards. A decision or settlement about such a report opens the conflict again.

Two reports that were each decided about completely and turn out to be one are a conflict too where the decisions
differ, but a finding of the de-duplication takes no report out of a review: the more inclusive decision counts until
somebody settles it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.screening.decisions import Decision, OpenQuestion, RetrievalStatus

MORE_INCLUSIVE: Final[tuple[Decision, ...]] = (Decision.INCLUDE, Decision.UNSURE, Decision.EXCLUDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerDecision:
    """One decision. ``report`` is the report as of today, ``original_report`` the number it had when it was decided
    about.

    ``order`` is its position among all decisions in time, ``decision_id`` the number under which it is stored.
    ``joined_reports``, for one that adjudicates, are the numbers of other reports known to be this one at that time.
    ``joint``: all reviewers made it together, as in the list that a screening tool exports after they agreed.
    """

    report: int
    original_report: int
    stage: str
    decision: Decision
    reviewer: str
    order: int
    reason: str = ""
    automation: bool = False
    adjudicates: bool = False
    decision_id: int = 0
    joined_reports: frozenset[int] = frozenset()
    joint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOutcome:
    """The outcome for a report at a stage. ``by_automation``: no person decided.

    ``open`` says what the decisions need before the outcome counts; ``conflict`` are the decisions that differ.
    """

    decision: Decision
    reason: str = ""
    by_automation: bool = False
    open: OpenQuestion | None = None
    conflict: tuple[ReviewerDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class FullTextRetrieval:
    """The latest retrieval status of a report's full text."""

    status: RetrievalStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Consensus:
    """The outcomes by stage and report."""

    outcomes: Mapping[str, Mapping[int, StageOutcome]]

    def outcome(self, report: int, stage: str) -> StageOutcome | None:
        """Return the outcome for a report at a stage; None when nobody decided."""
        return self.outcomes.get(stage, {}).get(report)

    @property
    def conflicts(self) -> tuple[tuple[int, str], ...]:
        """The (report, stage) pairs whose decisions disagree, in order."""
        return tuple(
            sorted(
                (report, stage)
                for stage, outcomes in self.outcomes.items()
                for report, outcome in outcomes.items()
                if outcome.conflict
            )
        )

    def conflict_of(self, report: int, stage: str) -> tuple[ReviewerDecision, ...]:
        """Return the decisions that disagree about a report at a stage; none where there is no conflict."""
        outcome = self.outcome(report, stage)
        return outcome.conflict if outcome else ()


def derive_consensus(
    decisions: Iterable[ReviewerDecision], *, reasons: Sequence[str] = (), reviewers: Mapping[str, int] | None = None
) -> Consensus:
    """Derive the consensus of all decisions.

    Of several reasons for an exclusion the first in ``reasons`` counts. ``reviewers`` says how many people have to
    decide about a report at a stage (default: one).
    """
    required = reviewers or {}
    latest: dict[tuple[int, str], dict[tuple[str, int], ReviewerDecision]] = defaultdict(dict)
    for decision in sorted(decisions, key=lambda decision: decision.order):
        latest[decision.report, decision.stage][decision.reviewer, decision.original_report] = decision
    outcomes: defaultdict[str, dict[int, StageOutcome]] = defaultdict(dict)
    for (report, stage), latest_decisions in latest.items():
        outcomes[stage][report] = derive_outcome(
            tuple(latest_decisions.values()), reasons, required=required.get(stage, 1)
        )
    return Consensus(outcomes)


def derive_outcome(
    decisions: tuple[ReviewerDecision, ...], reasons: Sequence[str], *, required: int = 1
) -> StageOutcome:
    """Return the outcome of the latest decisions about a report at a stage, where ``required`` people decide."""
    decisions = apply_settlements(decisions)
    decision = most_inclusive(decisions)
    holding = [decided for decided in decisions if decided.decision == decision]
    order = {reason: place for place, reason in enumerate(reasons)}
    given = {decided.reason for decided in holding} - {""}
    return StageOutcome(
        decision=decision,
        reason=min(given, key=lambda reason: (order.get(reason, len(order)), reason), default=""),
        by_automation=all(decided.automation for decided in holding),
        open=find_open_question(decisions, required),
        conflict=decisions if len({decided.decision for decided in decisions}) > 1 else (),
    )


def most_inclusive(decisions: Sequence[ReviewerDecision]) -> Decision:
    """Return the most inclusive of some decisions."""
    return next(option for option in MORE_INCLUSIVE if any(decided.decision == option for decided in decisions))


def find_open_question(decisions: Sequence[ReviewerDecision], required: int) -> OpenQuestion | None:
    """Return what the latest decisions about a report at a stage still need; None where their outcome counts.

    As long as people have still to decide, that comes first. Decisions that were made under different numbers are about
    reports that joined since.
    """
    if len({decided.decision for decided in decisions}) == 1:
        return None if is_complete(decisions, required) else OpenQuestion.FURTHER_DECISIONS
    by_number: defaultdict[int, list[ReviewerDecision]] = defaultdict(list)
    for decided in decisions:
        by_number[decided.original_report].append(decided)
    inclusive = most_inclusive(decisions)
    for group in by_number.values():
        if all(decided.decision == inclusive for decided in group) and is_complete(group, required):
            return None
    return OpenQuestion.SETTLEMENT if is_complete(decisions, required) else OpenQuestion.FURTHER_DECISIONS


def is_complete(decisions: Sequence[ReviewerDecision], required: int) -> bool:
    """Return whether enough people decided. A settlement, a joint decision and one by a tool alone need no other."""
    if any(decided.adjudicates or decided.joint for decided in decisions):
        return True
    return all(decided.automation for decided in decisions) or count_deciders(decisions) >= required


def count_deciders(decisions: Iterable[ReviewerDecision]) -> int:
    """Return how many reviewers decided."""
    return len({decided.reviewer for decided in decisions})


def apply_settlements(decisions: tuple[ReviewerDecision, ...]) -> tuple[ReviewerDecision, ...]:
    """Return the decisions that still count: each replaced by the last settlement that could know of its report, if
    any.
    """
    settled = {
        report: decision
        for decision in sorted(decisions, key=lambda decision: decision.order)
        if decision.adjudicates
        for report in (decision.original_report, *decision.joined_reports)
    }
    return tuple(dict.fromkeys(settled.get(decision.original_report, decision) for decision in decisions))
