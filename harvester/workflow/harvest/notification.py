"""Notify reviewers of an update by mail or chat: new reports to screen, alerts, searches that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from harvester.citation_links import list_urls
from harvester.citation_text import short_citation
from harvester.documents import Block, Bullet, Document, Heading, Hyperlink, Paragraph, Table, to_markdown
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.results import RunResult, UpdateResult
from harvester.workflow.merged_citations import load_merged_citations

MAX_NAMED_REPORTS: Final = 100
"""How many new reports a notification names; the others are counted."""


_RUN_COLUMNS: Final = ("search", "status", "hits reported", "retrieved", "new", "changed", "gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A new report: its name, a citation in one line, and a URL or ""."""

    report: str
    citation: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateNotification:
    """What an update changed."""

    title: str
    at: datetime
    result: UpdateResult
    new: tuple[NewReport, ...]

    @property
    def is_news(self) -> bool:
        """Whether there is a report to screen or an alert to acknowledge."""
        return has_news(self.result)

    @property
    def failures(self) -> tuple[RunResult, ...]:
        """The runs that failed, or retrieved fewer records than reported."""
        return tuple(run for run in self.result.runs if run.fell_short)

    @property
    def noticed(self) -> tuple[RunResult, ...]:
        """The runs that a person should look at: no or far fewer hits, or a changed strategy."""
        return tuple(run for run in self.result.runs if run.notices)

    def to_json(self) -> dict[str, Any]:
        """Return JSON for chat hooks: that of ``update --json``, with the new reports named."""
        new_reports = [
            {"report": report.report, "citation": report.citation, "link": report.url} for report in self.new
        ]
        return {
            "title": self.title,
            "at": self.at.isoformat(timespec="seconds"),
            "news": self.is_news,
            "to_screen": new_reports,
            "failures": [{"search": run.search, "status": run.status, "error": run.error} for run in self.failures],
            **self.result.to_json(),
        }

    def to_markdown(self) -> str:
        """Return the notification as Markdown for mail: headings and lists that read well as plain text too."""
        return to_markdown(Document(self.title, tuple(self._blocks())))

    def _blocks(self) -> Iterator[Block]:
        result = self.result
        yield Heading(self.title, 1)
        yield Paragraph(f"Update of {self.at:%Y-%m-%d %H:%M} UTC: {self._headline()}")
        if result.new_reports:
            yield Heading(f"New reports to screen ({result.new_reports})", 2)
            for report in self.new:
                yield Bullet(f"{report.report} {report.citation}", links=(Hyperlink(report.url),) if report.url else ())
            if result.new_reports > len(self.new):
                yield Bullet(f"… and {result.new_reports - len(self.new)} more: harvester export --new")
        if result.alerts:
            yield Heading(f"Alerts ({len(result.alerts)})", 2)
            yield from (Bullet(alert.sentence) for alert in result.alerts)
        if self.failures:
            yield Heading(f"Searches that failed ({len(self.failures)})", 2)
            for run in self.failures:
                yield Bullet(f"{run.search} ({run.status}): {run.error or 'no reason is known'}")
        if self.noticed:
            yield Heading(f"Searches to check ({len(self.noticed)})", 2)
            for run in self.noticed:
                yield Bullet(f"{run.search}: {'; '.join(notice.sentence for notice in run.notices)}")
        yield Heading("Searches", 2)
        yield Table(_RUN_COLUMNS, tuple(map(_run_cells, result.runs)), label_columns=2)
        counts = [f"{result.records:,} records of {result.reports:,} reports"]
        counts += [f"{result.to_review} pairs of records to judge (harvester dedup pairs)"] * bool(result.to_review)
        counts += [f"{result.older_alerts} older alerts open (harvester alerts)"] * bool(result.older_alerts)
        yield Paragraph(f"{'; '.join(counts)}.")

    def _headline(self) -> str:
        result = self.result
        parts = [f"{result.new_reports} new to screen"] * bool(result.new_reports)
        parts += [f"{len(result.alerts)} alerts"] * bool(result.alerts)
        parts += [f"{len(self.failures)} searches failed"] * bool(self.failures)
        parts += [f"{len(self.noticed)} searches to check"] * bool(self.noticed)
        return f"{', '.join(parts) or 'nothing new'}."


def has_news(result: UpdateResult) -> bool:
    """Return whether an update found new reports or raised alerts."""
    return bool(result.new_reports or result.alerts)


def build_notification(context: ReviewContext, result: UpdateResult) -> UpdateNotification:
    """Return the notification of an update, naming its first new reports."""
    with context.store.read() as session:
        citations = load_merged_citations(session, context, result.new[:MAX_NAMED_REPORTS])
    named = tuple(
        NewReport(
            report=record.report_id,
            citation=short_citation(record.citation),
            url=next((url for _, url in list_urls(record.citation)), ""),
        )
        for _, record in citations
    )
    return UpdateNotification(title=context.review.title, at=context.now(), result=result, new=named)


def _run_cells(run: RunResult) -> tuple[str, ...]:
    numbers = (run.promised, run.retrieved, run.new, run.changed, run.gone)
    return (run.search, run.status, *("" if number is None else str(number) for number in numbers))
