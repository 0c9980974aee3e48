"""The history of a review, and undoing what was stored."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from harvester.api.open_review import OpenReview
from harvester.errors import UsageError
from harvester.events import EventKind

if TYPE_CHECKING:
    from harvester.workflow.history.list_events import EventView
    from harvester.workflow.history.undo import UndoResult


class ReviewHistory(OpenReview):
    """An open review with its events."""

    def history(
        self,
        kinds: Collection[EventKind | str] | None = None,
        *,
        person: str | None = None,
        since: date | None = None,
        limit: int | None = None,
    ) -> tuple[EventView, ...]:
        """Return what was stored, event by event, oldest first.

        Args:
            kinds: only these kinds: "decision", "export", "release" … (:class:`harvester.events.EventKind`).
            person: only what this person stored.
            since: only from this day on (UTC).
            limit: only so many of the latest events.

        Returns:
            Events with ``number``, ``kind``, ``person``, ``made_at``, ``what`` and ``undone_by`` (else None).

        Raises:
            UsageError: there is no such kind.
        """
        from harvester.workflow.history.list_events import EventFilter, iterate_history

        if kinds is not None and (unknown := sorted(set(kinds) - set(EventKind))):
            raise UsageError(f"There is no kind {unknown[0]!r} of events.", hint=f"Kinds: {', '.join(EventKind)}.")
        wanted = None if kinds is None else tuple(map(EventKind, kinds))
        chosen = EventFilter(kinds=wanted, person=person, since=since, limit=limit)
        return tuple(iterate_history(self.context, chosen))

    def undo(self, event: int | None = None, *, person: str, reason: str = "") -> UndoResult:
        """Undo an event: its rows stay, and do not count from now on. An undo can be undone by its number.

        Args:
            event: the number of the event; by default the person's latest that counts.
            person: who undoes.
            reason: why.

        Returns:
            The number of the undo (``number``), the event it undoes (``undone``), and the one that counts again.

        Raises:
            UsageError: there is no such event, it was undone before, or it cannot be undone; nothing is stored.
            ContradictionError: an earlier judgement contradicts later ones; nothing is stored.
        """
        from harvester.workflow.history.undo import undo_event, undo_latest

        with self.change() as context:
            if event is None:
                return undo_latest(context, person=person, by=person, reason=reason)
            return undo_event(context, event, person=person, reason=reason)
