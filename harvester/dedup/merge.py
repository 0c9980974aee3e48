"""Merge the citations of a cluster: each field from the best record, every identifier kept, no author lost."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.dedup.records.title_traits import NOTICE_ROLES, title_traits

Item = TypeVar("Item", bound=Hashable)

_FIRST_FILLED_FIELDS: Final = (
    "title_original", "date", "doi", "pmid", "pmcid", "language", "publisher", "place", "journal_abbreviation",
    "article_number",
)  # fmt: skip
_UNITED_FIELDS: Final = ("identifiers", "issns", "isbns", "publication_types", "urls", "databases", "notes", "extra")


def merge_citations(citations: Sequence[Citation], *, precedence: Sequence[int] | None = None) -> Citation:
    """Merge the citations of one report into its representative.

    ``precedence``: a rank for each citation; fields come from the lowest rank first. Journal, year, volume, issue and
    pages come from one record, and only their gaps from others, so that no mixture arises. Raises ``ValueError`` when
    there is no citation, or not one rank for each.
    """
    if not citations:
        raise ValueError("a cluster without records has no representative")
    if precedence is not None and len(precedence) != len(citations):
        raise ValueError("precedence needs one rank for each citation")
    ranks = precedence or [0] * len(citations)
    ordered = [
        citations[row]
        for row in sorted(range(len(citations)), key=lambda row: (ranks[row], -_count_filled(citations[row]), row))
    ]
    first = ordered[0]
    chosen: dict[str, Any] = {name: _first_filled(ordered, name) for name in _FIRST_FILLED_FIELDS}
    chosen |= {name: _unite(getattr(citation, name) for citation in ordered) for name in _UNITED_FIELDS}
    chosen |= _place(ordered) | _authors(ordered)
    return replace(
        first,
        kind=_kind(ordered),
        title=_title(ordered),
        abstract=max((citation.abstract for citation in ordered), key=len),
        keywords=_unite_keywords(citation.keywords for citation in ordered),
        identifiers=_identifiers(ordered, chosen),
        **{name: value for name, value in chosen.items() if name != "identifiers"},
    )


def _count_filled(citation: Citation) -> int:
    names = ("doi", "pmid", "journal", "volume", "issue", "pages", "abstract", "title", "authors", "year")
    return sum(bool(getattr(citation, name)) for name in names)


def _first_filled(ordered: Sequence[Citation], name: str) -> Any:
    return next((value for citation in ordered if (value := getattr(citation, name))), getattr(ordered[0], name))


def _title(ordered: Sequence[Citation]) -> str:
    """Return the first title that says most: of a notice that it is one, of an article what it is about.

    A source may have left out "Erratum:", or given "Guest editorial" alone. Capitals only are the last choice.
    """
    titles = [citation.title for citation in ordered if citation.title]
    if len({normalise.words(title) for title in titles}) > 1:
        return min((citation for citation in ordered if citation.title), key=_title_rank).title
    return next((title for title in titles if not title.isupper()), titles[0] if titles else "")


def _title_rank(citation: Citation) -> tuple[bool, bool, bool]:
    text = normalise.title(citation.title)
    traits = title_traits(replace(citation, publication_types=()), text, normalise.words(citation.journal))
    return not traits.roles & NOTICE_ROLES, traits.generic, citation.title.isupper()


def _kind(ordered: Sequence[Citation]) -> str:
    """Return the kind that some record gives; "article" is also the kind of records that give none."""
    return next((citation.kind for citation in ordered if citation.kind not in {"article", "other"}), ordered[0].kind)


def _place(ordered: Sequence[Citation]) -> dict[str, Any]:
    """Return year, journal, volume, issue and pages of the record with most of them, gaps filled from the others."""
    names = ("year", "journal", "volume", "issue", "pages")
    fullest = max(ordered, key=lambda citation: sum(bool(getattr(citation, name)) for name in names))
    return {name: getattr(fullest, name) or _first_filled(ordered, name) for name in names}


def _authors(ordered: Sequence[Citation]) -> dict[str, Any]:
    """Return the longest list of authors; of equally long ones a complete one, with the fullest given names."""

    def list_rank(citation: Citation) -> tuple[int, bool, int]:
        return len(citation.authors), citation.authors_complete, sum(len(author.given) for author in citation.authors)

    best = max(ordered, key=list_rank)
    author_words = " ".join(normalise.words(author.family) for author in best.authors)
    groups = tuple(
        author for citation in ordered for author in citation.authors if _missing_group(author, author_words)
    )
    return {"authors": best.authors + _unite([groups]), "authors_complete": best.authors_complete}


def _missing_group(author: Author, author_words: str) -> bool:
    return author.group and normalise.words(author.family) not in author_words


def _identifiers(ordered: Sequence[Citation], chosen: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return all other identifiers, and each DOI or PubMed number besides the chosen one."""
    further = [
        (name, value)
        for citation in ordered
        for name in ("doi", "pmid", "pmcid")
        if (value := getattr(citation, name)) and value != chosen[name]
    ]
    return _unite([chosen["identifiers"], tuple(further)])


def _unite(values: Iterable[Iterable[Item]]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(item for items in values for item in items))


def _unite_keywords(values: Iterable[Iterable[str]]) -> tuple[str, ...]:
    keywords: dict[str, str] = {}
    for items in values:
        for item in items:
            keywords.setdefault(normalise.words(item), item)
    return tuple(keywords.values())
