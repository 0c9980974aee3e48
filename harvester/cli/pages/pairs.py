"""De-duplication: doubtful pairs in a list, the outcome for stand-alone files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from harvester.cli.pages.audits import expected_sentences
from harvester.cli.pages.side_by_side import FIELDS
from harvester.cli.pages.words import counted, first_few
from harvester.cli.paper import Column, Paper
from harvester.workflow.deduplicate import Deduplication
from harvester.workflow.doubt import PairView
from harvester.workflow.standalone import Unique

_SIDES: Final = (Column(""), Column("A", long="wrap"), Column("B", long="wrap"))
_AUTHORS: Final = 3


def _authors(authors: Sequence[Any]) -> str:
    named = "; ".join(str(author) for author in authors[:_AUTHORS])
    return f"{named}; … ({len(authors)})" if len(authors) > _AUTHORS else named


_FIELDS: Final[Mapping[str, Callable[[Any], str]]] = {
    **{name: said for name, said in FIELDS.items() if name != "abstract"},
    "authors": lambda citation: _authors(citation.authors),
}
"""Line of a list → what a citation says there."""


def show_deduplication(done: Deduplication, errors: Mapping[str, Any], paper: Paper) -> None:
    """What was judged, and the errors to be expected."""
    if done.judged:
        paper.line(
            f"{counted(done.judged, 'record')} judged: {counted(done.duplicate, 'pair')} merged, "
            f"{counted(done.unsure, 'pair')} to look at, {done.distinct:,} kept apart on good grounds."
        )
    else:
        paper.line("Every record has been judged already; nothing changed.")
    for sentence in expected_sentences(errors):
        paper.line(sentence)


def show_pairs(pairs: Sequence[PairView], paper: Paper, *, most: int) -> None:
    """The doubtful pairs side by side, the most informative first."""
    for number, pair in enumerate(pairs[:most], 1):
        probability = "unknown" if pair.probability is None else f"{pair.probability:.2f}"
        paper.line(f"Pair {number} of {len(pairs)}   probability that it is one report: {probability}", bold=True)
        paper.table(_SIDES, _side_by_side(pair))
        for item in pair.evidence:
            if item["field"] == "doubt":
                paper.line(str(item["sentence"]), indent=1)
            elif item["weight"] < 0:
                paper.line(f"against: {item['sentence']}", indent=1)
        paper.line(f"harvester dedup merge {pair.left.name} {pair.right.name}", indent=1)
        paper.line(f"harvester dedup split {pair.left.name} {pair.right.name}", indent=1)
        paper.line()
    if not pairs:
        paper.line("No pair waits to be looked at.")
    elif len(pairs) > most:
        paper.line(f"{counted(len(pairs) - most, 'pair')} more: --limit {len(pairs)} shows all.")


def show_unique(unique: Unique, written: Sequence[str], paper: Paper, *, verbose: bool) -> None:
    """How many records came in, how many reports they are."""
    told = unique.to_json()
    paper.line(
        f"{counted(told['records'], 'record')}, {counted(told['reports'], 'report')}: "
        f"{counted(told['duplicates'], 'duplicate')}; {counted(told['to_review'], 'pair')} to look at "
        f"({told['seconds']:.1f} s)."
    )
    for sentence in expected_sentences(told["expected_errors"]):
        paper.line(sentence)
    for sentence in first_few(unique.bad, most=len(unique.bad) if verbose else 5, noun="record"):
        paper.line(f"could not be read: {sentence}")
    for name in written:
        paper.line(f"Written: {name}")


def _side_by_side(pair: PairView) -> list[tuple[str, str, str]]:
    left, right = pair.left, pair.right
    rows = [("record", left.name, right.name)]
    rows += [(field, said(left.citation) or "–", said(right.citation) or "–") for field, said in _FIELDS.items()]
    return [row for row in rows if row[1:] != ("–", "–")]
