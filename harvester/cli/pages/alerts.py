"""Alerts: what is open, what was acknowledged and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.cli.pages.words import counted
from harvester.cli.paper import Paper
from harvester.workflow.alerts import Acknowledged
from harvester.workflow.results import Alert


def show_alerts(alerts: Sequence[Alert], paper: Paper, *, everything: bool = False) -> None:
    """Each alert with its number and day, and who acknowledged it."""
    for alert in alerts:
        paper.line(f"{alert.id}  {alert.raised_at:%Y-%m-%d}  {alert.kind}", bold=True)
        paper.line(alert.sentence, indent=1)
        if alert.acknowledged_at is not None:
            paper.line(f"acknowledged by {alert.acknowledged_by} on {alert.acknowledged_at:%Y-%m-%d}", indent=1)
    if not alerts:
        paper.line("No alert was ever raised." if everything else "No alert is open.")


def show_acknowledged(done: Acknowledged, paper: Paper) -> None:
    """How many were acknowledged now, and which had been before."""
    paper.line(f"{counted(len(done.now), 'alert')} acknowledged.")
    for alert in done.before:
        when = alert.acknowledged_at
        day = f" on {when:%Y-%m-%d}" if when else ""
        paper.line(f"{alert.id} was acknowledged before, by {alert.acknowledged_by}{day}.")
