"""Show screening: decisions, conflicts, agreement, imports, full texts and studies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.cli.views.review_status import format_cell, mark_undone
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.screening.agreement import PairAgreement, StageAgreement
    from harvester.workflow.screening.conflicts import Conflict
    from harvester.workflow.screening.decide import DecisionResult
    from harvester.workflow.screening.full_texts import FullTextState, PdfMatches
    from harvester.workflow.screening.import_decisions import DecisionImport
    from harvester.workflow.screening.studies import StudyView

_COLUMNS: Final = (
    TableColumn("reviewer"),
    TableColumn("decision"),
    TableColumn("reason", long="cut"),
    TableColumn("decided as"),
    TableColumn("note", long="cut"),
)
_PAIRS: Final = (
    TableColumn("reviewers"),
    TableColumn("reports", right=True),
    TableColumn("agreed", right=True),
    TableColumn("kappa", right=True),
    TableColumn("95 % interval"),
    TableColumn("adjusted", right=True),
)
_MAX_ROWS: Final = 10


def label_decision(decision: str) -> str:
    """Return a decision as pages show it: "undecided" is shown as "unsure"."""
    return "unsure" if decision == "undecided" else decision


def show_decisions(decision_import: DecisionResult, writer: ReportWriter, *, verbose: bool = False) -> None:
    """Show how many decisions were stored, and which rows match no report."""
    reports = count_noun(len(decision_import.reports), "report")
    writer.line(f"{count_noun(decision_import.decisions, 'decision')} stored about {reports}.")
    most = 10**9 if verbose else _MAX_ROWS
    for problem, rows in (
        ("matches no report", decision_import.unmatched),
        ("matches several reports", decision_import.ambiguous),
    ):
        for row in first_few(rows, limit=most, noun="row"):
            writer.line(f"{problem}: {row}")


def show_conflicts(conflicts: Sequence[Conflict], writer: ReportWriter) -> None:
    """Show each conflict with the decisions of all reviewers."""
    for conflict in conflicts:
        writer.line(f"{conflict.report}  {conflict.title}", bold=True)
        writer.line(f"stage: {conflict.stage}", indent=1)
        rows = [
            (
                decision["reviewer"],
                label_decision(decision["decision"]),
                decision["reason"],
                decision["decided_as"],
                decision["note"],
            )
            for decision in conflict.decisions
        ]
        writer.table(_COLUMNS, rows)
        writer.line()
    if not conflicts:
        writer.line("No two reviewers disagree.")


def show_agreement(stages: Sequence[StageAgreement], writer: ReportWriter) -> None:
    """Show a table for each stage with a row for each pair of reviewers."""
    compared_stages = [stage for stage in stages if stage.pairs]
    for stage in compared_stages:
        writer.line(stage.stage, bold=True)
        notes = list(dict.fromkeys(pair.note for pair in stage.pairs if pair.note))
        writer.table(_PAIRS, [_pair(pair, notes) for pair in stage.pairs])
        for number, note in enumerate(notes, start=1):
            writer.line(f"({number}) {note}.")
        if len(stage.reviewers) > 2 and stage.n:
            reports = count_noun(stage.n, "report")
            writer.line(f"Fleiss' kappa of all {len(stage.reviewers)} over {reports}: {_two_decimals(stage.fleiss)}")
        writer.line()
    if not compared_stages:
        writer.line("No two reviewers have decided about the same report.")


def _pair(pair: PairAgreement, notes: Sequence[str]) -> list[str]:
    interval = (
        f"unknown ({notes.index(pair.note) + 1})"
        if pair.note
        else f"{_two_decimals(pair.low)} to {_two_decimals(pair.high)}"
    )
    names = " · ".join(pair.reviewers)
    return [
        names,
        f"{pair.n:,}",
        f"{pair.percent:.1f} %",
        _two_decimals(pair.kappa),
        interval,
        _two_decimals(pair.adjusted),
    ]


def _two_decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


_MATCH_COLUMNS: Final = (TableColumn(""), TableColumn("rows", right=True))
_IMPORT_COLUMNS: Final = (
    TableColumn("import", right=True),
    TableColumn("at"),
    TableColumn("tool"),
    TableColumn("stage"),
    TableColumn("rows", right=True),
    TableColumn("matched", right=True),
    TableColumn("unmatched", right=True),
    TableColumn("decisions", right=True),
    TableColumn("file", long="cut"),
)


def show_screening_import(imported: DecisionImport, writer: ReportWriter, *, verbose: bool = False) -> None:
    """Show rows by how they matched, decisions, and the first rows that match no report."""
    writer.line(_summary(imported))
    rows = [(f"matched by {evidence}", f"{number:,}") for evidence, number in imported.evidence.items()]
    rows += [("without a matching report", f"{len(imported.unmatched):,}")] if imported.unmatched else []
    rows += [("matching several reports", f"{len(imported.ambiguous):,}")] if imported.ambiguous else []
    rows += [("without a decision", f"{imported.undecided_rows:,}")] if imported.undecided_rows else []
    writer.table(_MATCH_COLUMNS, rows)
    if imported.reviewers:
        writer.line(f"Reviewers: {', '.join(imported.reviewers)}")
    if imported.added_reasons:
        word = "would be added" if imported.dry_run else "added"
        writer.line(f"Reasons {word} to review.toml: {', '.join(imported.added_reasons)}")
    most = 10**9 if verbose else _MAX_ROWS
    problems = [f"{row.path.name}:{row.row.row.row.line}: {row.row.why}" for row in imported.rows_to_match]
    for line in first_few(problems, limit=most, noun="row"):
        writer.line(line)
    for name in imported.unmatched_files:
        writer.line(f"Written: {name}")


def show_screening_imports(imports: Sequence[Mapping[str, Any]], writer: ReportWriter) -> None:
    """Show all imports from screening tools."""
    if not imports:
        writer.line("Nothing has been imported from a screening tool yet.")
        return
    rows = [mark_undone([format_cell(row[column.title]) for column in _IMPORT_COLUMNS], row) for row in imports]
    writer.table(_IMPORT_COLUMNS, rows)


def _summary(imported: DecisionImport) -> str:
    verdicts = ", ".join(
        f"{number:,} {label_decision(verdict)}" for verdict, number in sorted(imported.verdicts.items())
    )
    new = count_noun(imported.decisions, "new decision") + (f" ({verdicts})" if verdicts else "")
    known = f", {imported.known:,} known before" if imported.known else ""
    stored = "would be stored" if imported.dry_run else "stored"
    return f"{count_noun(imported.rows, 'row')}: {new} {stored}{known}."


RETRIEVAL_STATUSES: Final = ("sought", "retrieved", "not retrieved")


def show_full_texts(full_texts: Sequence[FullTextState], writer: ReportWriter) -> None:
    """Show reports by the status of their full texts, with file or link, and the number of each status."""
    if not full_texts:
        writer.line("No full text is sought: no report is included by title and abstract yet.")
        return
    for status in RETRIEVAL_STATUSES:
        reports = [report for report in full_texts if report.status == status]
        if reports:
            writer.line(f"{status.capitalize()} ({len(reports)})", bold=True)
        for report in reports:
            writer.line(f"{report.report}  {report.citation.title}")
            location = report.files[0] if report.files else report.links[0][1] if report.links else "no link is known"
            writer.line(f"{report.reason}; {location}" if report.reason else location, indent=1)
        if reports:
            writer.line()
    counts = Counter(report.status for report in full_texts)
    breakdown = ", ".join(f"{counts[status]} {status}" for status in RETRIEVAL_STATUSES)
    writer.line(f"{count_noun(len(full_texts), 'full text')}: {breakdown}.")


def show_pdf_matches(matches: PdfMatches, writer: ReportWriter) -> None:
    """Show which file matches which report."""
    for file, report, evidence in matches.matched:
        writer.line(f"{report}  {file}  ({evidence})")
    for file, reports in matches.ambiguous:
        writer.line(f"ambiguous  {file}: {reports}")
    for file, reason in matches.unmatched:
        writer.line(f"unmatched  {file}: {reason}")
    sentence = (
        f"{count_noun(len(matches.matched), 'file')} matched and marked as retrieved, {matches.known} known before"
    )
    writer.line(f"{sentence}, {len(matches.ambiguous)} ambiguous, {len(matches.unmatched)} unmatched.")
    if matches.in_part:
        writer.line("Put the report's number (R000012) or DOI into the name of such a file and run the command again.")


_STUDY_COLUMNS: Final = (
    TableColumn("study"),
    TableColumn("report"),
    TableColumn("year", right=True),
    TableColumn("status"),
    TableColumn("title", long="cut"),
)


def show_studies(studies: Sequence[StudyView], writer: ReportWriter) -> None:
    """Show a row for each report, and how many studies are included and in the meta-analysis."""
    if not studies:
        writer.line("No studies yet: none is included, and none has several reports.")
        return
    writer.table(_STUDY_COLUMNS, [row for study in studies for row in _study_rows(study)])
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
