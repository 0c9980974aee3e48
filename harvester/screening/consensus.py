"""What reviewers' decisions add up to: one outcome for each report and stage, and where they disagree.

A reviewer's latest decision about a report counts. When reviewers disagree, or two reports that were decided apart
turn out to be one, the more inclusive decision holds until somebody settles it (an adjudicating decision). A
settlement is about the report as it was: it stands for all decisions about it, earlier and later, and for none about
another report that joined afterwards. So what was decided there, or settled there, opens it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["include", "exclude", "undecided"]

MORE_INCLUSIVE: Final[tuple[Verdict, ...]] = ("include", "undecided", "exclude")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One decision. ``report`` is the report as of today, ``decided_as`` the number it had when it was decided.

    ``order`` is its place among all decisions in time; ``number`` that under which it is stored. ``knew_of``, for one
    that adjudicates: the numbers of other reports that had turned out to be this one by then.
    """

    report: int
    decided_as: int
    stage: str
    verdict: Verdict
    reviewer: str
    order: int
    reason: str = ""
    automation: bool = False
    adjudicates: bool = False
    number: int = 0
    knew_of: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What holds for a report at a stage. ``by_automation``: no person had a part in it."""

    verdict: Verdict
    reason: str = ""
    by_automation: bool = False
    conflict: tuple[Opinion, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The latest word on whether a report's full text was retrieved."""

    status: Literal["retrieved", "not retrieved"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Consensus:
    """Stage → report → what holds."""

    outcomes: Mapping[str, Mapping[int, Outcome]]

    def of(self, report: int, stage: str) -> Outcome | None:
        """What holds for a report at a stage; None when nobody decided."""
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

    def disagreeing(self, report: int, stage: str) -> tuple[Opinion, ...]:
        """The opinions of a conflict; none where there is none."""
        outcome = self.of(report, stage)
        return outcome.conflict if outcome else ()


def agree(opinions: Iterable[Opinion], *, reasons: Sequence[str] = ()) -> Consensus:
    """The consensus of all opinions. Of several reasons for one exclusion the first in ``reasons`` is primary."""
    latest: dict[tuple[int, str], dict[tuple[str, int], Opinion]] = defaultdict(dict)
    for opinion in sorted(opinions, key=lambda each: each.order):
        latest[opinion.report, opinion.stage][opinion.reviewer, opinion.decided_as] = opinion
    outcomes: defaultdict[str, dict[int, Outcome]] = defaultdict(dict)
    for (report, stage), those in latest.items():
        outcomes[stage][report] = _outcome(tuple(those.values()), reasons)
    return Consensus(outcomes)


def _outcome(opinions: tuple[Opinion, ...], reasons: Sequence[str]) -> Outcome:
    opinions = _open(opinions)
    verdict = next(one for one in MORE_INCLUSIVE if any(opinion.verdict == one for opinion in opinions))
    holding = [opinion for opinion in opinions if opinion.verdict == verdict]
    return Outcome(
        verdict=verdict,
        reason=_primary({opinion.reason for opinion in holding} - {""}, reasons),
        by_automation=all(opinion.automation for opinion in holding),
        conflict=opinions if len({opinion.verdict for opinion in opinions}) > 1 else (),
    )


def _open(opinions: tuple[Opinion, ...]) -> tuple[Opinion, ...]:
    """The opinions that still count: in place of each the last settlement that could know of its report, if any."""
    settled = {
        number: each
        for each in sorted(opinions, key=lambda each: each.order)
        if each.adjudicates
        for number in (each.decided_as, *each.knew_of)
    }
    return tuple(dict.fromkeys(settled.get(each.decided_as, each) for each in opinions))


def _primary(given: set[str], reasons: Sequence[str]) -> str:
    order = {reason: place for place, reason in enumerate(reasons)}
    return min(given, key=lambda reason: (order.get(reason, len(order)), reason), default="")
