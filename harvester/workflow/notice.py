"""What an update changed, for a mail or a chat: new reports to screen, alerts, searches that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from harvester.workflow.addresses import links_of
from harvester.workflow.desk import Desk
from harvester.workflow.representatives import representatives
from harvester.workflow.results import RunResult, UpdateResult
from harvester.workflow.to_extract import in_short

MOST: Final = 100
"""New reports that are named; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report nobody saw before: its number, a citation in one line, where it can be found."""

    report: str
    citation: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What changed, ready to be written."""

    title: str
    at: datetime
    result: UpdateResult
    new: tuple[NewReport, ...]

    @property
    def is_news(self) -> bool:
        """Whether somebody has something to do: a report to screen, or an alert to look at."""
        return is_news(self.result)

    @property
    def failures(self) -> tuple[RunResult, ...]:
        """The searches that failed, or brought less than they promised."""
        return tuple(run for run in self.result.runs if run.fell_short)

    def to_json(self) -> dict[str, Any]:
        """For chat hooks: what ``update --json`` prints, with the new reports named."""
        named = [{"report": each.report, "citation": each.citation, "link": each.link} for each in self.new]
        return {
            "title": self.title,
            "at": self.at.isoformat(timespec="seconds"),
            "news": self.is_news,
            "to_screen": named,
            "failures": [{"search": run.search, "status": run.status, "error": run.error} for run in self.failures],
            **self.result.to_json(),
        }

    def to_markdown(self) -> str:
        """For mail: headings and lists that read well as plain text too."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        found = self.result
        yield f"# {_plain(self.title)}"
        yield ""
        yield f"Update of {self.at:%Y-%m-%d %H:%M} UTC: {self._in_short()}"
        if found.new_reports:
            yield f"\n## New reports to screen ({found.new_reports})\n"
            for each in self.new:
                link = f" <{each.link}>" if each.link else ""
                yield f"- {each.report} {_plain(each.citation)}{link}"
            if found.new_reports > len(self.new):
                yield f"- … and {found.new_reports - len(self.new)} more: harvester export --new"
        if found.alerts:
            yield f"\n## Alerts ({len(found.alerts)})\n"
            yield from (f"- {_plain(alert.sentence)}" for alert in found.alerts)
        if self.failures:
            yield f"\n## Searches that failed ({len(self.failures)})\n"
            yield from (
                f"- {run.search} ({run.status}): {_plain(run.error or 'no reason is known')}" for run in self.failures
            )
        yield "\n## Searches\n"
        yield "| search | status | promised | retrieved | new | changed | gone |"
        yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
        for run in found.runs:
            numbers = (run.promised, run.retrieved, run.new, run.changed, run.gone)
            cells = " | ".join("" if number is None else str(number) for number in numbers)
            yield f"| {run.search} | {run.status} | {cells} |"
        waiting = [f"{found.records:,} records of {found.reports:,} reports"]
        waiting += [f"{found.to_review} pairs of records to look at (harvester dedup pairs)"] * bool(found.to_review)
        waiting += [f"{found.older_alerts} older alerts open (harvester alerts)"] * bool(found.older_alerts)
        yield f"\n{'; '.join(waiting)}.\n"

    def _in_short(self) -> str:
        found = self.result
        told = [f"{found.new_reports} new to screen"] * bool(found.new_reports)
        told += [f"{len(found.alerts)} alerts"] * bool(found.alerts)
        told += [f"{len(self.failures)} searches failed"] * bool(self.failures)
        return f"{', '.join(told) or 'nothing new'}."


def is_news(result: UpdateResult) -> bool:
    """Whether an update gave somebody something to do."""
    return bool(result.new_reports or result.alerts)


def notice(desk: Desk, result: UpdateResult) -> Notice:
    """The notice of an update, with the first of its new reports named."""
    with desk.store.read() as session:
        cited = representatives(session, desk, result.new[:MOST])
    named = tuple(
        NewReport(
            report=outgoing.report_id,
            citation=in_short(outgoing.citation),
            link=next((url for _, url in links_of(outgoing.citation)), ""),
        )
        for _, outgoing in cited
    )
    return Notice(title=desk.review.title, at=desk.now(), result=result, new=named)


def _plain(text: str) -> str:
    """A text that Markdown and HTML take for nothing else."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in line)
