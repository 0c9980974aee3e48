"""A review folder: review.toml and its strategy files, read and checked.

:func:`load_review` reads a folder; :func:`parse_review` does the same from texts, without touching a disk;
:func:`new_review_files` gives the files of a new review; :func:`append_exclusion_reasons` adds to one without changing
the rest. All mistakes are reported at once, each with its file, line and key.
"""

from harvester.review.load import REVIEW_FILE, load_review, parse_review, parse_toml, read_text
from harvester.review.model import (
    KNOWN_SOURCES,
    SCREENING_STAGES,
    SEARCH_KINDS,
    Review,
    ScreeningSettings,
    Search,
    SearchReport,
    database_file,
    database_url,
)
from harvester.review.write import append_exclusion_reasons, new_review_files, review_id, to_label

__all__ = [
    "KNOWN_SOURCES",
    "REVIEW_FILE",
    "SCREENING_STAGES",
    "SEARCH_KINDS",
    "Review",
    "ScreeningSettings",
    "Search",
    "SearchReport",
    "append_exclusion_reasons",
    "database_file",
    "database_url",
    "load_review",
    "new_review_files",
    "parse_review",
    "parse_toml",
    "read_text",
    "review_id",
    "to_label",
]
