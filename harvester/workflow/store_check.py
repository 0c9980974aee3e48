"""Check the store of a review: its tables, what is computed from them, its flow and its releases; and repair it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.identifiers import report_name
from harvester.pluralise import count_noun
from harvester.prisma import flow_to_json
from harvester.review import ScreeningSettings
from harvester.store import judgements, links, records
from harvester.store.counting.withdrawals import (
    find_uncounted_records,
    load_uncounted_records,
    refresh_uncounted_records,
)
from harvester.store.dedup import dedup_index
from harvester.store.maintenance.integrity import (
    Finding,
    FindingKind,
    StoreCheck,
    changed,
    derived,
    find_problems,
    run_check,
)
from harvester.store.releases import load_releases
from harvester.store.sql import split_into_batches
from harvester.workflow.alerts.alert_rules import document_ids, extract_links
from harvester.workflow.alerts.alerts import raise_alerts
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.affected_records import keys_by_record, make_sort_keys
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.report_clusters import cluster_with_heirs, recluster
from harvester.workflow.reporting.flow import count_layout, count_scope, flow_scope

__all__ = ["Finding", "FindingKind", "check_store", "repair_store"]


def check_store(context: ReviewContext) -> tuple[Finding, ...]:
    """Return each problem of a store: of its tables, of what is computed from them, of its flow and releases."""
    screening = context.review.screening
    with context.store.read() as session:
        context.progress.begin("checking the store", None)
        findings = list(find_problems(session))
        for check in _CHECKS:
            findings += run_check(check, session)
        findings += run_check(lambda session: _check_flow(session, screening), session)
        findings += run_check(lambda session: _check_releases(session, screening), session)
    return tuple(findings)


def repair_store(context: ReviewContext) -> tuple[Finding, ...]:
    """Compute again what is computed from records and judgements; return the problems that are left."""
    with context.store.write() as session:
        dedup_index.clear_index(session)
        links.clear_derived(session)
    raise_alerts(context)
    deduplicate_store(context)
    with context.store.write() as session:
        refresh_uncounted_records(session)
        recluster(session, records.report_of_each_record(session))
    return check_store(context)


def _check_clusters(session: Session) -> Iterator[Finding]:
    """Reports, by the judgements about their records."""
    report_of_record = records.report_of_each_record(session)
    uncounted = find_uncounted_records(session)
    if wrong := uncounted ^ load_uncounted_records(session).keys():
        yield derived(f"{count_noun(len(wrong), 'record')} would count, or not, by the runs that count")
    expected = cluster_with_heirs(records.record_names(session), judgements.load_live_judgements(session), uncounted)
    for number, report in report_of_record.items():
        if expected[number] != report:
            yield derived(
                f"record {number} is in {report_name(report)}, its judgements say {report_name(expected[number])}"
            )


def _check_links(session: Session) -> Iterator[Finding]:
    """Links and identifiers, by the records that they are read from."""
    if links.load_derivation_mark(session) > links.last_revision_id(session):
        yield derived("links and identifiers are marked as read from records that do not exist")
    wrong = 0
    for rows in links.current_revisions(session, after=0, until=links.load_derivation_mark(session)):
        ids = [row.record_id for row in rows]
        stored_links, stored_numbers = links.links_of_records(session, ids), links.numbers_of_records(session, ids)
        for row in rows:
            expected = {(link.kind, link.target, link.reference) for link in extract_links(row.citation)}
            numbers = set(document_ids(row.source, row.accession, row.citation))
            wrong += expected != stored_links.get(row.record_id, set())
            wrong += numbers != stored_numbers.get(row.record_id, set())
    if wrong:
        yield derived(f"links or identifiers of {count_noun(wrong, 'record')} are not those of the record")


def _check_index(session: Session) -> Iterator[Finding]:
    """The index of de-duplication, by the records that it was made from."""
    version, _ = dedup_index.load_index_state(session)
    if version != dedup.model_version():  # the next de-duplication builds it anew
        return
    wrong = 0
    for batch in split_into_batches(records.judged_record_ids(session)):
        rows = records.load_records(session, batch)
        numbers = [row.id for row in rows]
        columns = dedup.build_columns([row.citation for row in rows])
        keys = {(key, number) for number, own in keys_by_record(numbers, columns).items() for key in own}
        wrong += keys != set(dedup_index.keys_of_records(session, numbers))
        expected = {key.record_id: key for key in make_sort_keys(numbers, columns)}
        wrong += expected != dedup_index.load_sort_keys(session, numbers)
        texts = dict(zip(numbers, dedup.dump_columns(columns, range(columns.size)), strict=True))
        wrong += texts != dedup_index.load_serialised_columns(session, numbers)
    if wrong:
        yield derived("the index of de-duplication is not that of the records")


_CHECKS: Final[tuple[StoreCheck, ...]] = (_check_clusters, _check_links, _check_index)


def _check_flow(session: Session, screening: ScreeningSettings) -> Iterator[Finding]:
    """Equations of the flow."""
    for check in count_layout(session, screening).flow.checks:
        if not check.ok:
            yield changed(f"the flow does not add up: {check.equation}")


def _check_releases(session: Session, screening: ScreeningSettings) -> Iterator[Finding]:
    """Flows of releases, by the events up to each release."""
    releases = load_releases(session)
    for index, release in enumerate(releases):
        scope = flow_scope(releases, index, index, until=release.made_at)
        flow = count_scope(session, screening, scope).flow
        counted = flow_to_json(flow, as_of="", layout="")
        stored: dict[str, Any] = json.loads(release.flow)
        if (stored["boxes"], stored["pending"]) != (counted["boxes"], counted["pending"]):
            yield changed(f"the flow of release {release.name!r} is not what its events give")
        if flow.members["total_reports"] != release.included:
            yield changed(f"the included reports of release {release.name!r} are not those of its events")
