"""What was taken in of a screening tool's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.cli.views.exports import format_cell
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.workflow.screening.import_decisions import DecisionImport

_COLUMNS: Final = (TableColumn(""), TableColumn("rows", right=True))
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
_MAX_ROWS: Final = 10


def show_screening_import(imported: DecisionImport, writer: ReportWriter, *, verbose: bool = False) -> None:
    """Rows by what became of them, decisions by verdict, and the first rows that found no report."""
    writer.line(_summary(imported))
    rows = [(f"matched by {evidence}", f"{number:,}") for evidence, number in imported.evidence.items()]
    rows += [("find no report", f"{len(imported.unmatched):,}")] if imported.unmatched else []
    rows += [("may be of several reports", f"{len(imported.ambiguous):,}")] if imported.ambiguous else []
    rows += [("nobody has decided", f"{imported.undecided_rows:,}")] if imported.undecided_rows else []
    writer.table(_COLUMNS, rows)
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
    """What was taken in so far."""
    if not imports:
        writer.line("Nothing has been taken in from a screening tool yet.")
        return
    writer.table(_IMPORT_COLUMNS, [[format_cell(row[column.title]) for column in _IMPORT_COLUMNS] for row in imports])


def _summary(imported: DecisionImport) -> str:
    verdicts = ", ".join(f"{number:,} {verdict}" for verdict, number in sorted(imported.verdicts.items()))
    new = count_noun(imported.decisions, "new decision") + (f" ({verdicts})" if verdicts else "")
    known = f", {imported.known:,} known before" if imported.known else ""
    stored = "would be stored" if imported.dry_run else "stored"
    return f"{count_noun(imported.rows, 'row')}: {new} {stored}{known}."
