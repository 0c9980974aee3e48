"""What was taken in of a screening tool's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from harvester.cli.pages.exports import told_cell
from harvester.cli.pages.words import counted, first_few
from harvester.cli.paper import Column, Paper
from harvester.workflow.screen_import import Imported

_COLUMNS: Final = (Column(""), Column("rows", right=True))
_PAST: Final = (
    Column("import", right=True),
    Column("at"),
    Column("tool"),
    Column("stage"),
    Column("rows", right=True),
    Column("matched", right=True),
    Column("unmatched", right=True),
    Column("decisions", right=True),
    Column("file", long="cut"),
)
_FEW: Final = 10


def show_imported(done: Imported, paper: Paper, *, verbose: bool = False) -> None:
    """Rows by what became of them, decisions by verdict, and the first rows that found no report."""
    paper.line(_summary(done))
    rows = [(f"matched by {by}", f"{number:,}") for by, number in done.evidence.items()]
    rows += [("find no report", f"{len(done.unmatched):,}")] if done.unmatched else []
    rows += [("may be of several reports", f"{len(done.ambiguous):,}")] if done.ambiguous else []
    rows += [("nobody has decided", f"{done.undecided_rows:,}")] if done.undecided_rows else []
    paper.table(_COLUMNS, rows)
    if done.reviewers:
        paper.line(f"Reviewers: {', '.join(done.reviewers)}")
    if done.added_reasons:
        word = "would be added" if done.dry_run else "added"
        paper.line(f"Reasons {word} to review.toml: {', '.join(done.added_reasons)}")
    most = 10**9 if verbose else _FEW
    told = [f"{row.path.name}:{row.row.returned.row.line}: {row.row.why}" for row in done.unplaced]
    for line in first_few(told, most=most, noun="row"):
        paper.line(line)
    for name in done.rest:
        paper.line(f"Written: {name}")


def show_imports(past: Sequence[Mapping[str, Any]], paper: Paper) -> None:
    """What was taken in so far."""
    if not past:
        paper.line("Nothing has been taken in from a screening tool yet.")
        return
    paper.table(_PAST, [[told_cell(row[column.title]) for column in _PAST] for row in past])


def _summary(done: Imported) -> str:
    verdicts = ", ".join(f"{number:,} {verdict}" for verdict, number in sorted(done.verdicts.items()))
    new = counted(done.decisions, "new decision") + (f" ({verdicts})" if verdicts else "")
    known = f", {done.known:,} known before" if done.known else ""
    stored = "would be stored" if done.dry_run else "stored"
    return f"{counted(done.rows, 'row')}: {new} {stored}{known}."
