"""Plan an update without network or store: what it would do with each search."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from harvester.credentials import hide_url_credentials
from harvester.errors import SourceError, SourceNotConfigured, UsageError
from harvester.review import Review, Search
from harvester.sources import Settings, open_source, strategy_warnings

IMPORTS_README: Final = "README.txt"
"""The file in imports/ of a new review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSearch:
    """A search, what an update would do with it, and what its database would misread in the strategy."""

    search: Search
    action: str
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester check --json``."""
        search = self.search
        return {
            "key": search.key,
            "name": search.name,
            "source": search.source,
            "kind": search.kind,
            "strategy_file": search.strategy_file or None,
            "would": self.action,
            "warnings": list(self.warnings),
        }


def plan_searches(review: Review, environ: Mapping[str, str]) -> tuple[PlannedSearch, ...]:
    """Return what an update would do with each search of a review."""
    return tuple(
        PlannedSearch(
            search=search, action=_planned_action(review, search, environ), warnings=_strategy_warnings(search)
        )
        for search in review.searches
    )


def orphaned_files(review: Review, vanished: Collection[str] = ()) -> tuple[str, ...]:
    """Return a warning for each file in imports/ that no update imports, because it is in the folder of no search.

    Folders of ``vanished`` searches are left out: their files follow when the search is renamed.
    """
    folder, keys = review.folder / "imports", [search.key for search in review.searches]
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    orphans = [path for path in entries if path.name not in (*keys, *vanished, IMPORTS_README)]
    folders = ", ".join(f"imports/{key}/" for key in keys)
    return tuple(
        f"imports/{path.name} belongs to no search, so nothing in it is imported: use {folders}" for path in orphans
    )


def source_settings(review: Review, search: Search, environ: Mapping[str, str]) -> Settings:
    """Return the settings of the source of a search."""
    settings = Settings(contact=review.contact, base_url=search.base_url, environ=environ)
    return settings if search.timeout is None else settings.with_timeout(search.timeout)


def _planned_action(review: Review, search: Search, environ: Mapping[str, str]) -> str:
    files = f"imports/{search.key}/"
    if search.source == "file":
        return f"imports files from {files}"
    try:
        source = open_source(search.source, settings=source_settings(review, search, environ))
    except SourceNotConfigured as not_configured:
        return f"skipped: {not_configured.sentences}"
    except (SourceError, UsageError) as error:
        return f"fails: {error.sentences}"
    location = f" at {hide_url_credentials(search.base_url)}" if search.base_url else ""
    return f"asks {search.name} through {source.platform}{location}; imports files from {files}"


def _strategy_warnings(search: Search) -> tuple[str, ...]:
    if search.source == "file":
        return ()
    try:
        return strategy_warnings(search.source, search.strategy)
    except SourceError as error:
        return (error.sentences,)
