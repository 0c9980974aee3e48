"""Raise, list and acknowledge alerts about screened reports: retractions, errata, new versions, changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.store import alerts as stored
from harvester.store import links, records, screening
from harvester.store.alerts import AlertRow, NewAlert
from harvester.store.events import NewEvent
from harvester.store.models.outputs import AlertKind
from harvester.store.records import RecordRow, RevisionRow
from harvester.workflow.alerts.alert_rules import (
    ALERT_ABOUT_RECORD,
    ALERT_ABOUT_TARGET,
    AlertCandidate,
    candidates_from_changes,
    candidates_from_links,
    document_ids,
    extract_links,
)
from harvester.workflow.context import ReviewContext

ALERT_PHRASES: Final[dict[AlertKind, str]] = {
    "retracted": "was retracted", "partly-retracted": "was retracted in part",
    "concern": "is under an expression of concern", "erratum": "has an erratum", "update": "has a newer version",
    "published": "is a preprint and has been published", "changed": "has changed since it was screened",
}  # fmt: skip

_EXPLAINED_FIELDS: Final = frozenset({"title", "publication type"})
"""Fields whose change another alert explains: the title and type of a retracted article say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert about a screened report; open until a reviewer acknowledges it."""

    id: int
    report: str
    kind: AlertKind
    records: tuple[str, ...]
    sentence: str
    run: int
    raised_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of the alert."""
        return {
            "id": self.id,
            "report": self.report,
            "kind": self.kind,
            "records": list(self.records),
            "message": self.sentence,
            "run": self.run,
            "raised_at": self.raised_at.isoformat(),
            "acknowledged_at": self.acknowledged_at and self.acknowledged_at.isoformat(),
            "acknowledged_by": self.acknowledged_by or None,
        }


@dataclass(slots=True)
class AlertDraft:
    """An alert to raise: candidates with the same content, from any records."""

    report: int
    kind: AlertKind
    candidates: list[AlertCandidate] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementResult:
    """Alerts acknowledged now, and those acknowledged before."""

    acknowledged: tuple[Alert, ...]
    already_acknowledged: tuple[Alert, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester alerts acknowledge --json``."""
        return {
            "acknowledged": [alert.to_json() for alert in self.acknowledged],
            "already": [alert.to_json() for alert in self.already_acknowledged],
        }


def raise_alerts(context: ReviewContext) -> tuple[Alert, ...]:
    """Extract links from new revisions, and raise an alert for each candidate without one.

    The mark up to which revisions have been read is stored in the same transaction: an interrupted call is repeated as
    a whole.
    """
    with context.store.write() as session:
        after, until = links.load_derivation_mark(session), links.last_revision_id(session)
        if until > after:
            for rows in links.current_revisions(session, after=after, until=until):
                _derive(session, rows)
            links.save_derivation_mark(session, until)
        candidates = find_candidates(session, after, until)
        event = NewEvent(session=session, kind=EventKind.ALERTS_RAISED, made_at=context.now())
        added = stored.add_alerts(session, draft_alerts(session, candidates), event=event) if candidates else ()
        return view_alerts(session, added)


def derive_again(session: Session, record_ids: Collection[int]) -> None:
    """Extract links and identifiers again for records that have another revision than before."""
    _derive(session, links.current_revisions_of(session, record_ids), again=True)


def _derive(session: Session, rows: Sequence[RevisionRow], *, again: bool = False) -> None:
    ids = [(row, document_ids(row.source, row.accession, row.citation)) for row in rows]
    links.replace_record_numbers(session, ids, again=again)
    links.replace_links(session, [(row, extract_links(row.citation)) for row in rows], again=again)


def list_alerts(context: ReviewContext, *, include_acknowledged: bool = False) -> tuple[Alert, ...]:
    """Return the open alerts, oldest first; with ``include_acknowledged`` all."""
    with context.store.read() as session:
        return view_alerts(session, stored.load_alerts(session, only_open=not include_acknowledged))


def acknowledge_alerts(context: ReviewContext, ids: Collection[int], *, person: str) -> AcknowledgementResult:
    """Acknowledge alerts; one acknowledged before keeps its reviewer.

    Raises ``UsageError`` for an unknown number and for an empty name; then nothing is stored.
    """
    if not person.strip():
        raise UsageError("The reviewer name is empty.", hint="Give a name: --person NAME")
    with context.store.write() as session:
        rows = {row.id: row for row in stored.load_alerts(session)}
        if unknown := sorted(set(ids) - rows.keys()):
            numbers = ", ".join(map(str, unknown))
            raise UsageError(f"There is no alert {numbers}.", hint="harvester alerts lists them with their numbers.")
        acknowledged_before = {number for number in ids if rows[number].acknowledged_at is not None}
        event = NewEvent(
            session=session, kind=EventKind.ALERTS_ACKNOWLEDGED, made_at=context.now(), person=person.strip()
        )
        stored.acknowledge_alerts(session, sorted(set(ids) - acknowledged_before), event=event)
        alerts_now = view_alerts(session, [row for row in stored.load_alerts(session) if row.id in ids])
    return AcknowledgementResult(
        acknowledged=tuple(alert for alert in alerts_now if alert.id not in acknowledged_before),
        already_acknowledged=tuple(alert for alert in alerts_now if alert.id in acknowledged_before),
    )


def find_candidates(session: Session, after: int, until: int) -> list[AlertCandidate]:
    """Return the alert candidates of all screened reports, whether alerted before or not."""
    decisions = screening.load_decision_rows(session)
    if not decisions:
        return []
    report_of_record = records.report_of_each_record(session)
    screened: dict[int, datetime] = {}
    for decision in decisions:
        screened.setdefault(report_of_record[decision.report_id], decision.made_at)
    alerting_links = links.load_links(session, (*ALERT_ABOUT_RECORD, *ALERT_ABOUT_TARGET))
    linking_records = {link.record_id for link in alerting_links if link.target_record_id is not None}
    numbers = {
        row.id: document_ids(row.source, row.accession, row.citation)
        for row in records.load_records(session, linking_records)
    }
    screened_records = {record for record, report in report_of_record.items() if report in screened}
    changes = links.load_changes(session, screened_records, after=after, until=until) if until > after else ()
    return [
        *candidates_from_links(alerting_links, report_of_record=report_of_record, screened=screened, numbers=numbers),
        *candidates_from_changes(changes, report_of_record=report_of_record, screened=screened),
    ]


def draft_alerts(session: Session, candidates: Sequence[AlertCandidate]) -> list[NewAlert]:
    """Return the alerts to raise: candidates without a stored alert, joined where they are the same."""
    report_of_record = records.report_of_each_record(session)
    alerted = {
        (report_of_record[record], row.kind, row.fact)
        for row in stored.load_alerts(session)
        for record in (row.report_id, *row.records)
    }
    drafts = drop_explained_changes(join_same_candidates(candidates, alerted))
    rows = {
        row.id: row
        for row in records.load_records(
            session, {candidate.record for draft in drafts for candidate in draft.candidates}
        )
    }
    oldest_records = records.load_records(session, {draft.report for draft in drafts})
    titles = {row.id: row.citation.title for row in oldest_records}
    return [_new_alert(draft, rows, titles[draft.report]) for draft in drafts]


def join_same_candidates(
    candidates: Iterable[AlertCandidate], alerted: Collection[tuple[int, AlertKind, str]]
) -> list[AlertDraft]:
    """Return a draft for each set of candidates that share a key, leaving out those alerted before."""
    drafts: dict[tuple[int, AlertKind, str], AlertDraft] = {}
    for candidate in candidates:
        names = [(candidate.report, candidate.kind, key) for key in _candidate_keys(candidate)]
        if any(name in alerted for name in names):
            continue
        same = next((drafts[name] for name in names if name in drafts), None)
        same = same or AlertDraft(candidate.report, candidate.kind)
        same.candidates.append(candidate)
        drafts.update(dict.fromkeys(names, same))
    return list({id(draft): draft for draft in drafts.values()}.values())


def _candidate_keys(candidate: AlertCandidate) -> tuple[str, ...]:
    """Return the keys of a candidate; changes share one, so that they are joined in one alert."""
    return ("changed", *candidate.keys) if candidate.kind == "changed" else candidate.keys


def drop_explained_changes(drafts: Sequence[AlertDraft]) -> list[AlertDraft]:
    """Drop changes of fields that another alert about the same report explains."""
    explained_reports = {draft.report for draft in drafts if draft.kind != "changed"}
    return [
        draft
        for draft in drafts
        if draft.kind != "changed"
        or draft.report not in explained_reports
        or any(set(candidate.detail.split(", ")) - _EXPLAINED_FIELDS for candidate in draft.candidates)
    ]


def _new_alert(draft: AlertDraft, rows: Mapping[int, RecordRow], title: str) -> NewAlert:
    name = report_name(draft.report)
    detail = describe_changes(draft, rows) if draft.kind == "changed" else describe_origin(draft, rows)
    return NewAlert(
        report_id=draft.report,
        kind=draft.kind,
        fact=draft.candidates[0].keys[0][:300],
        records=tuple(dict.fromkeys(candidate.record for candidate in draft.candidates)),
        what=f"{name} {ALERT_PHRASES[draft.kind]}{detail}: {title}",
        run_id=max(candidate.run_id for candidate in draft.candidates),
    )


def describe_changes(draft: AlertDraft, rows: Mapping[int, RecordRow]) -> str:
    """Return the changed fields by source: ", in embase (volume, pages) and scopus (title)"."""
    fields: dict[int, dict[str, None]] = {}
    for candidate in draft.candidates:
        fields.setdefault(candidate.record, {}).update(dict.fromkeys(candidate.detail.split(", ")))
    changes = (f"{rows[record].source} ({', '.join(names)})" for record, names in fields.items())
    return f", in {' and '.join(changes)}"


def describe_origin(draft: AlertDraft, rows: Mapping[int, RecordRow]) -> str:
    """Return the other document and the records that state it: " (PMID 38000001), says pubmed:30000001"."""
    document = next((candidate.detail for candidate in draft.candidates if candidate.detail), "")
    record_names = " and ".join(dict.fromkeys(rows[candidate.record].name for candidate in draft.candidates))
    return f" ({document}), says {record_names}" if document else f", says {record_names}"


def view_alerts(session: Session, rows: Sequence[AlertRow]) -> tuple[Alert, ...]:
    """Return stored alerts with the current names of their reports and records."""
    if not rows:
        return ()
    named = {row.id: row for row in records.load_records(session, {number for row in rows for number in row.records})}
    reports = {row.id: row.report_id for row in records.load_records(session, {row.report_id for row in rows})}
    return tuple(
        Alert(
            id=row.id,
            report=report_name(reports[row.report_id]),
            kind=row.kind,
            records=tuple(named[number].name for number in row.records),
            sentence=row.what,
            run=row.run_id,
            raised_at=row.raised_at,
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=row.acknowledged_by,
        )
        for row in rows
    )
