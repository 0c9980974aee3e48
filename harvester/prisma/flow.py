"""The counted flow: numbers, their members, and the equations they satisfy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from harvester.prisma.boxes import BOX_BY_KEY, Unit


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a list: a database, a register, or an exclusion reason, and its number.

    ``member_key`` is the key of its members where that is not the label: the key of a search.
    """

    label: str
    n: int
    member_key: str = field(default="", compare=False)


BoxValue = int | tuple[ListLine, ...]


@dataclass(frozen=True, slots=True)
class EquationCheck:
    """An equation of the flow, its two sides, and whether it holds."""

    equation: str
    left: int
    right: int
    ok: bool


@dataclass(frozen=True, slots=True)
class Template:
    """Which of the four PRISMA 2020 templates the flow fills."""

    version: Literal["new", "updated"]
    sources: Literal["databases", "databases and other"]

    @property
    def updated(self) -> bool:
        """Whether it shows what a previous version of the review included."""
        return self.version == "updated"

    @property
    def other(self) -> bool:
        """Whether it shows studies identified by other methods."""
        return self.sources == "databases and other"

    @property
    def title(self) -> str:
        """The title of the template, as PRISMA 2020 words it."""
        searched = "databases, registers and other sources" if self.other else "databases and registers only"
        return f"PRISMA 2020 flow diagram for {self.version} systematic reviews which included searches of {searched}"


@dataclass(frozen=True, slots=True)
class DuplicateCounts:
    """Duplicate records of databases and registers, by where the other record of the same report is.

    ``within`` the same search, ``between`` searches of this version, ``already_known`` from an earlier version.
    """

    within: int
    between: int
    already_known: int

    @property
    def total(self) -> int:
        """The number in the PRISMA box."""
        return self.within + self.between + self.already_known


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """Numbers of one search: records, duplicates within it, distinct reports, those found only here or also elsewhere.

    ``seen_again`` are records of reports that the same search retrieved in an earlier span of a combined flow.
    """

    search: str
    name: str
    kind: str
    raw: int
    within_duplicates: int
    distinct: int
    only_here: int
    also_elsewhere: int
    seen_again: int = 0


class NoteKind(StrEnum):
    """What a note of the flow is about. Where a term of the flow has the same key, the note explains that term."""

    CARRIED_OVER = "carried_over"
    CARRIED_OVER_OTHER = "carried_over_other"
    RECONSIDERED = "reconsidered"
    REPEATS = "repeats"
    OTHER_DUPLICATES = "other_dups"
    SHARED = "shared"
    OTHER_INELIGIBLE = "other_ineligible_before_retrieval"
    REMOVED_REPORTS = "removed_reports"
    REMOVED_STUDIES = "removed_studies"
    JOINED_REPORTS = "joined_reports"
    STUDIES_INCLUDED_BEFORE = "studies_included_before"
    EXCLUDED_BY_AUTOMATION = "excluded_by_automation"
    RELINKED_STUDIES = "relinked_studies"
    FULL_TEXT_AFTER_EXCLUSION = "full_text_after_exclusion"
    FULL_TEXT_WITHOUT_TITLE_ABSTRACT = "full_text_without_title_abstract"
    FULL_TEXT_NOT_RETRIEVED = "full_text_not_retrieved"
    SCREENED_AFTER_REMOVAL = "screened_after_removal"
    NOT_FINAL = "not_final"
    ADJUSTMENTS = "adjustments"


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the flow: a code for programs and a sentence for people."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A counted PRISMA 2020 flow.

    ``boxes``    PRISMA2020 CSV key → number, or a list of labelled numbers.
    ``terms``    numbers PRISMA has no box for but its equations need (``removed_reports``, ``other_dups`` …).
    ``pending``  what awaits a decision or retrieval: the diagram is final when all but ``carried_over`` are 0.
    ``members``  box, term or ``box/label`` → the records, reports or studies behind the number; lists are opened
                 by ``database_specific_results/<search key>`` and ``dbr_excluded/<reason>``, numbers of a
                 search by ``sources/<search key>/only_here``, an overlap by ``overlap/<search key>/<search key>``.
    ``repeats``  how much a number exceeds its members, because several searches of one source retrieved the same
                 record; 0 and left out for nearly every box.
    ``overlap``  (search, search) → reports both found.
    ``reasons``  box or term that is no list of PRISMA's → its reasons, where any was given: why records were excluded
                 on title and abstract or removed, why texts were not retrieved, why reports are included no longer.
    """

    template: Template
    boxes: Mapping[str, BoxValue]
    terms: Mapping[str, int]
    pending: Mapping[str, int]
    duplicates_detail: DuplicateCounts
    sources: tuple[SourceCounts, ...]
    overlap: Mapping[tuple[str, str], int]
    checks: tuple[EquationCheck, ...]
    notes: tuple[Note, ...]
    reasons: Mapping[str, tuple[ListLine, ...]]
    members: Mapping[str, frozenset[int]]
    repeats: Mapping[str, int]
    previous_name: str = ""

    @property
    def is_final(self) -> bool:
        """Whether nothing is pending, so that the diagram can be published as it is."""
        return not any(count for name, count in self.pending.items() if name != "carried_over")

    @property
    def closes(self) -> bool:
        """Whether every equation holds."""
        return all(check.ok for check in self.checks)

    def number(self, key: str) -> int:
        """Return the number of a box; of a list, the sum of its lines."""
        value = self.boxes[key]
        return value if isinstance(value, int) else sum(line.n for line in value)

    def lines(self, key: str) -> tuple[ListLine, ...]:
        """Return the lines of a list box; none for a box that is a plain number."""
        value = self.boxes[key]
        return () if isinstance(value, int) else value

    @staticmethod
    def unit(key: str) -> Unit:
        """Return what a box counts: records, reports or studies (PRISMA 2020 box 1)."""
        return BOX_BY_KEY[key].unit
