"""The comparison of sources as tables for the terminal."""

from __future__ import annotations

from typing import Final

from harvester.cli.paper import Column, Paper
from harvester.contribution import Completeness, Found, Yield, missed, overlap, yields
from harvester.contribution.told import enough, statement

_ONLY: Final = 60
"""Rows of what would have been missed; more are in the JSON."""


def show_sources(found: Found, said: Completeness, paper: Paper) -> None:
    """Yields, what would have been missed, overlap, growth, completeness."""
    if not found.sources:
        paper.line("No search has finished a run yet. Next: harvester update")
        return
    _show_yields(found, paper)
    _show_missed(found, paper)
    _show_overlap(found, paper)
    _show_growth(found, paper)
    paper.line()
    show_completeness(said, paper)


def show_completeness(said: Completeness, paper: Paper) -> None:
    """The estimate of what no source found, or why there is none."""
    paper.line("Completeness", bold=True)
    for sentence in statement(said):
        paper.line(sentence, indent=1)


def _show_yields(found: Found, paper: Paper) -> None:
    paper.line("Records and reports of each source; in brackets those no other source found", bold=True)
    numbers = ("records", "reports", "screened in", "included")
    paper.table(
        (Column("source", long="cut"), *(Column(title, right=True) for title in numbers)),
        [_counts(one) for one in yields(found)],
    )
    paper.line()
    measures = ("precision", "number needed to read", "sensitivity")
    paper.table(
        (Column("source", long="cut"), *(Column(title, right=True) for title in measures)),
        [_measures(one) for one in yields(found)],
    )
    if sentence := enough(found):
        paper.line(sentence)


def _show_missed(found: Found, paper: Paper) -> None:
    names = {source.key: source.name or source.key for source in found.sources}
    rows = [
        (", ".join(names[key] for key in one.without), f"{one.reports:,}", f"{one.screened_in:,}", f"{one.included:,}")
        for one in missed(found)
    ]
    if not rows:
        return
    paper.line()
    paper.line("What would have been missed without", bold=True)
    counts = (Column(title, right=True) for title in ("reports", "screened in", "included"))
    paper.table((Column("source(s)", long="wrap"), *counts), rows[:_ONLY])
    if len(rows) > _ONLY:
        paper.line(f"… and {len(rows) - _ONLY} more combinations: harvester sources --json")


def _show_overlap(found: Found, paper: Paper) -> None:
    if len(found.sources) < 2:
        return
    shared = overlap(found, found.reports)
    keys = [source.key for source in found.sources]
    paper.line()
    paper.line("Reports two sources share", bold=True)
    paper.table(
        (Column(""), *(Column(key, right=True) for key in keys)),
        [(one, *(f"{shared[one, two]:,}" for two in keys)) for one in keys],
    )


def _show_growth(found: Found, paper: Paper) -> None:
    if not found.moments:
        return
    paper.line()
    paper.line("Growth", bold=True)
    paper.table(
        (Column("day"), *(Column(title, right=True) for title in ("new records", "new reports", "included"))),
        [
            (
                moment.name,
                f"{moment.records:,}",
                f"{len(moment.reports):,}",
                f"{len(moment.reports & found.included):,}",
            )
            for moment in found.moments
        ],
    )


def _counts(one: Yield) -> tuple[str, ...]:
    pairs = (
        (one.reports, one.only_reports),
        (one.screened_in, one.only_screened_in),
        (one.included, one.only_included),
    )
    return (one.name or one.key, f"{one.raw:,}", *(f"{n:,} ({only:,})" for n, only in pairs))


def _measures(one: Yield) -> tuple[str, ...]:
    shares = ["–" if value is None else f"{value:.1%}" for value in (one.precision, one.sensitivity)]
    reading = "–" if one.needed_to_read is None else f"{one.needed_to_read:,.1f}"
    return (one.name or one.key, shares[0], reading, shares[1])
