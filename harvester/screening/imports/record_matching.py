"""Find the report of an imported row by what identifies it, and never guess. Pure.

Evidence is tried in this order, and the first that leads to a report decides: our own number, wherever it survived; the
number in a database that the row names; the DOI; a number under which any database has the record (PubMed's, Embase's
…), also in an address; the title with the year and the first author. Numbers and DOI count only where the titles do not
contradict them: a DOI may be that of a whole supplement, and a file may be of another review. A title alone is no
evidence. (Measured on the tools' exports: DOI, address, title, year and first author come back from all.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from harvester import normalise
from harvester.citation import Citation
from harvester.screening.imports.model import ImportedRow

MatchEvidence = Literal["our number", "DOI", "database number", "title, year and first author", "nothing"]

_LIKE: Final = 0.6
"""Share of common words from which two titles count as one rewritten: tools cut titles and drop symbols."""
_SHORTEST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMatch:
    """The report of a row, or None; then ``candidates`` are the reports it may be about, and ``why`` says what is
    missing.

    ``named_report`` is the number under which the row names the report, which may be a former one.
    """

    report: int | None
    by: MatchEvidence
    named_report: int = 0
    candidates: tuple[int, ...] = ()
    why: str = ""


@dataclass(slots=True)
class _ReportFacts:
    """The titles, years and first authors of a report's records."""

    titles: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)


class RecordIndex:
    """An index of reports by what identifies them. A look-up takes the same time however many there are."""

    def __init__(self, report_of: Mapping[int, int]) -> None:
        """Start an empty index. ``report_of``: every number a report ever had → the one it has today."""
        self._report_of = report_of
        self._known: dict[int, _ReportFacts] = {}
        self._by_number: dict[str, set[int]] = {}
        self._by_title: dict[str, set[int]] = {}

    def add(self, report: int, citation: Citation, accession: str = "", source: str = "") -> None:
        """Add a record of a report; ``accession`` is its number in the database ``source``."""
        known = self._known.setdefault(report, _ReportFacts())
        for title in filter(None, map(normalise.title, (citation.title, citation.title_original))):
            known.titles.add(title)
            self._by_title.setdefault(title, set()).add(report)
        if citation.year:
            known.years.add(citation.year)
        known.authors |= first_author_words(citation)
        for number in (*list_identifiers(citation, accession), *_database_identifier(source, accession)):
            self._by_number.setdefault(number, set()).add(report)

    def match(self, row: ImportedRow) -> RecordMatch:
        """Return the report of a row, or why there is none."""
        title = normalise.title(row.citation.title)
        numbered_match = self._match_by_report_number(row, title)
        if numbered_match is not None:
            return numbered_match
        in_database = _database_identifier(row.source, row.accession)
        numbers = list(list_identifiers(row.citation, "" if row.source else row.accession))
        attempts: tuple[tuple[MatchEvidence, Sequence[str]], ...] = (
            ("database number", in_database),
            ("DOI", numbers[:1] if row.citation.doi else []),
            ("database number", numbers),
        )
        doubts: list[RecordMatch] = []
        for by, identifiers in attempts:
            reports = {report for identifier in identifiers for report in self._by_number.get(identifier, ())}
            match = self._match_by_identifier(reports, row, title, by)
            if match is not None and match.report is not None:
                return match
            doubts += [match] if match else []
        described = self._match_by_description(row, title)
        if described.report is not None and not doubts:
            return described
        return next(iter(doubts), described)

    def _match_by_report_number(self, row: ImportedRow, title: str) -> RecordMatch | None:
        """Match by our own number. None where the row carries none that a report of this review ever had."""
        reports = {today: number for number in row.report_numbers if (today := self._report_of.get(number)) is not None}
        if not reports:
            return None
        if len(reports) > 1:
            return _no_match("our number", reports, "it carries the numbers of several reports")
        report, number = next(iter(reports.items()))
        if not self._title_fits(report, title):
            why = "it carries our number, but another title: is the file of another review?"
            return _no_match("our number", reports, why)
        return RecordMatch(report=report, by="our number", named_report=number)

    def _match_by_identifier(
        self, reports: Iterable[int], row: ImportedRow, title: str, by: MatchEvidence
    ) -> RecordMatch | None:
        """Match by a number that several reports may share; their titles distinguish them."""
        listed = sorted(reports)
        if not listed:
            return None
        fitting = [report for report in listed if self._title_fits(report, title)]
        if len(fitting) > 1 and title:
            same = [report for report in fitting if title in self._known[report].titles]
            fitting = [report for report in same or fitting if self._year_and_author_agree(report, row) is not False]
        if len(fitting) == 1:
            return RecordMatch(report=fitting[0], by=by, named_report=fitting[0])
        if not fitting:
            return _no_match(by, listed, f"the {by} is that of a report with another title")
        return _no_match(by, fitting, f"several reports have the same {by}")

    def _match_by_description(self, row: ImportedRow, title: str) -> RecordMatch:
        """Match by title, year and first author; a missing value cannot disagree, but one of two must agree."""
        same = sorted(self._by_title.get(title, ())) if title else []
        if not same:
            return RecordMatch(report=None, by="nothing", why="no report has its number, its DOI or its title")
        agreeing = [report for report in same if self._year_and_author_agree(report, row)]
        if len(agreeing) == 1:
            return RecordMatch(report=agreeing[0], by="title, year and first author", named_report=agreeing[0])
        by: MatchEvidence = "title, year and first author"
        if agreeing:
            return _no_match(by, agreeing, "several reports have the same title, year and first author")
        if any(self._year_and_author_agree(report, row) is None for report in same):
            return _no_match(by, same, "only the title agrees, there is no year and no author to compare")
        return RecordMatch(
            report=None, by="nothing", candidates=tuple(same), why="the title agrees, year or author do not"
        )

    def _title_fits(self, report: int, title: str) -> bool:
        known = self._known.get(report)
        if not title or known is None or not known.titles:
            return True
        return title in known.titles or any(titles_similar(title, known_title) for known_title in known.titles)

    def _year_and_author_agree(self, report: int, row: ImportedRow) -> bool | None:
        """Return whether year and first author agree, None where neither can be compared."""
        known, year, author = self._known[report], row.citation.year, first_author_words(row.citation)
        comparisons = [year in known.years] if year and known.years else []
        comparisons += [bool(author & known.authors)] if author and known.authors else []
        return all(comparisons) if comparisons else None


def first_author_words(citation: Citation) -> frozenset[str]:
    """Return the words of the first author's family name without initials.

    Programs split names in different ways ("de Souza, A", "A de Souza").
    """
    if not citation.authors:
        return frozenset()
    first = citation.authors[0]
    family = frozenset(word for word in normalise.words(first.family).split() if len(word) > 1)
    return family or frozenset(normalise.words(f"{first.family} {first.given}").split())


def list_identifiers(citation: Citation, accession: str) -> Iterator[str]:
    """Yield what identifies a record, the DOI first."""
    if citation.doi:
        yield f"doi:{citation.doi}"
    if citation.pmcid:
        yield f"pmcid:{citation.pmcid}"
    numbers = (accession, citation.pmid, *(value for _, value in citation.identifiers))
    yield from (f"number:{number}" for number in dict.fromkeys(numbers) if number)


def _database_identifier(source: str, accession: str) -> tuple[str, ...]:
    """Return a number together with its database, () where one is missing."""
    return (f"in {source}:{accession}",) if source and accession else ()


def titles_similar(first: str, second: str) -> bool:
    """Return whether two titles may be one, rewritten by a tool."""
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= _SHORTEST and longer.startswith(shorter):
        return True
    first_words, second_words = set(first.split()), set(second.split())
    return len(first_words & second_words) >= _LIKE * len(first_words | second_words)


def _no_match(by: MatchEvidence, reports: Iterable[int], why: str) -> RecordMatch:
    return RecordMatch(report=None, by=by, candidates=tuple(sorted(reports)), why=why)
