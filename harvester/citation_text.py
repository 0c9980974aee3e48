"""Format citations for people: short citations, and lists of authors with "et al."."""

from __future__ import annotations

from textwrap import shorten
from typing import Final

from harvester.citation import Citation

_MAX_TITLE: Final = 120


def short_citation(citation: Citation) -> str:
    """Return a citation in one line: first author, year, title (at most 120 characters), journal."""
    authors = short_authors(citation, limit=1) or "[no author]"
    title = shorten(citation.title.rstrip("."), _MAX_TITLE, placeholder=" …")
    journal = (citation.journal_abbreviation or citation.journal).rstrip(".")
    return f"{authors} {citation.year or '[no year]'}. {title}.{f' {journal}.' if journal else ''}"


def short_source(citation: Citation) -> str:
    """Return where a citation was published: first three authors, journal and year, separated by full stops."""
    return ". ".join(filter(None, (short_authors(citation), citation.journal, str(citation.year or ""))))


def short_authors(citation: Citation, *, limit: int = 3) -> str:
    """Return the family names of the first authors, "et al." where there are more: "Muster, Beispiel, Doe et al."."""
    names = [author.family for author in citation.authors]
    more = len(names) > limit or not citation.authors_complete
    return ", ".join(names[:limit]) + (" et al." if names and more else "")


def full_authors(citation: Citation) -> str:
    """Return all authors with given names, "et al." where the source cut the list: "Muster, Max; Doe, Jane; et al."."""
    names = [str(author) for author in citation.authors]
    return "; ".join([*names, *(["et al."] if names and not citation.authors_complete else [])])
