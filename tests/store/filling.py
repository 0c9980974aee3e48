"""Fill a store with a search, its runs, and the records they retrieved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from harvester.citation import Citation, content_hash
from harvester.store import records, retrievals, runs
from harvester.store.records import IncomingRecord
from harvester.store.runs import NewPage, NewRun

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def hours_later(hours: int) -> datetime:
    """So many hours after the tests begin."""
    return NOW + timedelta(hours=hours)


def add_search(session: Session, key: str = "pubmed") -> int:
    return runs.register_search(session, key=key, source="pubmed", name=key.title(), kind="database").id


def begin(session: Session, search: int, *, origin: Literal["service", "file"] = "service", day: int = 0) -> int:
    sha256 = f"{search}-{day}" if origin == "file" else None
    run = NewRun(
        search_id=search,
        strategy_version_id=None,
        origin=origin,
        mode="full",
        started_at=hours_later(day),
        search_date="2026-11-23",
        file_sha256=sha256,
    )
    return runs.begin_run(session, run)


def add_page(session: Session, run: int, body: bytes = b"what the source sent") -> int:
    page = runs.add_page(session, run, NewPage(holds="records", body=body, fetched_at=NOW, format="ris"))
    runs.mark_page_parsed(session, page, format_name="ris", now=NOW)
    return page


def add_records(session: Session, run: int, *accessions: str) -> list[int]:
    """Records first seen by a run, with a page behind them; their numbers."""
    made = [_delivery(accession) for accession in accessions]
    page = add_page(session, run)
    ids = records.insert_records(session, made, source="pubmed", run_id=run, page_id=page, format_name="ris")
    return list(ids.values())


def add_full_run(session: Session, search: int, seen: Iterable[int], *, day: int, partial: bool = False) -> int:
    """A finished run of the service that saw exactly these records."""
    run, these = begin(session, search, day=day), set(seen)
    retrievals.replace_retrievals(session, these, search_id=search, run_id=run, complete=not partial)
    _finish(session, run, len(these), day=day, partial=partial)
    return run


def add_file_run(session: Session, search: int, seen: Iterable[int], *, day: int) -> int:
    """An export file that held these records."""
    run, these = begin(session, search, origin="file", day=day), set(seen)
    retrievals.record_retrievals(session, these, search_id=search, run_id=run)
    _finish(session, run, len(these), day=day, partial=False)
    return run


def _finish(session: Session, run: int, retrieved: int, *, day: int, partial: bool) -> None:
    status: Literal["partial", "complete"] = "partial" if partial else "complete"
    promised = retrieved + int(partial)
    runs.finish_run(
        session, run, status=status, now=hours_later(day), promised=promised, retrieved=retrieved, known=retrieved
    )


def _delivery(accession: str) -> IncomingRecord:
    citation = Citation(title=f"Anakinra, report {accession}", pmid=accession)
    return IncomingRecord(accession=accession, citation=citation, content_hash=content_hash(citation), line=1)
