"""How far each search has come, remembered so that it can be told when an update is stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from harvester.store import retrievals, runs
from harvester.workflow.context import Progress, ReviewContext


@dataclass(slots=True)
class _Phase:
    total: int | None
    done: int = 0


@dataclass(slots=True)
class SearchProgress:
    """The progress of one search; keeps the protocol of ``harvester.workflow.context.Progress``.

    A search lists first, then fetches what is not known yet: the pieces of its way.
    """

    key: str
    display: Progress
    phases: list[_Phase] = field(default_factory=list)
    is_finished: bool = False

    def begin(self, what: str, total: int | None) -> None:
        """A piece of the way begins."""
        self.phases.append(_Phase(total))
        self.display.begin(what, total)

    def advance(self, steps: int) -> None:
        """So many steps further."""
        if self.phases:
            self.phases[-1].done += steps
        self.display.advance(steps)

    def say(self, sentence: str) -> None:
        """A sentence on the way."""
        self.display.say(sentence)

    def beside(self) -> Progress:
        """Progress that is none of this way's."""
        return self.display.beside()


def describe_search_progress(context: ReviewContext, progresses: Iterable[SearchProgress]) -> tuple[str, ...]:
    """A sentence for each search that has not ended: how much of it is stored."""
    with context.store.read() as session:
        unfinished = {run.search: run.id for run in runs.load_unfinished_runs(session)}
        new_counts = {key: retrievals.count_records_first_retrieved(session, run) for key, run in unfinished.items()}
    return tuple(
        _describe_stored(progress, new_counts.get(progress.key, 0))
        for progress in progresses
        if not progress.is_finished
    )


def _describe_stored(progress: SearchProgress, new_count: int) -> str:
    if not progress.phases or progress.phases[0].total is None:
        return f"{progress.key}: not under way yet; the next update begins with it"
    promised = progress.phases[0].total
    stored = new_count if len(progress.phases) == 1 else _count_stored(promised, progress.phases[1])
    return f"{progress.key}: {stored:,} of {promised:,} records stored; the next update goes on from there"


def _count_stored(promised: int, fetch_phase: _Phase) -> int:
    """Those that needed no fetching are stored; of the others, as many as have come."""
    return max(0, promised - (fetch_phase.total or 0) + fetch_phase.done)
