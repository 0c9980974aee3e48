"""The input of the flow: searches of one version, or of several, and what was decided about their reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from harvester.errors import UsageError
from harvester.pluralise import count_noun
from harvester.screening.report_status import NO_DECISIONS, ReportState

DATABASE_KINDS: Final = ("database", "register")
OTHER_KINDS: Final = ("website", "organisation", "citation")
KINDS: Final = DATABASE_KINDS + OTHER_KINDS


@dataclass(frozen=True, slots=True)
class SearchRecords:
    """A search and the records its runs retrieved in a span, each record once.

    A combined flow has the searches of several versions: ``span`` numbers them, oldest first.
    """

    key: str
    name: str
    kind: str
    records: frozenset[int]
    span: int = 0

    @property
    def is_other_method(self) -> bool:
        """Whether PRISMA 2020 draws it in the right-hand column, "other methods"."""
        return self.kind in OTHER_KINDS


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """The studies and reports that the last release included."""

    name: str
    studies: frozenset[int]
    reports: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowInput:
    """The searches of one version, or of several, with everything known about their reports.

    ``report_of``     record → report, for every record of ``searches``.
    ``known``         reports first seen in an earlier version.
    ``carried_over``  reports of earlier versions whose screening was not finished at the last release, so that they
                      are screened now; ``carried_over_other`` those among them found by other methods only.
    ``states``        report → what was decided; a report that is absent is untouched.
    ``study_of``      report → study; a report that is absent is a study of its own.
    ``removed``       reports included at a release and no longer (retracted, criteria changed, undone); those removed
                      before the last release stay out, whatever was decided about them.
    ``joined``        report of the last release → the report it has since turned out to be a duplicate of.
    ``meta_analysed`` reports whose study is part of a meta-analysis.
    ``reason_order``  the exclusion reasons as review.toml lists them: they are printed in that order.
    """

    searches: tuple[SearchRecords, ...]
    report_of: Mapping[int, int]
    known: frozenset[int] = frozenset()
    carried_over: frozenset[int] = frozenset()
    carried_over_other: frozenset[int] = frozenset()
    states: Mapping[int, ReportState] = field(default_factory=dict)
    study_of: Mapping[int, int] = field(default_factory=dict)
    previous: PreviousRelease | None = None
    removed: frozenset[int] = frozenset()
    joined: Mapping[int, int] = field(default_factory=dict)
    meta_analysed: frozenset[int] = frozenset()
    reason_order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._refuse_unknown_kinds()
        self._refuse_repeated_keys()
        self._refuse_records_without_report()

    def state_of(self, report: int) -> ReportState:
        """Return what was decided about a report; an empty state if nothing was."""
        return self.states.get(report, NO_DECISIONS)

    def group_by_state(self, reports: Iterable[int]) -> Iterator[tuple[ReportState, list[int]]]:
        """Yield each state with the reports that have it, so that what follows from it is computed once."""
        reports_by_state: defaultdict[int, list[int]] = defaultdict(list)
        for report in reports:
            reports_by_state[id(self.states.get(report, NO_DECISIONS))].append(report)
        return ((self.state_of(group[0]), group) for group in reports_by_state.values())

    def study(self, report: int) -> int:
        """Return the study that a report belongs to."""
        return self.study_of.get(report, report)

    def studies_of(self, reports: frozenset[int]) -> frozenset[int]:
        """Return the studies that reports belong to."""
        return frozenset(map(self.study, reports)) if self.study_of else reports

    def reports_of(self, records: frozenset[int]) -> frozenset[int]:
        """Return the reports that records denote."""
        return frozenset(map(self.report_of.__getitem__, records))

    def current_reports(self, reports: frozenset[int]) -> frozenset[int]:
        """Return the current numbers of reports of the last release; a joined report has that of the one it joined."""
        return frozenset(map(self._follow, reports))

    @property
    def included_before(self) -> frozenset[int]:
        """The reports that the last release includes, by their current numbers."""
        return self.current_reports(self.previous.reports) if self.previous else frozenset()

    def _follow(self, report: int) -> int:
        visited = {report}
        while (report := self.joined.get(report, report)) not in visited:
            visited.add(report)
        return report

    def _refuse_unknown_kinds(self) -> None:
        for search in self.searches:
            if search.kind not in KINDS:
                raise UsageError(
                    f"search {search.key} is of the kind {search.kind!r}, which PRISMA 2020 has no box for",
                    hint=f"In review.toml, set its kind to one of: {', '.join(KINDS)}.",
                )

    def _refuse_repeated_keys(self) -> None:
        keys = Counter((search.key, search.span) for search in self.searches)
        if repeated := sorted({key for (key, _), times in keys.items() if times > 1}):
            raise UsageError(
                f"searches are counted twice in this flow: {', '.join(repeated)}",
                hint="Give every search of review.toml a key of its own.",
            )

    def _refuse_records_without_report(self) -> None:
        for search in self.searches:
            if unassigned := search.records - self.report_of.keys():
                raise UsageError(
                    f"{count_noun(len(unassigned), 'record')} of search {search.key} without a report,"
                    f" first record {min(unassigned)}",
                    hint="Run `harvester dedup`, then count again.",
                )
