"""De-duplication: doubtful pairs in a list, the outcome for stand-alone files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.cli.views.dedup_audit import expected_error_sentences
from harvester.cli.views.side_by_side import COMPARED_FIELDS
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.workflow.dedup.deduplicate import DeduplicationSummary
    from harvester.workflow.dedup.files import FileDedupResult
    from harvester.workflow.dedup.review_queue import PairView

_SIDE_COLUMNS: Final = (TableColumn(""), TableColumn("A", long="wrap"), TableColumn("B", long="wrap"))
_MAX_AUTHORS: Final = 3


def _authors(authors: Sequence[Any]) -> str:
    names = "; ".join(str(author) for author in authors[:_MAX_AUTHORS])
    return f"{names}; … ({len(authors)})" if len(authors) > _MAX_AUTHORS else names


_FIELDS: Final[Mapping[str, Callable[[Any], str]]] = {
    **{name: said for name, said in COMPARED_FIELDS.items() if name != "abstract"},
    "authors": lambda citation: _authors(citation.authors),
}
"""Line of a list → what a citation says there."""


def show_deduplication(result: DeduplicationSummary, errors: Mapping[str, Any], writer: ReportWriter) -> None:
    """What was judged, and the errors to be expected."""
    if result.judged:
        writer.line(
            f"{count_noun(result.judged, 'record')} judged: {count_noun(result.duplicate, 'pair')} merged, "
            f"{count_noun(result.unsure, 'pair')} to look at, {result.distinct:,} kept apart on good grounds."
        )
    else:
        writer.line("Every record has been judged already; nothing changed.")
    for sentence in expected_error_sentences(errors):
        writer.line(sentence)


def show_pairs(pairs: Sequence[PairView], writer: ReportWriter, *, limit: int) -> None:
    """The doubtful pairs side by side, the most informative first."""
    for number, pair in enumerate(pairs[:limit], 1):
        probability = "unknown" if pair.probability is None else f"{pair.probability:.2f}"
        writer.line(f"Pair {number} of {len(pairs)}   probability that it is one report: {probability}", bold=True)
        writer.table(_SIDE_COLUMNS, _comparison_rows(pair))
        for item in pair.evidence:
            if item.field == "doubt":
                writer.line(item.sentence, indent=1)
            elif item.weight < 0:
                writer.line(f"against: {item.sentence}", indent=1)
        writer.line(f"harvester dedup merge {pair.left.name} {pair.right.name}", indent=1)
        writer.line(f"harvester dedup split {pair.left.name} {pair.right.name}", indent=1)
        writer.line()
    if not pairs:
        writer.line("No pair waits to be looked at.")
    elif len(pairs) > limit:
        writer.line(f"{count_noun(len(pairs) - limit, 'pair')} more: --limit {len(pairs)} shows all.")


def show_file_dedup(result: FileDedupResult, files: Sequence[str], writer: ReportWriter, *, verbose: bool) -> None:
    """How many records came in, how many reports they are."""
    document = result.to_json()
    writer.line(
        f"{count_noun(document['records'], 'record')}, {count_noun(document['reports'], 'report')}: "
        f"{count_noun(document['duplicates'], 'duplicate')}; {count_noun(document['to_review'], 'pair')} to look at "
        f"({document['seconds']:.1f} s)."
    )
    for sentence in expected_error_sentences(document["expected_errors"]):
        writer.line(sentence)
    for sentence in first_few(result.bad, limit=len(result.bad) if verbose else 5, noun="record"):
        writer.line(f"could not be read: {sentence}")
    for name in files:
        writer.line(f"Written: {name}")


def _comparison_rows(pair: PairView) -> list[tuple[str, str, str]]:
    left, right = pair.left, pair.right
    rows = [("record", left.name, right.name)]
    rows += [
        (field, format_field(left.citation) or "–", format_field(right.citation) or "–")
        for field, format_field in _FIELDS.items()
    ]
    return [row for row in rows if row[1:] != ("–", "–")]
