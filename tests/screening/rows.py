"""Rows as screening tools give them back, made up."""

from __future__ import annotations

from harvester.citation import Author, Citation
from harvester.screening.imports.model import ImportedDecision, ImportedRow

GOUT = Citation(title="Anakinra for gout in adults", authors=(Author("Okafor", "Ngozi"),), year=2019)


def row(
    *fields: tuple[str, str], line: int = 2, citation: Citation = GOUT, carried: tuple[int, ...] = ()
) -> ImportedRow:
    return ImportedRow(line=line, citation=citation, fields=fields, report_numbers=carried)


def verdicts(votes: tuple[ImportedDecision, ...]) -> dict[str, str]:
    """Reviewer → decision."""
    return {vote.reviewer: vote.decision for vote in votes}
