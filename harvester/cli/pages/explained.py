"""Why two records are, or are not, one report; what was judged and taken back; what reports are to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Column, Paper
from harvester.workflow.explain import Explained
from harvester.workflow.history import Event
from harvester.workflow.judge import Verdict
from harvester.workflow.relations import Relation

_EVIDENCE: Final = (Column("field"), Column("weight", right=True), Column("what is seen", long="wrap"))
_PAIRS: Final = (
    Column("A", long="cut"),
    Column("B", long="cut"),
    Column("probability", right=True),
    Column("outcome"),
)
_EVENTS: Final = (Column(""), Column("when"), Column("by"), Column("verdict"), Column("about", long="wrap"))
_LINKS: Final = (
    Column("report"),
    Column("other"),
    Column("what they are to each other", long="wrap"),
    Column("how it is known", long="wrap"),
)


def show_verdict(verdict: Verdict, paper: Paper) -> None:
    """What a judgement did, and what follows."""
    paper.line(verdict.sentence)
    for sentence in verdict.consequences:
        paper.line(sentence)


def show_explained(told: Explained, paper: Paper) -> None:
    """Whether two records are one report, a sentence per field, and every judgement ever made of them."""
    are = "are one report" if told.same_report else "are different reports"
    paper.line(f"{told.left.name} and {told.right.name} {are}.", bold=True)
    paper.line(told.explanation.summary)
    paper.line()
    rows = [(each.field, f"{each.weight:+.2f}", each.sentence) for each in told.explanation.evidence]
    paper.table(_EVIDENCE, rows)
    _show_pairs(told, paper)
    _show_chain(told, paper)
    for relation in told.relations:
        paper.line()
        paper.line(f"{relation.sentence}, {relation.known}: linked, never merged.")
    if told.history:
        paper.line()
        paper.line("Judgements, oldest first:", bold=True)
    for event in told.history:
        paper.line(_sentence(event), indent=1)


def show_history(events: Sequence[Event], paper: Paper, *, most: int) -> None:
    """Judgements, oldest first, the last ones only if they are many."""
    if not events:
        paper.line("Nothing was judged.")
        return
    if len(events) > most:
        paper.line(f"The last {most} of {counted(len(events), 'judgement')} (--limit {len(events)} shows all).")
    paper.table(_EVENTS, [_row(event) for event in events[-most:]])


def show_links(found: Sequence[Relation], paper: Paper) -> None:
    """Related reports."""
    if not found:
        paper.line("No two reports of this review are related: no source says so, nor does comparing them.")
        return
    paper.table(_LINKS, [(each.report, each.other_report, each.sentence, each.known) for each in found])


def _show_pairs(told: Explained, paper: Paper) -> None:
    if len(told.pairs) < 2:
        return
    paper.line()
    paper.line("All pairs of their records:", bold=True)
    rows = [
        (pair.record_a, pair.record_b, f"{pair.explanation.probability:.3f}", pair.explanation.outcome)
        for pair in told.pairs
    ]
    paper.table(_PAIRS, rows)


def _show_chain(told: Explained, paper: Paper) -> None:
    if len(told.chain) < 2:
        return
    paper.line()
    paper.line("They are linked by:", bold=True)
    for event in told.chain:
        paper.line(f"{event.record_a} = {event.record_b}: {_who(event)}", indent=1)


def _who(event: Event) -> str:
    certain = "" if event.probability is None else f", probability {event.probability:.3f}"
    return f"{event.verdict} by {event.by}{certain} ({event.name})"


def _sentence(event: Event) -> str:
    stands = "stands" if event.stands else "superseded"
    if event.undone_by:
        stands = f"taken back by {event.undone_by}"
    said = f": {event.remark}" if event.remark else ""
    return f"{event.made_at:%Y-%m-%d %H:%M}  {event.name}  {event.verdict} by {event.by} ({stands}){said}"


def _row(event: Event) -> tuple[str, ...]:
    about = f"{event.record_a} and {event.record_b}"
    if event.undone_by:
        about += f"; taken back by {event.undone_by}"
    elif not event.stands:
        about += "; superseded"
    if event.remark:
        about += f"; “{event.remark}”"
    return event.name, f"{event.made_at:%Y-%m-%d %H:%M}", event.by, event.verdict, about
