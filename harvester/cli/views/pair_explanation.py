"""Why two records are, or are not, one report; what was judged and taken back; what reports are to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.workflow.dedup.explain import ReportExplanation, ReportRelation
    from harvester.workflow.dedup.history import JudgementEvent
    from harvester.workflow.dedup.judge import JudgementResult

_EVIDENCE: Final = (TableColumn("field"), TableColumn("weight", right=True), TableColumn("what is seen", long="wrap"))
_PAIRS: Final = (
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
    TableColumn("what they are to each other", long="wrap"),
    TableColumn("how it is known", long="wrap"),
)


def show_judgement(judgement: JudgementResult, writer: ReportWriter) -> None:
    """What a judgement did, and what follows."""
    writer.line(judgement.sentence)
    for sentence in judgement.consequences:
        writer.line(sentence)


def show_explanation(explained: ReportExplanation, writer: ReportWriter) -> None:
    """Whether two records are one report, a sentence per field, and every judgement ever made of them."""
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
    """Judgements, oldest first, the last ones only if they are many."""
    if not events:
        writer.line("Nothing was judged.")
        return
    if len(events) > most:
        writer.line(f"The last {most} of {count_noun(len(events), 'judgement')} (--limit {len(events)} shows all).")
    writer.table(_EVENTS, [_event_row(event) for event in events[-most:]])


def show_links(relations: Sequence[ReportRelation], writer: ReportWriter) -> None:
    """Related reports."""
    if not relations:
        writer.line("No two reports of this review are related: no source says so, nor does comparing them.")
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
    writer.table(_PAIRS, rows)


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
    status = "stands" if event.is_live else "superseded"
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
