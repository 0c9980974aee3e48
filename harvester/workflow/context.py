"""Review context: configuration, open store, clock, progress and environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol, Self

from harvester.atomic_files import write_atomically
from harvester.errors import StoreError, UsageError
from harvester.review import Review, Search, database_url, load_review
from harvester.sources import source_names
from harvester.store import Owner, Store, open_store, store_id
from harvester.store.identity import read_created_at
from harvester.store.maintenance.backup import back_up_daily
from harvester.workflow.lock import Lock, WriteTurns, hold_lock, login_name


class Progress(Protocol):
    """Shows the progress of one task at a time; ``new_task`` gives the progress of a concurrent task."""

    def begin(self, what: str, total: int | None) -> None:
        """Begin a task of ``total`` steps; None where the number is unknown."""

    def advance(self, steps: int) -> None:
        """Count steps that are done."""

    def message(self, text: str) -> None:
        """Show a message on a line of its own."""

    def new_task(self) -> Progress:
        """Return the progress of a concurrent task, which may run in another thread."""
        ...


class NullProgress:
    """Shows no progress."""

    def begin(self, what: str, total: int | None) -> None:
        """Show nothing."""

    def advance(self, steps: int) -> None:
        """Show nothing."""

    def message(self, text: str) -> None:
        """Show nothing."""

    def new_task(self) -> Self:
        """Return the same object."""
        return self


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewContext:
    """An open review; first argument of every workflow function. ``user`` stores what no reviewer is named for."""

    review: Review
    store: Store
    now: Callable[[], datetime] = utc_now
    progress: Progress = field(default_factory=NullProgress)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    user: str = field(default_factory=login_name)
    hold: Callable[[], AbstractContextManager[object]] = field(default=nullcontext, repr=False)
    """Holds the lock of the review for several transactions that belong together, where it is not held all along."""

    def search(self, key: str) -> Search:
        """Return the search with a key. Raises ``UsageError``, which lists all keys."""
        match = self.review.search(key)
        if match is None:
            keys = ", ".join(search.key for search in self.review.searches) or "none yet"
            raise UsageError(
                f"This review has no search {key!r}.", hint=f"Its searches are: {keys}. They are listed in review.toml."
            )
        return match


STORE_ID_FILE: Final = "harvest.id"
"""File of a review folder with the id of its store: a store that is gone or exchanged is noticed."""


def read_known_store_id(review: Review) -> str:
    """Return the id of the store that a review had; "" before it had one. Raises ``StoreError``."""
    id_file = review.folder / STORE_ID_FILE
    try:
        return id_file.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StoreError(f"{id_file} cannot be read: {error.strerror}.", hint="Make it readable for you.") from error


def open_review_store(review: Review) -> Store:
    """Open the store of a review, and remember its id in the folder. Raises ``StoreError``, see ``open_store``."""
    known = read_known_store_id(review)
    store = open_store(database_url(review), Owner(review.id, known))
    if not known and os.access(review.folder, os.W_OK):  # who may only read the folder did not create the store
        write_atomically(review.folder / STORE_ID_FILE, f"{store_id(store)}\n".encode())
    return store


@contextmanager
def open_review(
    folder: Path,
    *,
    now: Callable[[], datetime] = utc_now,
    progress: Progress | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[ReviewContext]:
    """Open the review of a folder for reading. Raises ``ReviewError`` or ``StoreError``."""
    review = load_review(folder, known_sources=(*source_names(), "file"))
    store = open_review_store(review)
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
    """Open the review of a folder for changes, under its lock.

    Raises ``LockedError``, ``ReviewError``, ``StoreError``.
    """
    load_review(folder, known_sources=(*source_names(), "file"))
    with (
        hold_lock(folder, command=command, now=now),
        open_review(folder, now=now, progress=progress, environ=environ) as context,
    ):
        back_up_daily_store(context)
        yield context


@contextmanager
def take_turns(context: ReviewContext, *, command: str, locked: bool) -> Iterator[ReviewContext]:
    """Hold the lock of updates, and that of changes only for the moments of writing; yield the context to work with.

    ``locked`` says that the lock of changes is held already, for all the time. Raises ``LockedError`` where another
    process is updating or changing the review as the work begins; later, each turn waits for others.
    """
    folder = context.review.folder
    with hold_lock(folder, command=command, now=context.now, lock=Lock.UPDATE):
        if locked:
            yield context
            return
        turns = WriteTurns(folder, command=command, now=context.now)
        with context.store.guard_writes(turns):
            with turns(patience=0.0):
                back_up_daily_store(context)
            yield replace(context, hold=turns)


def back_up_daily_store(context: ReviewContext) -> None:
    """Keep the store as it was before the first change of a day; a store created on this day has nothing to lose."""
    today = context.now()
    with context.store.read() as session:
        created = read_created_at(session)
    if created.date() < today.date() and back_up_daily(context.store, today) is not None:
        context.progress.message("The store was backed up before the first change of the day.")
