"""Rows as screening tools give them back, made up."""

from __future__ import annotations

from harvester.citation import Author, Citation
from harvester.screening.returned import Row, Vote

GOUT = Citation(title="Anakinra for gout in adults", authors=(Author("Okafor", "Ngozi"),), year=2019)


def row(*fields: tuple[str, str], line: int = 2, citation: Citation = GOUT, carried: tuple[int, ...] = ()) -> Row:
    return Row(line=line, citation=citation, fields=fields, carried=carried)


def verdicts(votes: tuple[Vote, ...]) -> dict[str, str]:
    """Reviewer → decision."""
    return {vote.reviewer: vote.verdict for vote in votes}
