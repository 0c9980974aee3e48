"""Alerts: what is open, what was acknowledged and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from harvester.cli.console import ReportWriter
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.workflow.alerts.alerts import AcknowledgementResult, Alert


def show_alerts(alerts: Sequence[Alert], writer: ReportWriter, *, everything: bool = False) -> None:
    """Each alert with its number and day, and who acknowledged it."""
    for alert in alerts:
        writer.line(f"{alert.id}  {alert.raised_at:%Y-%m-%d}  {alert.kind}", bold=True)
        writer.line(alert.sentence, indent=1)
        if alert.acknowledged_at is not None:
            writer.line(f"acknowledged by {alert.acknowledged_by} on {alert.acknowledged_at:%Y-%m-%d}", indent=1)
    if not alerts:
        writer.line("No alert was ever raised." if everything else "No alert is open.")


def show_acknowledgement(acknowledgement: AcknowledgementResult, writer: ReportWriter) -> None:
    """How many were acknowledged now, and which had been before."""
    writer.line(f"{count_noun(len(acknowledgement.acknowledged), 'alert')} acknowledged.")
    for alert in acknowledgement.already_acknowledged:
        when = alert.acknowledged_at
        day = f" on {when:%Y-%m-%d}" if when else ""
        writer.line(f"{alert.id} was acknowledged before, by {alert.acknowledged_by}{day}.")
