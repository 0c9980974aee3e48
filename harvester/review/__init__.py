"""A review folder: review.toml and the strategies beside it, read and checked.

:func:`load` reads a folder; :func:`parse` does the same from texts, without touching a disk; :func:`template` gives the
files of a new review; :func:`with_reasons` adds to one without disturbing it. Whatever is wrong is said at once, each
mistake with its file, line and key.
"""

from harvester.review.load import load_review, parse_review
from harvester.review.model import (
    KNOWN_SOURCES,
    SEARCH_KINDS,
    Review,
    ScreeningSettings,
    Search,
    SearchReport,
    database_url,
)
from harvester.review.write import append_exclusion_reasons, new_review_files, review_id

__all__ = [
    "KNOWN_SOURCES",
    "SEARCH_KINDS",
    "Review",
    "ScreeningSettings",
    "Search",
    "SearchReport",
    "append_exclusion_reasons",
    "database_url",
    "load_review",
    "new_review_files",
    "parse_review",
    "review_id",
]
