"""One reviewer's turn at screening: which reports, in which order, where they are, how long it will take. Pure.

Nobody's decisions but the reviewer's own are in it: screening is blind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Final, Literal

from harvester.screening.consensus import Verdict

Order = Literal["newest", "oldest", "random"]
ORDERS: Final[tuple[Order, ...]] = ("newest", "oldest", "random")

_LATEST: Final = 20
"""How many of the last decisions tell the pace: people get quicker."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that a stage is open for: its year (0 where none is known), who decided about it at that stage (people
    only), whether it still waits there, and whether somebody settled it."""

    report: int
    year: int
    deciders: frozenset[str]
    open: bool
    settled: bool = False


def queue(
    waiting: Iterable[Waiting], *, reviewer: str, reviewers: int, order: Order, seed: str, again: Collection[int] = ()
) -> tuple[int, ...]:
    """The reports a reviewer is to decide about, in order.

    A report is for them when they have not decided about it, nobody settled it, and it still waits at the stage or
    fewer than ``reviewers`` people decided about it. ``again`` are reports to be shown whoever decided. A random order
    is the same each time for the same ``seed`` and reviewer, and another one for another reviewer.
    """
    wanted = [
        each
        for each in waiting
        if each.report in again
        or (reviewer not in each.deciders and not each.settled and (each.open or 0 < len(each.deciders) < reviewers))
    ]
    if order == "random":
        return tuple(sorted((each.report for each in wanted), key=lambda report: _shuffled(seed, reviewer, report)))
    turned = -1 if order == "newest" else 1
    return tuple(each.report for each in sorted(wanted, key=lambda each: (turned * each.year, turned * each.report)))


def _shuffled(seed: str, reviewer: str, report: int) -> bytes:
    return hashlib.sha256(f"{seed}\x1f{reviewer}\x1f{report}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Made:
    """A decision of this sitting."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where a reviewer is in the queue, what they decided in this sitting, and how many seconds each decision took."""

    queue: tuple[int, ...]
    at: int = 0
    made: Mapping[int, Made] = field(default_factory=dict)
    seconds: tuple[float, ...] = ()

    @property
    def current(self) -> int | None:
        """The report before the reviewer; None behind the last."""
        return self.queue[self.at] if self.at < len(self.queue) else None

    @property
    def left(self) -> int:
        """How many reports are not decided yet."""
        return len(self.queue) - len(self.made)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at the pace of the last decisions; None before the third."""
        return median(self.seconds[-_LATEST:]) * self.left if len(self.seconds) > 2 else None

    def decided(self, verdict: Verdict, reason: str, seconds: float) -> Sitting:
        """The current report decided, the next one before the reviewer."""
        if self.current is None:
            return self
        made = {**self.made, self.current: Made(verdict, reason)}
        return replace(self, at=self.at + 1, made=made, seconds=(*self.seconds, seconds))

    def forward(self) -> Sitting:
        """The next report, this one left as it is."""
        return replace(self, at=min(self.at + 1, len(self.queue)))

    def back(self) -> Sitting:
        """The report before."""
        return replace(self, at=max(self.at - 1, 0))


def tally(
    made: Mapping[int, Made], verdicts: Sequence[Verdict] = ("include", "exclude", "undecided")
) -> dict[str, int]:
    """How often each verdict was given."""
    return {verdict: sum(each.verdict == verdict for each in made.values()) for verdict in verdicts}
