"""Compare pairs of records field by field: columns of two records side by side → levels. No loop over pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.arrays import Bools, Codes, Ints, Percent, row_similarity, text_lengths
from harvester.dedup.comparison.authors import compare_authors
from harvester.dedup.comparison.journal import adjust_journal, compare_journal
from harvester.dedup.comparison.levels import (
    FEW_SHARED_AUTHORS,
    FIELD_LEVELS,
    OTHER_ISSUE,
    SAME_ISSUE,
    SAME_JOURNAL,
    SAME_PAGE,
    SAME_VOLUME,
    AbstractLevel,
    DoiLevel,
    IssueLevel,
    JournalLevel,
    PagesLevel,
    VolumeLevel,
    choose_level,
)
from harvester.dedup.comparison.number_changes import compare_numbers
from harvester.dedup.comparison.numeric_fields import (
    adjust_doi,
    adjust_issue,
    adjust_year,
    are_in_same_issue,
    compare_accession,
    compare_doi,
    compare_issue,
    compare_pages,
    compare_pmid,
    compare_volume,
    compare_year,
    have_shifted_place,
)
from harvester.dedup.comparison.title import (
    are_translations_in_place,
    compare_title,
    mark_headings,
    mark_shortened_titles,
    mark_translations,
)
from harvester.dedup.comparison.title_words import choose_words_level, compare_words
from harvester.dedup.records.columns import Columns
from harvester.dedup.records.normalised_record import THESIS


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Levels of n pairs for each field, and similarities of their texts in percent.

    Levels: shape (n,), int8, members of the field's enum in :data:`harvester.dedup.comparison.levels.FIELD_LEVELS`.
    Similarities: shape (n,), uint8.
    """

    title: Codes
    authors: Codes
    year: Codes
    journal: Codes
    volume: Codes
    issue: Codes
    pages: Codes
    doi: Codes
    pmid: Codes
    accession: Codes
    abstract: Codes
    words: Codes
    numbers: Codes
    title_similarity: Percent
    authors_similarity: Percent
    journal_similarity: Percent
    abstract_similarity: Percent

    def levels(self) -> Iterator[tuple[str, Codes]]:
        """Yield each field with its levels, in the order in which evidence is shown."""
        return ((name, getattr(self, name)) for name in FIELD_LEVELS)

    def similarity(self, field: str) -> Percent | None:
        """Return the similarities of a field, or None for a field that is not compared as text."""
        values: Percent | None = getattr(self, f"{field}_similarity", None)
        return values

    def select(self, rows: Bools | Ints) -> Comparison:
        """Return the comparison of some of the pairs: ``rows`` are flags or row numbers."""
        return Comparison(*(getattr(self, field.name)[rows] for field in fields(self)))

    def concatenate(self, more_pairs: Comparison) -> Comparison:
        """Return the comparison of these pairs followed by other pairs."""
        columns = ((getattr(self, field.name), getattr(more_pairs, field.name)) for field in fields(self))
        return Comparison(*map(np.concatenate, columns))


def compare_pairs(columns: Columns, a: Ints, b: Ints) -> Comparison:
    """Compare the records of rows ``a`` with those of rows ``b``, field by field: shape (n,) each.

    Each field is compared by itself first; then what differs is weighed in the light of the other fields.
    """
    title, title_similarity = compare_title(columns, a, b)
    authors, authors_similarity = compare_authors(columns, a, b)
    journal, journal_similarity = compare_journal(columns, a, b)
    abstract, abstract_similarity = compare_abstract(columns, a, b)
    volume, issue, pages = compare_place(columns, a, b)
    may_be_reworded = FEW_SHARED_AUTHORS[authors] | SAME_PAGE[pages] | are_in_same_issue(volume, issue, pages)
    translated = are_translations_in_place(columns, a, b, volume=volume, pages=pages)
    substitution = compare_words(columns, a, b, title, may_be_reworded=may_be_reworded, translated=translated)
    numbers = compare_numbers(columns, a, b, title)
    year, doi = compare_year(columns, a, b), compare_doi(columns, a, b)
    placed = are_in_same_issue(volume, issue, pages) | SAME_VOLUME[volume] & SAME_PAGE[pages] & ~OTHER_ISSUE[issue]
    in_one_issue = placed & ~FEW_SHARED_AUTHORS[authors] & (doi == DoiLevel.SAME)
    title = mark_headings(columns, a, b, title=title, authors=authors, pages=pages, in_one_issue=in_one_issue)
    title = mark_translations(columns, a, b, title=title, authors=authors, volume=volume, in_place=translated)

    both_theses = (columns.form[a] == THESIS) & (columns.form[b] == THESIS)
    volume = _ignore_differences(volume, SAME_VOLUME, both_theses)
    issue = _ignore_differences(issue, SAME_ISSUE, both_theses)
    pages = _ignore_differences(pages, SAME_PAGE, both_theses)
    journal = _ignore_differences(journal, SAME_JOURNAL, both_theses)

    on_page, in_issue = SAME_PAGE[pages], are_in_same_issue(volume, issue, pages)
    same_place = on_page | (volume == VolumeLevel.SAME)
    elsewhere = ~same_place & (journal != JournalLevel.SAME) & (doi != DoiLevel.SAME) & ~both_theses
    return Comparison(
        title=mark_shortened_titles(columns, a, b, title=title, volume=volume, pages=pages),
        authors=authors,
        year=adjust_year(year, elsewhere=elsewhere),
        journal=adjust_journal(columns, a, b, journal=journal, volume=volume, on_page=on_page),
        volume=volume,
        issue=adjust_issue(issue, pages=pages, title=title),
        pages=pages,
        doi=adjust_doi(doi, same_place=same_place),
        pmid=compare_pmid(columns, a, b),
        accession=compare_accession(columns, a, b),
        abstract=abstract,
        words=choose_words_level(substitution, on_page=on_page, in_issue=in_issue),
        numbers=numbers,
        title_similarity=title_similarity,
        authors_similarity=authors_similarity,
        journal_similarity=journal_similarity,
        abstract_similarity=abstract_similarity,
    )


def compare_place(columns: Columns, a: Ints, b: Ints) -> tuple[Codes, Codes, Codes]:
    """Return the levels of volume, issue and pages; issue and page that hold the field before are not comparable."""
    volume, issue, pages = (compare(columns, a, b) for compare in (compare_volume, compare_issue, compare_pages))
    shifted = have_shifted_place(columns, a, b)
    issue = np.where(shifted, np.int8(IssueLevel.SHIFTED), issue)
    return volume, issue, np.where(shifted, np.int8(PagesLevel.SHIFTED), pages)


def _ignore_differences(levels: Codes, same: Bools, both_theses: Bools) -> Codes:
    """Return the levels without differences between theses, whose places are those of a list of theses.

    "Dissertation Abstracts" gives a volume, a page and a journal of its own.
    """
    return np.where(both_theses & ~same[levels], np.int8(0), levels)


_MIN_LETTERS: Final = 80
"""Shorter texts are not compared: "Abstract not available"."""
_SAME_FROM: Final = 90
_SIMILAR_FROM: Final = 75
_PARTIAL_FROM: Final = 55
"""In percent; set by hand on the labelled sets (docs/dedup.md)."""


def compare_abstract(columns: Columns, a: Ints, b: Ints) -> tuple[Codes, Percent]:
    """Return level and similarity in percent of the abstracts: shape (n,), int8 and uint8."""
    left, right = text_lengths(columns.abstract[a]), text_lengths(columns.abstract[b])
    rows = np.flatnonzero((left >= _MIN_LETTERS) & (right >= _MIN_LETTERS))
    score = row_similarity(columns.abstract, a[rows], b[rows], fuzz.ratio)
    level, similarity = np.zeros(a.size, dtype=np.int8), np.zeros(a.size, dtype=np.uint8)
    level[rows] = choose_level(
        (
            (score >= _SAME_FROM, AbstractLevel.SAME),
            (score >= _SIMILAR_FROM, AbstractLevel.SIMILAR),
            (score >= _PARTIAL_FROM, AbstractLevel.PARTIAL),
        ),
        AbstractLevel.DIFFERENT,
    )
    similarity[rows] = score.astype(np.uint8)
    return level, similarity
