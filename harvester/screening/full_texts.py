"""Which report a PDF is the full text of, told by its name, its metadata, its first pages. Pure.

A number of the report in the file's name comes first (DOI, PMID, PMCID, our own R000123), since people name files so on
purpose; then a DOI in the metadata, then one on the first pages, then the title there. Where a step finds several
reports, later steps may tell which of them it is; else the file is ambiguous. It is never guessed.
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
"""Titles shorter than that are not looked for: "Editorial" stands on many a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """A PDF: the name of its file without ending, what its metadata say, the text of its first pages.

    ``trouble`` says why nothing could be read in it; "" where it could.
    """

    stem: str
    metadata: str = ""
    text: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A report whose full text is sought, by the numbers and titles of all its records."""

    report: int
    dois: frozenset[str] = frozenset()
    pmids: frozenset[str] = frozenset()
    pmcids: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """The reports a file may be of (one: matched; several: ambiguous; none) and by what they were found."""

    reports: tuple[int, ...]
    by: str = ""


class Matcher:
    """Looks files up among the reports that are sought."""

    def __init__(self, sought: Iterable[Sought]) -> None:
        self._sought = tuple(sought)
        self._steps: Sequence[tuple[str, Callable[[Clues], set[int]]]] = (
            ("number in the file's name", self._by_name),
            ("DOI in the metadata", lambda clues: self._by_doi(clues.metadata)),
            ("DOI on the first pages", lambda clues: self._by_doi(clues.text)),
            ("title in the metadata", lambda clues: self._by_title(clues.metadata)),
            ("title on the first pages", lambda clues: self._by_title(clues.text)),
            ("title in the file's name", lambda clues: self._by_title(clues.stem.replace("_", " "))),
        )

    def match(self, clues: Clues) -> Match:
        """The one report that a step tells; else all that the first step found which found any."""
        among: set[int] = set()
        first = ""
        for by, step in self._steps:
            found = step(clues) & among if among else step(clues)
            if len(found) == 1:
                return Match((found.pop(),), by)
            if found and not among:
                among, first = found, by
        return Match(tuple(sorted(among)), first)

    def needs_reading(self, clues: Clues) -> bool:
        """Whether the file must be looked into: its name alone does not tell one report."""
        return len(self._by_name(clues)) != 1

    def _by_name(self, clues: Clues) -> set[int]:
        stem = clues.stem
        own = {int(number) for number in _REPORT.findall(stem)}
        numbers, pmcids = set(_NUMBER.findall(stem)), {each.upper() for each in _PMCID.findall(stem)}
        flat = f"-{_OTHER.sub('-', stem.lower())}-"
        return {
            each.report
            for each in self._sought
            if each.report in own
            or each.pmids & numbers
            or each.pmcids & pmcids
            or any(f"-{_OTHER.sub('-', doi).strip('-')}-" in flat for doi in each.dois)
        }

    def _by_doi(self, text: str) -> set[int]:
        said = {found.lower().rstrip(".,;:)]}") for found in _DOI.findall(text)}
        whole = {each.report for each in self._sought if each.dois & said}
        joined = "".join(text.lower().split())  # a DOI broken at the end of a line
        return whole or {each.report for each in self._sought if any(_stands(doi, joined) for doi in each.dois)}

    def _by_title(self, text: str) -> set[int]:
        plain = f" {words(text)} "
        return {each.report for each in self._sought if any(_is_long(t) and f" {t} " in plain for t in each.titles)}


def _stands(doi: str, text: str) -> bool:
    """Whether a DOI stands in a text without blanks, and not as the beginning of a longer one."""
    place = text.find(doi)
    return place >= 0 and not text[place + len(doi) : place + len(doi) + 1].isdecimal()


def _is_long(title: str) -> bool:
    return len(title.split()) >= _LEAST_WORDS
