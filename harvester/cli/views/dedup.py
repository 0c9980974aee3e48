"""Show de-duplication: results, pairs in doubt, explanations, judgements and audits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.cli.views.side_by_side import COMPARED_FIELDS
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.workflow.dedup.audit import AuditReport, Sample
    from harvester.workflow.dedup.deduplicate import DeduplicationSummary
    from harvester.workflow.dedup.explain import ReportExplanation, ReportRelation
    from harvester.workflow.dedup.files import FileDedupResult
    from harvester.workflow.dedup.history import JudgementEvent
    from harvester.workflow.dedup.judge import JudgementResult
    from harvester.workflow.dedup.pair_table import TableImport
    from harvester.workflow.dedup.review_queue import PairView

_STRATA: Final = (
    TableColumn("pairs that were"),
    TableColumn("in all", right=True),
    TableColumn("judged", right=True),
    TableColumn("wrong", right=True),
)
_PAIRS: Final = (TableColumn(""), TableColumn("A", long="cut"), TableColumn("B", long="cut"))


def show_sample(sample: Sample, pairs: Sequence[PairView], file: str, writer: ReportWriter) -> None:
    """Show the open pairs of an audit sample."""
    writer.line(
        f"{count_noun(len(sample.pairs), 'pair')} drawn at random (seed {sample.seed}); {len(pairs)} open.", bold=True
    )
    if file:
        writer.line(f"Written: {file}. Fill in the column verdict (same, different or unsure), then:")
        writer.line(f"harvester dedup sample --from {file}", indent=1)
        return
    writer.table(_PAIRS, [(str(n), pair.left.name, pair.right.name) for n, pair in enumerate(pairs, 1)])


def show_audit_report(report: AuditReport, writer: ReportWriter) -> None:
    """Show the judgements of an audit sample by stratum, and the sentence for the methods section."""
    rows = [(name, f"{tally.size:,.0f}", str(tally.judged), str(tally.errors)) for name, tally in report.strata]
    writer.table(_STRATA, rows)
    writer.line()
    if report.waiting:
        writer.line(f"{count_noun(report.waiting, 'pair')} of the sample still open: harvester dedup sample continues.")
    if report.unsure:
        writer.line(f"{count_noun(report.unsure, 'answer')} “unsure”: not part of the estimates.")
    writer.line(report.sentence or "Too few judgements for an estimate: merged and separate pairs are needed.")


def show_table_import(table_import: TableImport, writer: ReportWriter, *, verbose: bool) -> None:
    """Show how a table of judgements was imported."""
    answers = ", ".join(f"{number} {kind}" for kind, number in table_import.answers.items()) or "none"
    writer.line(
        f"{count_noun(table_import.rows, 'row')}: {answers} stored; {table_import.already} known before, "
        f"{table_import.empty} without a verdict, {len(table_import.wrong)} rejected."
    )
    for sentence in first_few(table_import.wrong, limit=len(table_import.wrong) if verbose else 10, noun="row"):
        writer.line(sentence)
    for sentence in table_import.consequences:
        writer.line(sentence)


def expected_error_sentences(errors: Mapping[str, Any]) -> tuple[str, ...]:
    """Return sentences on the expected false merges and misses, and on what the estimate leaves out."""
    false_merges, misses = errors["false_merges"], errors["misses"]
    sentence = (
        f"Expected errors: {_format_expected(false_merges)} false among {count_noun(false_merges['of'], 'merge')} by "
        f"rule; {_format_expected(misses)} duplicates missed, {misses['in_review']:.1f} of them among the pairs to "
        "review."
    )
    return sentence, f"Not counted: {errors['left_out']}. To measure: harvester dedup sample"


def _format_expected(expected: Mapping[str, Any]) -> str:
    return f"{expected['expected']:.1f} (95 % interval {expected['low']}–{expected['high']})"


_SIDE_COLUMNS: Final = (TableColumn(""), TableColumn("A", long="wrap"), TableColumn("B", long="wrap"))
_MAX_AUTHORS: Final = 3


def _authors(authors: Sequence[Any]) -> str:
    names = "; ".join(str(author) for author in authors[:_MAX_AUTHORS])
    return f"{names}; … ({len(authors)})" if len(authors) > _MAX_AUTHORS else names


_FIELDS: Final[Mapping[str, Callable[[Any], str]]] = {
    **{name: label for name, label in COMPARED_FIELDS.items() if name != "abstract"},
    "authors": lambda citation: _authors(citation.authors),
}
"""Row of a listed pair → the text of a citation in it."""


def show_deduplication(result: DeduplicationSummary, errors: Mapping[str, Any], writer: ReportWriter) -> None:
    """Show how many records and pairs were judged, and the expected errors."""
    if result.judged:
        writer.line(
            f"{count_noun(result.judged, 'record')} judged: {count_noun(result.duplicate, 'pair')} merged, "
            f"{count_noun(result.unsure, 'pair')} to review, {result.distinct:,} similar but different reports."
        )
    else:
        writer.line("All records were de-duplicated before; nothing changed.")
    for sentence in expected_error_sentences(errors):
        writer.line(sentence)


def show_pairs(pairs: Sequence[PairView], writer: ReportWriter, *, limit: int) -> None:
    """Show the pairs in doubt side by side, the most informative first."""
    for number, pair in enumerate(pairs[:limit], 1):
        probability = "unknown" if pair.probability is None else f"{pair.probability:.2f}"
        writer.line(f"Pair {number} of {len(pairs)}   probability of the same report: {probability}", bold=True)
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
        writer.line("No pair to review.")
    elif len(pairs) > limit:
        writer.line(f"{count_noun(len(pairs) - limit, 'pair')} more: --limit {len(pairs)} shows all.")


def show_file_dedup(result: FileDedupResult, files: Sequence[str], writer: ReportWriter, *, verbose: bool) -> None:
    """Show how many records were read, and how many reports they are."""
    document = result.to_json()
    writer.line(
        f"{count_noun(document['records'], 'record')}, {count_noun(document['reports'], 'report')}: "
        f"{count_noun(document['duplicates'], 'duplicate')}; {count_noun(document['to_review'], 'pair')} to review "
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


_EVIDENCE: Final = (TableColumn("field"), TableColumn("weight", right=True), TableColumn("finding", long="wrap"))
_EXPLAINED_PAIRS: Final = (
    TableColumn("A", long="cut"),
    TableColumn("B", long="cut"),
    TableColumn("probability", right=True),
    TableColumn("outcome"),
)
_EVENTS: Final = (
    TableColumn(""),
    TableColumn("when"),
    TableColumn("by"),
    TableColumn("verdict"),
    TableColumn("about", long="wrap"),
)
_LINKS: Final = (
    TableColumn("report"),
    TableColumn("other"),
    TableColumn("relation", long="wrap"),
    TableColumn("source", long="wrap"),
)


def show_judgement(judgement: JudgementResult, writer: ReportWriter) -> None:
    """Show the effect of a judgement."""
    writer.line(judgement.sentence)
    for sentence in judgement.consequences:
        writer.line(sentence)


def show_explanation(explained: ReportExplanation, writer: ReportWriter) -> None:
    """Show whether two records are the same report, a sentence for each field, and all judgements of them."""
    relation_words = "are one report" if explained.same_report else "are different reports"
    writer.line(f"{explained.left.name} and {explained.right.name} {relation_words}.", bold=True)
    writer.line(explained.explanation.summary)
    writer.line()
    rows = [
        (evidence.field, f"{evidence.weight:+.2f}", evidence.sentence) for evidence in explained.explanation.evidence
    ]
    writer.table(_EVIDENCE, rows)
    _show_pairs(explained, writer)
    _show_link_path(explained, writer)
    for relation in explained.relations:
        writer.line()
        writer.line(f"{relation.sentence}, {relation.provenance}: linked, never merged.")
    if explained.judgements:
        writer.line()
        writer.line("Judgements, oldest first:", bold=True)
    for event in explained.judgements:
        writer.line(_event_sentence(event), indent=1)


def show_history(events: Sequence[JudgementEvent], writer: ReportWriter, *, most: int) -> None:
    """Show the last judgements, oldest first."""
    if not events:
        writer.line("There are no judgements.")
        return
    if len(events) > most:
        writer.line(f"The last {most} of {count_noun(len(events), 'judgement')} (--limit {len(events)} shows all).")
    writer.table(_EVENTS, [_event_row(event) for event in events[-most:]])


def show_links(relations: Sequence[ReportRelation], writer: ReportWriter) -> None:
    """Show related reports."""
    if not relations:
        writer.line("No two reports of this review are related, by their sources or by comparison.")
        return
    writer.table(
        _LINKS,
        [(relation.report, relation.other_report, relation.sentence, relation.provenance) for relation in relations],
    )


def _show_pairs(explained: ReportExplanation, writer: ReportWriter) -> None:
    if len(explained.pairs) < 2:
        return
    writer.line()
    writer.line("All pairs of their records:", bold=True)
    rows = [
        (pair.record_a, pair.record_b, f"{pair.explanation.probability:.3f}", pair.explanation.outcome)
        for pair in explained.pairs
    ]
    writer.table(_EXPLAINED_PAIRS, rows)


def _show_link_path(explained: ReportExplanation, writer: ReportWriter) -> None:
    if len(explained.chain) < 2:
        return
    writer.line()
    writer.line("They are linked by:", bold=True)
    for event in explained.chain:
        writer.line(f"{event.record_a} = {event.record_b}: {_format_judgement(event)}", indent=1)


def _format_judgement(event: JudgementEvent) -> str:
    probability_text = "" if event.probability is None else f", probability {event.probability:.3f}"
    return f"{event.verdict} by {event.by}{probability_text} ({event.name})"


def _event_sentence(event: JudgementEvent) -> str:
    status = "current" if event.is_live else "superseded"
    if event.undone_by:
        status = f"undone by {event.undone_by}"
    remark = f": {event.remark}" if event.remark else ""
    return f"{event.made_at:%Y-%m-%d %H:%M}  {event.name}  {event.verdict} by {event.by} ({status}){remark}"


def _event_row(event: JudgementEvent) -> tuple[str, ...]:
    about = f"{event.record_a} and {event.record_b}"
    if event.undone_by:
        about += f"; undone by {event.undone_by}"
    elif not event.is_live:
        about += "; superseded"
    if event.remark:
        about += f"; “{event.remark}”"
    return event.name, f"{event.made_at:%Y-%m-%d %H:%M}", event.by, event.verdict, about
