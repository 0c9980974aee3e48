"""Refuse an export file of another database than that of the search it is imported under."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from harvester.errors import UsageError
from harvester.formats import ParsedFile
from harvester.formats.origin import Database, databases_named, find_foreign_origin
from harvester.review import Review, Search
from harvester.workflow.files import show_path

_DATABASES_OF_SOURCE: Final = {
    "pubmed": Database.MEDLINE,
    "medline": Database.MEDLINE,
    "embase": Database.EMBASE,
    "europepmc": Database.EUROPE_PMC,
    "clinicaltrials": Database.CLINICAL_TRIALS,
}


def databases_of_search(search: Search) -> frozenset[Database]:
    """Return the databases of a search, by its source or its name; none where they are not known."""
    if search.source in _DATABASES_OF_SOURCE:
        return frozenset({_DATABASES_OF_SOURCE[search.source]})
    return databases_named(f"{search.name}; {search.platform}") or databases_named(search.key)


def refuse_foreign_file(review: Review, search: Search, path: Path, parsed: ParsedFile) -> None:
    """Raise ``UsageError`` for a file (or its first part) that is clearly another database's.

    The files of citation searches and websites may be from anywhere.
    """
    if search.kind not in {"database", "register"}:
        return
    expected = databases_of_search(search)
    origin = find_foreign_origin(parsed.records, expected, format_name=parsed.format)
    if origin is None:
        return
    others = [other.key for other in review.searches if origin.database in databases_of_search(other)]
    own = f"import it under that search (--search {others[0]}, or imports/{others[0]}/)" if others else "add a search"
    raise UsageError(
        f"{show_path(path)} looks like an export of {origin.database}: {origin.named} of its {origin.records} records "
        f"say so. The search {search.key} is of {', '.join(sorted(expected))}.",
        hint=f"If it is, {own}; if it is not: harvester import FILE --search {search.key} --anyway",
    )
