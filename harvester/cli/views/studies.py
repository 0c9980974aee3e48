"""Studies with their reports as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.workflow.screening.studies import StudyView

_COLUMNS: Final = (
    TableColumn("study"),
    TableColumn("report"),
    TableColumn("year", right=True),
    TableColumn("stands"),
    TableColumn("title", long="cut"),
)


def show_studies(studies: Sequence[StudyView], writer: ReportWriter) -> None:
    """A line for each report; below them, how many studies are included and in the meta-analysis."""
    if not studies:
        writer.line("No study yet: none is included, none has several reports.")
        return
    writer.table(_COLUMNS, [row for study in studies for row in _study_rows(study)])
    writer.line()
    included = sum(study.included for study in studies)
    reports = sum(report.included for study in studies if study.included for report in study.reports)
    writer.line(f"{count_noun(included, 'study', 'studies')} included, in {count_noun(reports, 'report')}.")
    if analysed := sum(study.included and study.meta_analysis for study in studies):
        writer.line(f"{count_noun(analysed, 'study', 'studies')} in the meta-analysis.")


def _study_rows(study: StudyView) -> Iterator[tuple[str, ...]]:
    for position, report in enumerate(study.reports):
        status = f"removed: {study.removed}" if study.removed else "included" if report.included else "–"
        if report.included and study.meta_analysis and not study.removed:
            status += ", meta-analysis"
        yield (study.study if position == 0 else "", report.report, str(report.year or "–"), status, report.title)
