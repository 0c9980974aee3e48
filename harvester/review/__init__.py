"""A review folder: review.toml and the strategies beside it, read and checked.

:func:`load` reads a folder; :func:`parse` does the same from texts, without touching a disk; :func:`template` gives the
files of a new review; :func:`with_reasons` adds to one without disturbing it. Whatever is wrong is said at once, each
mistake with its file, line and key.
"""

from harvester.review.model import KINDS, KNOWN_SOURCES, Review, Screening, Search, SearchReport, database_url
from harvester.review.read import load, parse
from harvester.review.template import review_id, template
from harvester.review.write import with_reasons

__all__ = [
    "KINDS",
    "KNOWN_SOURCES",
    "Review",
    "Screening",
    "Search",
    "SearchReport",
    "database_url",
    "load",
    "parse",
    "review_id",
    "template",
    "with_reasons",
]
