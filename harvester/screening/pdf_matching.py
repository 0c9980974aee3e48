"""Find the report that a PDF is the full text of, by the file's name, its metadata and its first pages. Pure.

A number of the report in the file's name comes first (DOI, PMID, PMCID, our own R000123), since people name files so on
purpose; then a DOI in the metadata, then one on the first pages, then the title there. Where a step finds several
reports, later steps may decide between them; else the file is ambiguous. It is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.normalise import words

_REPORT: Final = re.compile(r"(?<![A-Za-z0-9])R0*(\d{1,9})(?!\d)")
_NUMBER: Final = re.compile(r"(?<!\d)\d{5,8}(?!\d)")
_PMCID: Final = re.compile(r"PMC\d{4,9}(?!\d)", re.IGNORECASE)
_DOI: Final = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>]+")
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_LEAST_WORDS: Final = 5
"""Titles with fewer words are not looked for: "Editorial" is on many pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfClues:
    """A PDF: the name of its file without extension, its metadata, the text of its first pages.

    ``trouble`` says why nothing could be read in it; "" where it could.
    """

    stem: str
    metadata: str = ""
    text: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoughtReport:
    """A report whose full text is sought, with the numbers and titles of all its records."""

    report: int
    dois: frozenset[str] = frozenset()
    pmids: frozenset[str] = frozenset()
    pmcids: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PdfMatch:
    """The reports a file may be of (one: matched; several: ambiguous; none) and the evidence for them."""

    reports: tuple[int, ...]
    by: str = ""


class PdfMatcher:
    """Matches files to the reports that are sought."""

    def __init__(self, sought: Iterable[SoughtReport]) -> None:
        self._sought = tuple(sought)
        self._steps: Sequence[tuple[str, Callable[[PdfClues], set[int]]]] = (
            ("number in the file's name", self._by_name),
            ("DOI in the metadata", lambda clues: self._by_doi(clues.metadata)),
            ("DOI on the first pages", lambda clues: self._by_doi(clues.text)),
            ("title in the metadata", lambda clues: self._by_title(clues.metadata)),
            ("title on the first pages", lambda clues: self._by_title(clues.text)),
            ("title in the file's name", lambda clues: self._by_title(clues.stem.replace("_", " "))),
        )

    def match(self, clues: PdfClues) -> PdfMatch:
        """Return the one report that a step finds; else all reports of the first step that found any."""
        among: set[int] = set()
        first = ""
        for by, step in self._steps:
            reports = step(clues) & among if among else step(clues)
            if len(reports) == 1:
                return PdfMatch((reports.pop(),), by)
            if reports and not among:
                among, first = reports, by
        return PdfMatch(tuple(sorted(among)), first)

    def needs_reading(self, clues: PdfClues) -> bool:
        """Return whether the file's content must be read, because its name alone does not give one report."""
        return len(self._by_name(clues)) != 1

    def _by_name(self, clues: PdfClues) -> set[int]:
        stem = clues.stem
        named_reports = {int(number) for number in _REPORT.findall(stem)}
        numbers, pmcids = set(_NUMBER.findall(stem)), {sought.upper() for sought in _PMCID.findall(stem)}
        flat = f"-{_OTHER.sub('-', stem.lower())}-"
        return {
            sought.report
            for sought in self._sought
            if sought.report in named_reports
            or sought.pmids & numbers
            or sought.pmcids & pmcids
            or any(f"-{_OTHER.sub('-', doi).strip('-')}-" in flat for doi in sought.dois)
        }

    def _by_doi(self, text: str) -> set[int]:
        dois = {text_doi.lower().rstrip(".,;:)]}") for text_doi in _DOI.findall(text)}
        exact_matches = {sought.report for sought in self._sought if sought.dois & dois}
        joined = "".join(text.lower().split())  # a DOI broken at the end of a line
        return exact_matches or {
            sought.report for sought in self._sought if any(_contains_doi(doi, joined) for doi in sought.dois)
        }

    def _by_title(self, text: str) -> set[int]:
        plain = f" {words(text)} "
        long = ((sought, t) for sought in self._sought for t in sought.titles if len(t.split()) >= _LEAST_WORDS)
        return {sought.report for sought, title in long if f" {title} " in plain}


def _contains_doi(doi: str, text: str) -> bool:
    """Return whether a text without blanks contains a DOI, and not as the beginning of a longer one."""
    place = text.find(doi)
    return place >= 0 and not text[place + len(doi) : place + len(doi) + 1].isdecimal()
