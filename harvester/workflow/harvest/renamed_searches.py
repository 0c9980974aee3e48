"""Searches whose key in review.toml changed: notice them before their records are fetched again, and rename them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.review import Search, database_url, load_review
from harvester.sources import source_names
from harvester.store import connect, retrievals, runs, sqlite_path
from harvester.store.events import record_event
from harvester.store.runs import RunRow
from harvester.workflow.context import ReviewContext, open_review
from harvester.workflow.harvest.run_notices import is_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class VanishedSearch:
    """A search of the store that review.toml has no more; ``successor`` is the search that seems to be the same."""

    key: str
    name: str
    records: int
    successor: str | None

    @property
    def sentence(self) -> str:
        """What is in the store, and what to do."""
        stored = (
            f"the store has {self.records:,} records of the search {self.key} ({self.name}), which review.toml has "
        )
        stored += "no more"
        if self.successor is None:
            return f"{stored}; they still count. If it has another key now: harvester rename-search {self.key} NEW"
        return f"{stored}. If {self.successor} is the same search: harvester rename-search {self.key} {self.successor}"

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester check --json``."""
        return {"key": self.key, "name": self.name, "records": self.records, "successor": self.successor}


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameResult:
    """A renamed search: its old and new key, its records, and the folder of imports that moved along, if any."""

    event: int
    old: str
    new: str
    records: int
    folder: Path | None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester rename-search --json``."""
        return {
            "event": self.event,
            "old": self.old,
            "new": self.new,
            "records": self.records,
            "folder": self.folder and str(self.folder),
        }


def find_vanished_searches(context: ReviewContext) -> tuple[VanishedSearch, ...]:
    """Return the searches of the store that review.toml has no more, each with its likely new key."""
    with context.store.read() as session:
        return _find_vanished(context, session)


def find_vanished_searches_of(folder: Path) -> tuple[VanishedSearch, ...]:
    """Return the vanished searches of the review in a folder; none where it has no store yet, which is not created."""
    with closing(connect(database_url(load_review(folder, known_sources=(*source_names(), "file"))))) as store:
        file = sqlite_path(store)
    if file is not None and not file.exists():
        return ()
    with open_review(folder) as context:
        return find_vanished_searches(context)


def _find_vanished(context: ReviewContext, session: Session) -> tuple[VanishedSearch, ...]:
    counts = retrievals.count_records_by_search(session)
    stored = [
        row for row in runs.load_searches(session) if context.review.search(row.key) is None and counts.get(row.id)
    ]
    if not stored:
        return ()
    last_runs: dict[str, RunRow] = {run.search: run for run in runs.load_runs(session) if run.is_finished}
    new = [search for search in context.review.searches if search.key not in last_runs]
    return tuple(
        VanishedSearch(
            key=row.key,
            name=row.name,
            records=counts[row.id],
            successor=_find_successor(row.source, row.key, row.name, last_runs.get(row.key), new),
        )
        for row in stored
    )


def _find_successor(source: str, key: str, name: str, last_run: RunRow | None, new: list[Search]) -> str | None:
    """Return the key of the search without runs that has the source of a vanished one, and its name or strategy."""
    for search in new:
        same_source = search.source == ("file" if source == key else source)
        same_name = search.name.casefold().split() == name.casefold().split()
        same_strategy = (
            last_run is not None and last_run.strategy and not is_changed(last_run.strategy, search.strategy)
        )
        if (same_source and search.source != "file") or same_name or same_strategy:
            return search.key
    return None


def refuse_renamed_search(context: ReviewContext, search: Search) -> None:
    """Raise ``UsageError`` for a search without runs that seems to be a stored one under a new key."""
    for vanished in find_vanished_searches(context):
        if vanished.successor == search.key:
            raise UsageError(
                f"{search.key} has no run yet, but {vanished.sentence}.",
                hint="If it is another search, run the command with --anyway.",
            )


def rename_search(context: ReviewContext, old: str, new: str, *, person: str) -> RenameResult:
    """Give a stored search the key that it has in review.toml now; its runs and records stay. Stores an event.

    Raises ``UsageError`` where the store has no search ``old`` or one called ``new`` already, or review.toml does not
    have ``new`` alone.
    """
    context.search(new)
    if context.review.search(old) is not None:
        raise UsageError(
            f"review.toml still has a search {old}, so it was not renamed.",
            hint=f"Change its key to {new} in review.toml first, or remove it.",
        )
    with context.store.write() as session:
        keys = {row.key: row for row in runs.load_searches(session)}
        if old not in keys:
            raise UsageError(f"The store has no search {old}.", hint=f"It has: {', '.join(keys) or 'none yet'}.")
        if new in keys and any(run.search == new for run in runs.load_runs(session)):
            raise UsageError(
                f"The store has runs of a search {new} already, so {old} cannot become {new}.",
                hint="harvester history shows them.",
            )
        count = retrievals.count_records_by_search(session).get(keys[old].id, 0)
        runs.rename_search(session, old, new)
        detail = {"old": old, "new": new}
        event = record_event(session, EventKind.SEARCH_RENAMED, now=context.now(), person=person, detail=detail)
    return RenameResult(event=event, old=old, new=new, records=count, folder=_move_folder(context, old, new))


def _move_folder(context: ReviewContext, old: str, new: str) -> Path | None:
    """Rename the folder of waiting files, unless the new one is there already; return its path if it was moved."""
    folder = context.review.folder / "imports"
    if not (folder / old).is_dir() or (folder / new).exists():
        return None
    return (folder / old).rename(folder / new)
