"""A review laid open for work: what its folder says, its store, and the seams to the world (time, secrets …)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self

from harvester.errors import UsageError
from harvester.review import Review, Search, database_url, load_review
from harvester.sources import source_names
from harvester.store import Store, open_store
from harvester.workflow.lock import hold_lock


class Progress(Protocol):
    """Tells a waiting person how far a long piece of work is. One piece follows another; others go on beside it."""

    def begin(self, what: str, total: int | None) -> None:
        """A piece of work begins; ``total`` steps, or None where nobody knows."""

    def advance(self, steps: int) -> None:
        """So many more steps are done."""

    def say(self, sentence: str) -> None:
        """A sentence worth a line of its own."""

    def beside(self) -> Progress:
        """Progress for work that goes on at the same time; it may be told from another thread."""
        ...


class NullProgress:
    """No progress shown."""

    def begin(self, what: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""

    def say(self, sentence: str) -> None:
        """Say nothing."""

    def beside(self) -> Self:
        """Say nothing either."""
        return self


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewContext:
    """A review at work: every verb of the workflow takes one."""

    review: Review
    store: Store
    now: Callable[[], datetime] = utc_now
    progress: Progress = field(default_factory=NullProgress)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def search(self, key: str) -> Search:
        """The search with that key. Raises ``UsageError`` that lists the keys there are."""
        match = self.review.search(key)
        if match is None:
            keys = ", ".join(search.key for search in self.review.searches) or "none yet"
            raise UsageError(
                f"This review has no search {key!r}.", hint=f"Its searches are: {keys}. They are listed in review.toml."
            )
        return match


@contextmanager
def open_review(
    folder: Path,
    *,
    now: Callable[[], datetime] = utc_now,
    progress: Progress | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[ReviewContext]:
    """The review of a folder, for looking. Raises ``ReviewError`` or ``StoreError``."""
    review = load_review(folder, known_sources=(*source_names(), "file"))
    store = open_store(database_url(review))
    try:
        yield ReviewContext(
            review=review,
            store=store,
            now=now,
            progress=progress or NullProgress(),
            environ=os.environ if environ is None else environ,
        )
    finally:
        store.close()


@contextmanager
def open_review_locked(
    folder: Path,
    *,
    command: str,
    now: Callable[[], datetime] = utc_now,
    progress: Progress | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[ReviewContext]:
    """The review of a folder, for changing: nobody else changes it meanwhile. Raises ``LockedError`` too."""
    load_review(folder, known_sources=(*source_names(), "file"))
    with (
        hold_lock(folder, command=command, now=now),
        open_review(folder, now=now, progress=progress, environ=environ) as context,
    ):
        yield context
