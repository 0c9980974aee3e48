"""Describe events in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.pluralise import count_noun
from harvester.screening import Decision
from harvester.store.event_contents import EventContent
from harvester.store.events import EventRow

KIND_LABELS: Final[Mapping[EventKind, str]] = {
    EventKind.RUN: "run of a search",
    EventKind.RECORDS_IMPORTED: "import of records",
    EventKind.DEDUPLICATION: "de-duplication",
    EventKind.JUDGEMENT: "judgement of pairs",
    EventKind.DECISION: "decision",
    EventKind.SETTLEMENT: "resolution of a conflict",
    EventKind.DECISIONS_IMPORTED: "import of decisions",
    EventKind.RETRIEVAL: "retrieval status",
    EventKind.NOTE: "note",
    EventKind.FULL_TEXT: "match of full texts",
    EventKind.STUDY: "change of studies",
    EventKind.EXTRACTION: "extracted values",
    EventKind.ALERTS_RAISED: "alerts raised",
    EventKind.ALERTS_ACKNOWLEDGED: "acknowledgement of alerts",
    EventKind.EXPORT: "export",
    EventKind.RELEASE: "release",
    EventKind.PERSON_RENAMED: "person renamed",
    EventKind.SEARCH_RENAMED: "search renamed",
    EventKind.UNDO: "undo",
}


def describe_event(row: EventRow, content: EventContent) -> str:
    """Return what an event stored, in a few words; values are given where all of its rows share them."""
    return _DESCRIPTIONS[row.kind](row, content)


def _describe_run(_: EventRow, content: EventContent) -> str:
    file = f" of {content.values['run.file_name']}" if "run.file_name" in content.values else ""
    retrieved = count_noun(int(content.values.get("run.retrieved", 0)), "record")
    status = content.values.get("run.status", "")
    search = content.values.get("run.search", "")
    return f"run {content.values.get('run.id', '')}{file} ({search}): {status}, {retrieved}"


def _describe_judgements(_: EventRow, content: EventContent) -> str:
    pairs = count_noun(content.counts.get("judgement", 0), "pair")
    verdict = content.values.get("judgement.verdict")
    return f"{pairs}: {verdict}" if verdict else pairs


def _describe_decisions(_: EventRow, content: EventContent) -> str:
    verdict = content.values.get("decision.verdict")
    about = _reports(content, content.counts.get("decision", 0), "report")
    word = "unsure" if verdict == Decision.UNSURE else verdict or "several decisions"
    return f"{about}: {word}{_details(content)}"


def _describe_decision_import(_: EventRow, content: EventContent) -> str:
    file = content.values.get("screening_import.file_name") or count_noun(
        content.counts.get("screening_import", 0), "file"
    )
    number = f"import {content.values['screening_import.id']}, " if "screening_import.id" in content.values else ""
    stored = [
        count_noun(content.counts[table], noun)
        for table, noun in (("decision", "decision"), ("retrieval_status", "retrieval status"))
        if table in content.counts
    ]
    tool = f" from {content.values['decision.tool']}" if "decision.tool" in content.values else ""
    return f"{number}{file}{tool}: {', '.join(stored)}"


def _describe_retrieval(_: EventRow, content: EventContent) -> str:
    about = _reports(content, content.counts.get("retrieval_status", 0), "full text")
    reason = content.values.get("retrieval_status.reason", "")
    status = content.values.get("retrieval_status.status", "several statuses")
    return f"{about}: {status}{f' ({reason})' if reason else ''}"


def _describe_note(_: EventRow, content: EventContent) -> str:
    return _reports(content, content.counts.get("screening_note", 0), "note")


def _describe_full_texts(_: EventRow, content: EventContent) -> str:
    return _reports(content, content.counts.get("full_text", 0), "file")


def _describe_studies(_: EventRow, content: EventContent) -> str:
    kind = content.values.get("study_event.kind", "several changes")
    reason = content.values.get("study_event.reason", "")
    about = _reports(content, content.counts.get("study_event", 0), "report")
    return f"{about}: {kind}{f' ({reason})' if reason else ''}"


def _describe_extraction(_: EventRow, content: EventContent) -> str:
    file = content.values.get("extraction.file_name", "")
    values = count_noun(content.counts.get("extraction_answer", 0), "value")
    about = f"{report_name(content.report)}: {values}" if content.report else values
    return f"{file}: {about}" if file else about


def _describe_alerts(_: EventRow, content: EventContent) -> str:
    return count_noun(content.counts.get("alert", 0), "alert")


def _describe_acknowledgement(_: EventRow, content: EventContent) -> str:
    number = content.values.get("alert_acknowledgement.alert_id")
    return f"alert {number}" if number else count_noun(content.counts.get("alert_acknowledgement", 0), "alert")


def _describe_export(_: EventRow, content: EventContent) -> str:
    number = f"export {content.values['export.id']}, " if "export.id" in content.values else ""
    file = content.values.get("export.file_name") or count_noun(content.counts.get("export", 0), "file")
    reports = count_noun(content.counts.get("export_report", 0), "report")
    return f"{number}{file} for {content.values.get('export.tool', 'several tools')}: {reports}"


def _describe_release(_: EventRow, content: EventContent) -> str:
    return content.values.get("release.name", "")


def _describe_rename(row: EventRow, _: EventContent) -> str:
    return f"{row.detail.get('old', '')} is now {row.detail.get('new', '')}"


def _describe_undo(row: EventRow, content: EventContent) -> str:
    pairs = f" ({count_noun(content.counts['judgement'], 'pair')})" if "judgement" in content.counts else ""
    return f"event {row.undoes}{pairs}"


def _reports(content: EventContent, number: int, noun: str) -> str:
    return report_name(content.report) if content.report is not None else count_noun(number, noun)


def _details(content: EventContent) -> str:
    stage, reason = content.values.get("decision.stage", ""), content.values.get("decision.reason", "")
    details = ", ".join(filter(None, (stage, reason)))
    return f" ({details})" if details else ""


_DESCRIPTIONS: Final[Mapping[EventKind, Callable[[EventRow, EventContent], str]]] = {
    EventKind.RUN: _describe_run,
    EventKind.RECORDS_IMPORTED: _describe_run,
    EventKind.DEDUPLICATION: _describe_judgements,
    EventKind.JUDGEMENT: _describe_judgements,
    EventKind.DECISION: _describe_decisions,
    EventKind.SETTLEMENT: _describe_decisions,
    EventKind.DECISIONS_IMPORTED: _describe_decision_import,
    EventKind.RETRIEVAL: _describe_retrieval,
    EventKind.NOTE: _describe_note,
    EventKind.FULL_TEXT: _describe_full_texts,
    EventKind.STUDY: _describe_studies,
    EventKind.EXTRACTION: _describe_extraction,
    EventKind.ALERTS_RAISED: _describe_alerts,
    EventKind.ALERTS_ACKNOWLEDGED: _describe_acknowledgement,
    EventKind.EXPORT: _describe_export,
    EventKind.RELEASE: _describe_release,
    EventKind.PERSON_RENAMED: _describe_rename,
    EventKind.SEARCH_RENAMED: _describe_rename,
    EventKind.UNDO: _describe_undo,
}
