"""Records and their revisions, and the runs that retrieved them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from harvester.citation import Citation, citation_from_json, citation_to_json
from harvester.store.counting.withdrawals import counting_retrievals, find_uncounted_revisions
from harvester.store.models import (
    Page,
    Record,
    Retrieval,
    Revision,
    Search,
    UncountedRecord,
)
from harvester.store.sql import load_numbers, number_in, split_into_batches


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingRecord:
    """A parsed record of a page, to be stored under ``accession``."""

    accession: str
    citation: Citation
    content_hash: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """A stored record, with all that is needed to tell whether an incoming one is new, changed, or another document.

    ``revision`` and ``format`` are those of the current revision, ``last_revision`` is the highest number; ``latest``
    maps each format to the content hash of its latest revision.
    """

    id: int
    accession: str
    revision: int
    last_revision: int
    format: str
    citation: Citation
    latest: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record with its current citation."""

    id: int
    source: str
    accession: str
    report_id: int
    revision: int
    citation: Citation

    @property
    def name(self) -> str:
        """Name of the record for people: "pubmed:37344166"."""
        return f"{self.source}:{self.accession}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """A current revision, with source, accession number and page of its record."""

    record_id: int
    number: int
    source: str
    accession: str
    page_id: int
    citation: Citation


def record_ids_of_source(session: Session, source: str) -> dict[str, int]:
    """Return accession number → record number, for every record of a source."""
    return dict(session.execute(select(Record.accession, Record.id).where(Record.source == source)).all())


def record_ids_of_accessions(session: Session, source: str, accessions: Iterable[str]) -> dict[str, int]:
    """Return accession number → record number, for those that are stored."""
    ids: dict[str, int] = {}
    for batch in split_into_batches(accessions):
        conditions = (Record.source == source, Record.accession.in_(batch))
        ids.update(session.execute(select(Record.accession, Record.id).where(*conditions)).all())
    return ids


def load_known_records(session: Session, source: str, accessions: Collection[str]) -> dict[str, KnownRecord]:
    """Return accession number → stored record, for those that are stored."""
    known: dict[str, KnownRecord] = {}
    for batch in split_into_batches(accessions):
        query = (
            select(
                Record.accession,
                Record.id,
                Record.revision,
                Revision.number,
                Revision.format,
                Revision.content_hash,
                Revision.citation,
            )
            .join(Revision, Revision.record_id == Record.id)
            .where(Record.source == source, Record.accession.in_(batch))
            .order_by(Record.id, Revision.number)
        )
        revisions: dict[str, list[tuple[str, int, int, int, str, str, str]]] = {}
        for row in session.execute(query):
            revisions.setdefault(row[0], []).append(row)
        uncounted = find_uncounted_revisions(session, [rows[0][1] for rows in revisions.values()])
        known.update({accession: _known_record(rows, uncounted) for accession, rows in revisions.items()})
    return known


def restore_current_revisions(
    session: Session, record_ids: Collection[int], *, rank: Callable[[str], int]
) -> frozenset[int]:
    """Make the best revision that counts the current one of records some of whose runs were withdrawn or count again.

    The best revision is the last one in the format of the highest ``rank``. Returns the records whose current revision
    changed; they are to be de-duplicated again.
    """
    query = select(Record.id, Record.revision, Revision.number, Revision.format).join(
        Revision, Revision.record_id == Record.id
    )
    uncounted = find_uncounted_revisions(session, record_ids)
    best: dict[int, tuple[int, int, int]] = {}
    for record, current, number, format_name in session.execute(query.where(number_in(Record.id, record_ids))):
        if (record, number) not in uncounted:
            candidate = (rank(format_name), number, current)
            best[record] = max(best.get(record, candidate), candidate)
    changed = {record: number for record, (_, number, current) in best.items() if number != current}
    if changed:
        rows = [{"id": record, "revision": number, "judged": 0} for record, number in changed.items()]
        session.execute(update(Record), rows)
    return frozenset(changed)


def insert_records(
    session: Session,
    incoming: Sequence[IncomingRecord],
    *,
    source: str,
    run_id: int,
    page_id: int,
    format_name: str,
) -> dict[str, int]:
    """Store new records, each as a report of its own; return accession number → record number."""
    if not incoming:
        return {}
    first = (session.scalar(select(func.max(Record.id))) or 0) + 1
    ids = {record.accession: number for number, record in enumerate(incoming, first)}
    shared = {"source": source, "first_run_id": run_id, "revision": 1, "judged": 0}
    rows = [{"id": number, "accession": accession, "report_id": number, **shared} for accession, number in ids.items()]
    session.execute(insert(Record), rows)
    session.execute(
        insert(Revision),
        [
            _revision_values(ids[record.accession], 1, record, page_id=page_id, format_name=format_name)
            for record in incoming
        ],
    )
    return ids


def add_revisions(
    session: Session,
    revisions: Sequence[tuple[KnownRecord, IncomingRecord, bool]],
    *,
    page_id: int,
    format_name: str,
) -> None:
    """Store new revisions, given as (stored record, new content, whether it becomes the current revision)."""
    if not revisions:
        return
    session.execute(
        insert(Revision),
        [
            _revision_values(known.id, known.last_revision + 1, incoming, page_id=page_id, format_name=format_name)
            for known, incoming, _ in revisions
        ],
    )
    current = [
        {"id": known.id, "revision": known.last_revision + 1} for known, _, is_current in revisions if is_current
    ]
    if current:
        session.execute(update(Record), current)


def records_revised_in_runs(session: Session, run_ids: Collection[int]) -> frozenset[int]:
    """Return the records with a revision that one of the runs delivered."""
    pages = select(Page.id).where(number_in(Page.run_id, run_ids))
    return frozenset(load_numbers(session, select(Revision.record_id).where(Revision.page_id.in_(pages)).distinct()))


def records_changed_in_run(session: Session, run_id: int) -> frozenset[int]:
    """Return the records whose content a run changed, compared with earlier revisions in the same format."""
    before = aliased(Revision)
    earlier = (before.record_id == Revision.record_id, before.format == Revision.format)
    has_earlier = select(before.id).where(*earlier, before.number < Revision.number).exists()
    pages = select(Page.id).where(Page.run_id == run_id)
    return frozenset(session.scalars(select(Revision.record_id).where(Revision.page_id.in_(pages), has_earlier)))


def load_records(session: Session, record_ids: Collection[int] | None = None) -> tuple[RecordRow, ...]:
    """Return records with their current citations, in order of number: those with the numbers, or all that count."""
    conditions = (_COUNTS,) if record_ids is None else (number_in(Record.id, record_ids),)
    return tuple(_record_row(row) for row in session.execute(_select_current().where(*conditions).order_by(Record.id)))


def load_records_of_reports(session: Session, report_ids: Collection[int]) -> tuple[RecordRow, ...]:
    """Return the records of reports with their current citations, in order of number."""
    return load_records(
        session, session.scalars(select(Record.id).where(number_in(Record.report_id, report_ids))).all()
    )


def find_record_ids(session: Session, *, accession: str, source: str | None = None) -> tuple[int, ...]:
    """Return the numbers of the records with an accession number, in one source or in all."""
    query = select(Record.id).where(Record.accession == accession).order_by(Record.id)
    return tuple(session.scalars(query if source is None else query.where(Record.source == source)))


def report_of_each_record(session: Session) -> dict[int, int]:
    """Return record → report, for every record.

    A record that only withdrawn runs retrieved has the report that its own became part of, so that what was decided
    under its number still counts there; if no run holds that report any more, it is a report of its own.
    """
    ids = load_numbers(session, select(Record.id))
    moved = session.execute(select(Record.id, Record.report_id).where(Record.report_id != Record.id))
    return dict(zip(ids, ids, strict=True)) | dict(moved.all()) | dict(session.execute(_INHERITED).all())


def reports_of_records(session: Session, record_ids: Collection[int]) -> dict[int, int]:
    """Return record → report, for some records."""
    reports = dict(session.execute(select(Record.id, Record.report_id).where(number_in(Record.id, record_ids))).all())
    inherited = session.execute(_INHERITED.where(number_in(UncountedRecord.record_id, record_ids)))
    return reports | dict(inherited.all())


def search_names_of_records(session: Session, record_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return record → names of the searches that retrieved it, in the order of the searches."""
    names: dict[int, tuple[str, ...]] = {}
    query = (
        select(Retrieval.record_id, Search.name, Search.id)
        .join(Search, Search.id == Retrieval.search_id)
        .where(number_in(Retrieval.record_id, record_ids), *counting_retrievals(session))
        .distinct()
        .order_by(Retrieval.record_id, Search.id)
    )
    for record_id, name, _ in session.execute(query):
        names[record_id] = (*names.get(record_id, ()), name)
    return names


def search_keys_of_reports(session: Session, report_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return report → keys of the searches that retrieved any of its records."""
    keys: dict[int, tuple[str, ...]] = {}
    query = (
        select(Record.report_id, Search.key)
        .join(Retrieval, Retrieval.record_id == Record.id)
        .join(Search, Search.id == Retrieval.search_id)
        .where(number_in(Record.report_id, report_ids), *counting_retrievals(session))
        .distinct()
        .order_by(Record.report_id, Search.key)
    )
    for report, key in session.execute(query):
        keys[report] = (*keys.get(report, ()), key)
    return keys


def load_unjudged_records(session: Session) -> tuple[RecordRow, ...]:
    """Return the records that count and whose current revision has not been de-duplicated."""
    unjudged = _select_current().where(Record.judged < Record.revision, _COUNTS)
    return tuple(_record_row(row) for row in session.execute(unjudged))


def mark_records_unjudged(session: Session, record_ids: Collection[int]) -> None:
    """Mark records as not de-duplicated."""
    session.execute(update(Record).where(number_in(Record.id, record_ids)).values(judged=0))


def judged_record_ids(session: Session) -> tuple[int, ...]:
    """Return the records whose current revision has been de-duplicated."""
    return tuple(load_numbers(session, select(Record.id).where(Record.judged == Record.revision)))


def mark_records_judged(session: Session, record_ids: Collection[int]) -> None:
    """Mark the current revision of records as de-duplicated."""
    session.execute(update(Record).where(number_in(Record.id, record_ids)).values(judged=Record.revision))


def record_names(session: Session, record_ids: Collection[int] | None = None) -> dict[int, str]:
    """Return record → name ("pubmed:37344166"), which never changes: of all records, or of some."""
    conditions = () if record_ids is None else (number_in(Record.id, record_ids),)
    query = select(Record.id, Record.source, Record.accession).where(*conditions)
    return {number: f"{source}:{accession}" for number, source, accession in session.execute(query)}


_UNCOUNTED: Final = select(UncountedRecord.record_id)
_COUNTS: Final = Record.id.not_in(_UNCOUNTED)
_HEIR: Final = aliased(Record)
_INHERITED: Final = select(UncountedRecord.record_id, _HEIR.report_id).join(_HEIR, _HEIR.id == UncountedRecord.heir_id)
"""Record that does not count → the report that its own became part of."""


def _select_current() -> Select[int, str, str, int, int, str]:
    same = (Revision.record_id == Record.id) & (Revision.number == Record.revision)
    columns = (Record.id, Record.source, Record.accession, Record.report_id, Record.revision)
    return select(*columns, Revision.citation).join(Revision, same)


def _record_row(row: tuple[int, str, str, int, int, str]) -> RecordRow:
    number, source, accession, report, revision, citation = row
    return RecordRow(
        id=number,
        source=source,
        accession=accession,
        report_id=report,
        revision=revision,
        citation=citation_from_json(citation),
    )


def _known_record(
    rows: Sequence[tuple[str, int, int, int, str, str, str]], uncounted: Collection[tuple[int, int]]
) -> KnownRecord:
    accession, record_id, revision = rows[0][:3]
    *_, format_name, _, citation = next(row for row in rows if row[3] == revision)
    return KnownRecord(
        id=record_id,
        accession=accession,
        revision=revision,
        last_revision=rows[-1][3],
        format=format_name,
        citation=citation_from_json(citation),
        latest={row[4]: row[5] for row in rows if (record_id, row[3]) not in uncounted},
    )


def _revision_values(
    record_id: int, number: int, incoming: IncomingRecord, *, page_id: int, format_name: str
) -> dict[str, object]:
    return {
        "record_id": record_id,
        "number": number,
        "format": format_name,
        "content_hash": incoming.content_hash,
        "citation": citation_to_json(incoming.citation),
        "page_id": page_id,
        "line": incoming.line,
    }
