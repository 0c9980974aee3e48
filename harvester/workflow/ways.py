"""How far each search has come, remembered so that it can be told when an update is stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from harvester.store import harvest, sightings
from harvester.workflow.desk import Desk, Progress


@dataclass(slots=True)
class _Piece:
    total: int | None
    done: int = 0


@dataclass(slots=True)
class Way:
    """The progress of one search; keeps the protocol of ``harvester.workflow.desk.Progress``.

    A search lists first, then fetches what is not known yet: the pieces of its way.
    """

    key: str
    shown: Progress
    pieces: list[_Piece] = field(default_factory=list)
    ended: bool = False

    def begin(self, what: str, total: int | None) -> None:
        """A piece of the way begins."""
        self.pieces.append(_Piece(total))
        self.shown.begin(what, total)

    def advance(self, steps: int) -> None:
        """So many steps further."""
        if self.pieces:
            self.pieces[-1].done += steps
        self.shown.advance(steps)

    def say(self, sentence: str) -> None:
        """A sentence on the way."""
        self.shown.say(sentence)

    def beside(self) -> Progress:
        """Progress that is none of this way's."""
        return self.shown.beside()


def ways_told(desk: Desk, ways: Iterable[Way]) -> tuple[str, ...]:
    """A sentence for each search that has not ended: how much of it is stored."""
    with desk.store.read() as session:
        begun = {run.search: run.id for run in harvest.unfinished_runs(session)}
        brought = {key: sightings.first_seen_in(session, run) for key, run in begun.items()}
    return tuple(_told(way, brought.get(way.key, 0)) for way in ways if not way.ended)


def _told(way: Way, brought: int) -> str:
    if not way.pieces or way.pieces[0].total is None:
        return f"{way.key}: not under way yet; the next update begins with it"
    promised = way.pieces[0].total
    stored = brought if len(way.pieces) == 1 else _fetched(promised, way.pieces[1])
    return f"{way.key}: {stored:,} of {promised:,} records stored; the next update goes on from there"


def _fetched(promised: int, fetching: _Piece) -> int:
    """Those that needed no fetching are stored; of the others, as many as have come."""
    return max(0, promised - (fetching.total or 0) + fetching.done)
