"""What a run should make a person look at: no hits, far fewer hits than before, a strategy that changed. Pure.

A run may be complete and wrong all the same: a mistyped strategy finds nothing, and the service says so truthfully.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from harvester.store.runs import RunRow

_COLLAPSE: Final = 0.5
"""Below this share of the hits of the last complete run, the hits have collapsed."""


class NoticeCode(StrEnum):
    """Why a run needs a look."""

    NO_HITS = "no-hits"
    HITS_COLLAPSED = "hits-collapsed"
    STRATEGY_CHANGED = "strategy-changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNotice:
    """A notice about a run; ``previous_run`` is the run it is compared with, None where there is none."""

    code: NoticeCode
    hits: int | None = None
    previous_hits: int | None = None
    previous_run: int | None = None

    @property
    def sentence(self) -> str:
        """The notice for people."""
        before = f"run {self.previous_run} had {self.previous_hits:,}" if self.previous_hits is not None else ""
        if self.code == NoticeCode.STRATEGY_CHANGED:
            return f"the strategy is another one than that of run {self.previous_run}"
        if self.code == NoticeCode.NO_HITS:
            return f"no hits{f' ({before})' if before else ''}; check the strategy"
        return f"{self.hits:,} hits, less than half of before ({before}); check the strategy"

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of the notice."""
        return {
            "code": self.code,
            "hits": self.hits,
            "previous_hits": self.previous_hits,
            "previous_run": self.previous_run,
        }


def find_notices(run: RunRow, earlier: Sequence[RunRow]) -> tuple[RunNotice, ...]:
    """Return the notices about a finished run, given the earlier runs of its search, oldest first.

    Hits are compared with the last complete run over the whole search, of the service; a date window and an export
    file have other hits by nature, and are compared by their strategy alone.
    """
    if not run.is_finished:
        return ()
    complete = [row for row in earlier if row.status == "complete" and row.origin == "service" and row.mode == "full"]
    previous = complete[-1] if complete else None
    notices = []
    if run.origin == "service" and run.mode == "full" and run.promised is not None:
        hits, before = run.promised, previous.promised if previous else None
        compared = {"hits": hits, "previous_hits": before, "previous_run": previous.id if previous else None}
        if hits == 0:
            notices.append(RunNotice(code=NoticeCode.NO_HITS, **compared))
        elif before is not None and hits < _COLLAPSE * before:
            notices.append(RunNotice(code=NoticeCode.HITS_COLLAPSED, **compared))
    elif run.promised == 0 and run.origin == "file":
        notices.append(RunNotice(code=NoticeCode.NO_HITS, hits=0))
    finished = [row for row in earlier if row.is_finished and row.strategy]
    if finished and is_changed(finished[-1].strategy, run.strategy):
        notices.append(RunNotice(code=NoticeCode.STRATEGY_CHANGED, previous_run=finished[-1].id))
    return tuple(notices)


def find_change_since(run: RunRow | None, strategy: str) -> tuple[RunNotice, ...]:
    """Return the notice that a strategy is another one than that of the last run; none before the first run."""
    if run is None or not run.strategy or not is_changed(run.strategy, strategy):
        return ()
    return (RunNotice(code=NoticeCode.STRATEGY_CHANGED, previous_run=run.id),)


def is_changed(before: str, now: str) -> bool:
    """Return whether two strategies differ in what is sent: comments and white space do not count."""
    return _sent_text(before) != _sent_text(now)


def _sent_text(strategy: str) -> list[str]:
    return " ".join(line for line in strategy.splitlines() if not line.lstrip().startswith("//")).split()
