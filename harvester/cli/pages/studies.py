"""Studies with their reports as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Column, Paper
from harvester.workflow.study import StudyView

_COLUMNS: Final = (
    Column("study"),
    Column("report"),
    Column("year", right=True),
    Column("stands"),
    Column("title", long="cut"),
)


def show_studies(studies: Sequence[StudyView], paper: Paper) -> None:
    """A line for each report; below them, how many studies are included and in the meta-analysis."""
    if not studies:
        paper.line("No study yet: none is included, none has several reports.")
        return
    paper.table(_COLUMNS, [row for study in studies for row in _rows(study)])
    paper.line()
    included = sum(study.included for study in studies)
    reports = sum(each.included for study in studies if study.included for each in study.reports)
    paper.line(f"{counted(included, 'study', 'studies')} included, in {counted(reports, 'report')}.")
    if analysed := sum(study.included and study.meta_analysis for study in studies):
        paper.line(f"{counted(analysed, 'study', 'studies')} in the meta-analysis.")


def _rows(study: StudyView) -> Iterator[tuple[str, ...]]:
    for place, report in enumerate(study.reports):
        stands = f"removed: {study.removed}" if study.removed else "included" if report.included else "–"
        if report.included and study.meta_analysis and not study.removed:
            stands += ", meta-analysis"
        yield (study.study if place == 0 else "", report.report, str(report.year or "–"), stands, report.title)
