"""Every constraint of the tables refuses a row that violates it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from harvester.store import Store, runs
from harvester.store.models.base import Base
from tests.store.filling import NOW, add_full_run, add_records, add_search, begin

RUN: Final = (
    "INSERT INTO run (event_id, search_id, origin, mode, status, started_at, finished_at, search_date, promised,"
    " retrieved, new, known, changed, gone, platform, translation, warnings, file_sha256, software, digest) VALUES "
)
RECORD: Final = "INSERT INTO record (id, source, accession, report_id, first_run_id, revision, judged) VALUES "
RETRIEVAL: Final = "INSERT INTO retrieval (search_id, record_id, from_run_id, to_run_id) VALUES "
PAGE: Final = (
    "INSERT INTO page (run_id, seq, holds, sha256, format, media_type, request, fetched_at, parsed_at, unparsed_reason)"
    " SELECT run_id, "
)
JUDGEMENT: Final = (
    "INSERT INTO judgement (event_id, record_a, record_b, verdict, made_by, person, probability, evidence, software,"
    " made_at) VALUES "
)
DECISION: Final = (
    "INSERT INTO decision (event_id, report_id, stage, verdict, reason, reviewer, tool, automation, adjudicates,"
    " made_at) VALUES "
)
STATUS: Final = "INSERT INTO retrieval_status (event_id, report_id, status, reason, reviewer, made_at) VALUES "

LINK: Final = "INSERT INTO link (record_id, kind, target, reference, page_id) VALUES "
ALERT: Final = (
    "INSERT INTO alert (event_id, report_id, kind, fact, record_id, records, what, run_id, raised_at) VALUES "
)
EXTRACTION: Final = "INSERT INTO extraction (event_id, extractor, settles, file_name, made_at, software) VALUES "
ANSWER: Final = "INSERT INTO extraction_answer (extraction_id, report_id, level, place, field, value, entered) VALUES "
STUDY: Final = "INSERT INTO study_event (event_id, kind, report_id, study_id, reason, person, made_at) VALUES "
IMPORT: Final = (
    "INSERT INTO screening_import (event_id, file_name, tool, settings, rows, matched, made_at, software, sha256,"
    " stage) SELECT 1, 'a.csv', 'rayyan', '{}', 1, 1, 'now', '', "
)
EVENT: Final = "INSERT INTO event (kind, person, made_at, undoes, reason, detail, digest) VALUES "
ORIGIN: Final = "INSERT INTO decision_origin (decision_id, import_id, line, further_reasons, labels, note) VALUES "


def a_run(
    status: str,
    *,
    finished: bool,
    promised: int = 0,
    origin: str = "service",
    sha256: str = "NULL",
    event: str | None = None,
) -> str:
    event = event or ("NULL" if status == "running" else "1")
    end = "'now'" if finished else "NULL"
    return (
        f"{RUN}({event}, 1, '{origin}', 'full', '{status}', 'now', {end}, '2026-11-23', {promised}, 0, 0, 0, 0, 0,"
        f" '', '', '[]', {sha256}, 'harvester', '')"
    )


SAMPLE = "INSERT INTO audit_sample (id, seed, asked_for, strata, software, made_at) VALUES (1, 1, 1, '{}', '', 'now')"
SAMPLED = "INSERT INTO audit_pair (sample_id, place, record_a, record_b, stratum, merged, probability, weight) VALUES "
BREACHES: Final = {
    "a search of a kind PRISMA does not know": "UPDATE search SET kind = 'hearsay'",
    "two searches under one key": "INSERT INTO search (key, source, name, kind) SELECT key, 'x', 'x', kind FROM search",
    "a run of no search": "UPDATE run SET search_id = 99",
    "a run that has ended and is running": a_run("running", finished=True),
    "a run that is over and has no end": a_run("complete", finished=False),
    "a complete run that broke its promise": a_run("complete", finished=True, promised=3),
    "a run of a status nobody knows": a_run("fine", finished=True),
    "a second run of a search while one is running": f"{a_run('running', finished=False)}; "
    f"{a_run('running', finished=False)}",
    "a run of a file without its hash": a_run("complete", finished=True, origin="file"),
    "a run of a service with a file's hash": a_run("complete", finished=True, sha256="'abc'"),
    "two pages at one place of a run": f"{PAGE} seq, holds, sha256, '', '', '', fetched_at, NULL, NULL FROM page",
    "a page whose bytes are nowhere": f"{PAGE} 9, holds, 'no such bytes', '', '', '', fetched_at, NULL, NULL FROM page",
    "a page read and unreadable at once": f"{PAGE} 9, holds, sha256, '', '', '', fetched_at, fetched_at, 'x' FROM page",
    "a page of something else": f"{PAGE} 9, 'gossip', sha256, '', '', '', fetched_at, NULL, NULL FROM page",
    "bytes removed from under their page": "DELETE FROM blob",
    "two records under one number of one source": f"{RECORD}(9, 'pubmed', '1', 9, 1, 1, 0)",
    "a record judged beyond its revisions": f"{RECORD}(9, 'pubmed', '9', 9, 1, 1, 2)",
    "a report named after a younger record": f"{RECORD}(3, 'pubmed', '9', 4, 1, 1, 0)",
    "a record in no report": f"{RECORD}(9, 'pubmed', '9', 8, 1, 1, 0)",
    "a record deleted": "DELETE FROM record WHERE id = 2",
    "two revisions of one number": "UPDATE revision SET record_id = 1; ",
    "a sighting that ends before it begins": f"{RETRIEVAL}(1, 1, 2, 1)",
    "two open sightings of one record": f"{RETRIEVAL}(1, 1, 1, NULL)",
    "a sighting of a record that is none": f"{RETRIEVAL}(1, 99, 1, NULL)",
    "a judgement of a record and itself": f"{JUDGEMENT}(1, 1, 1, 'duplicate', 'rule', '', 0.9, '[]', '', 'now')",
    "a judgement with its records in the wrong order": f"{JUDGEMENT}(1, 2, 1, 'unsure', 'rule', '', 0.9, '[]', '',"
    " 'now')",
    "a probability above one": f"{JUDGEMENT}(1, 1, 2, 'duplicate', 'rule', '', 1.5, '[]', '', 'now')",
    "a verdict nobody knows": f"{JUDGEMENT}(1, 1, 2, 'maybe', 'rule', '', 0.5, '[]', '', 'now')",
    "a judgement by nobody": f"{JUDGEMENT}(1, 1, 2, 'unsure', 'oracle', '', 0.5, '[]', '', 'now')",
    "two live judgements of one pair": "; ".join(
        [f"{JUDGEMENT}(1, 1, 2, 'unsure', 'rule', '', 0.5, '[]', '', 'now')"] * 2
    ),
    "an inclusion with a reason to exclude": f"{DECISION}(1, 1, 'full-text', 'include', 'rats', 'Ann', '', 0, 0,"
    " 'now')",
    "a decision at no stage": f"{DECISION}(1, 1, 'coffee', 'include', '', 'Ann', '', 0, 0, 'now')",
    "a decision that decides nothing": f"{DECISION}(1, 1, 'full-text', 'perhaps', '', 'Ann', '', 0, 0, 'now')",
    "a decision about no report": f"{DECISION}(1, 99, 'full-text', 'include', '', 'Ann', '', 0, 0, 'now')",
    "a full text neither retrieved nor not": f"{STATUS}(1, 1, 'lost', '', 'Ann', 'now')",
    "two releases of one name": "; ".join(
        ["INSERT INTO release (event_id, name, made_at, flow, software) VALUES (1, 'v1', 'now', '{}', '')"] * 2
    ),
    "a release of a report that is none": "INSERT INTO release (event_id, id, name, made_at, flow, software)"
    " VALUES (1, 1, 'v1', 'now', '{}', '');"
    " INSERT INTO release_report (release_id, report_id, state) VALUES (1, 99, 'included')",
    "an export whose bytes are nowhere": "INSERT INTO export (event_id, tool, format, stage, made_at, file_name,"
    " sha256, software) VALUES (1, 'rayyan', 'ris', 'all', 'now', 'a.ris', 'no such bytes', '')",
    "a link of a kind nobody knows": f"{LINK}(1, 'admires', 'pmid:2', '', 1)",
    "a link of no record": f"{LINK}(99, 'erratum-in', 'pmid:2', '', 1)",
    "a link that no page says": f"{LINK}(1, 'erratum-in', 'pmid:2', '', 99)",
    "one link twice": "; ".join([f"{LINK}(1, 'erratum-in', 'pmid:2', '', 1)"] * 2),
    "a number of no record": "INSERT INTO record_number (number, record_id) VALUES ('pmid:1', 99)",
    "a second mark of what has been read": "INSERT INTO derivation_mark (id, revision_id) VALUES (2, 1)",
    "an alert of a kind nobody knows": f"{ALERT}(1, 1, 'rumour', '', 1, '[1]', 'x', 1, 'now')",
    "an acknowledgement of no alert": "INSERT INTO alert_acknowledgement (alert_id, event_id) VALUES (99, 1)",
    "a study event of a kind nobody knows": f"{STUDY}(1, 'admired', 1, NULL, '', 'Ann', 'now')",
    "a report that belongs to no study": f"{STUDY}(1, 'belongs', 1, NULL, '', 'Ann', 'now')",
    "a removal that names a study": f"{STUDY}(1, 'removed', 1, 2, 'retraction', 'Ann', 'now')",
    "a restoration with a reason to remove": f"{STUDY}(1, 'restored', 1, NULL, 'retraction', 'Ann', 'now')",
    "a study of a report that is none": f"{STUDY}(1, 'belongs', 99, 1, '', 'Ann', 'now')",
    "a study of no release": "INSERT INTO release_study (release_id, report_id, study_id) VALUES (9, 1, 1)",
    "an extraction by nobody": f"{EXTRACTION}(1, '', 0, '', 'now', '')",
    "an answer withdrawn that says something": f"{EXTRACTION}(1, 'Ann', 0, '', 'now', ''); {ANSWER}(1, 1, 'x', '[]',"
    " '', 'yes', 'yes')",
    "an answer about no report": f"{EXTRACTION}(1, 'Ann', 0, '', 'now', ''); {ANSWER}(1, 99, 'x', '[]', 'dose',"
    " '', '')",
    "an event of a kind nobody knows": f"{EVENT}('gossip', 'Ann', 'now', NULL, '', '{{}}', '')",
    "an undo of nothing": f"{EVENT}('undo', 'Ann', 'now', NULL, '', '{{}}', '')",
    "a decision that undoes": f"{EVENT}('decision', 'Ann', 'now', 1, '', '{{}}', '')",
    "an undo of a later event": "INSERT INTO event VALUES (7, 'undo', 'Ann', 'now', 8, '', '{}', '')",
    "an undo of an event that is none": "INSERT INTO event VALUES (9, 'undo', 'Ann', 'now', 8, '', '{}', '')",
    "a second end of the chain": "INSERT INTO event_chain (id, event_id, digest) VALUES (2, 1, '')",
    "an end of the chain at no event": "INSERT INTO event_chain (id, event_id, digest) VALUES (1, 99, '')",
    "a decision of no event": f"{DECISION}(99, 1, 'full-text', 'include', '', 'Ann', '', 0, 0, 'now')",
    "a run that is over and has no event": a_run("failed", finished=True, event="NULL"),
    "a run that is running and has its event": a_run("running", finished=False, event="1"),
    "an alert about no report": f"{ALERT}(1, 99, 'retracted', '', 1, '[1]', 'x', 1, 'now')",
    "an alert that no run brought": f"{ALERT}(1, 1, 'retracted', '', 1, '[1]', 'x', 99, 'now')",
    "a file of decisions whose bytes are nowhere": f"{IMPORT}'no such bytes', 'full-text'",
    "a file of decisions at no stage": f"{IMPORT}sha256, 'coffee' FROM blob",
    "an origin of no decision": f"{IMPORT}sha256, 'full-text' FROM blob; {ORIGIN}(99, 1, 2, '[]', '[]', '')",
    "a note at no stage": "INSERT INTO screening_note (event_id, report_id, stage, reviewer, text, made_at)"
    " VALUES (1, 1, 'coffee', 'Ann', 'x', 'now')",
    "a sampled pair in the wrong order": f"{SAMPLE}; {SAMPLED}(1, 1, 2, 1, '', 0, 0.5, 1)",
    "a sampled pair of no record": f"{SAMPLE}; {SAMPLED}(1, 1, 1, 99, '', 0, 0.5, 1)",
    "a sampled pair of no sample": f"{SAMPLED}(9, 1, 1, 2, '', 0, 0.5, 1)",
    "two audit_sample rows of one number": f"{SAMPLE}; {SAMPLE}",
    "a blocking key of no record": "INSERT INTO record_key (key, record_id) VALUES (1, 99)",
    "a place of no record": "INSERT INTO record_sort_key VALUES (99, 1, 1, 1, 1, 1, 1, 1)",
    "a certain pair in the wrong order": "INSERT INTO anchor_pair VALUES (2, 1, 1, 1, 1)",
    "a certain pair of no record": "INSERT INTO anchor_pair VALUES (1, 99, 1, 1, 1)",
    "a second identity": "INSERT INTO store_identity VALUES (2, 'x', '', 'now')",
    "a second state of the index": "INSERT INTO index_state VALUES (2, '', '')",
}


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """A search, a run that failed, a run that saw both of the records there are, and a page."""
    with store.write() as session:
        search = add_search(session)
        failed = begin(session, search)
        ids = add_records(session, failed, "1", "2")
        runs.finish_run(session, failed, status="failed", now=NOW)
        add_full_run(session, search, ids, day=1)
        yield session


@pytest.mark.parametrize("breach", BREACHES.values(), ids=BREACHES.keys())
def test_the_database_refuses(session: Session, breach: str) -> None:
    statements = [statement for statement in breach.split("; ") if statement.strip()]
    with pytest.raises(IntegrityError):  # noqa: PT012 - some breaches take two statements
        for statement in statements:
            session.execute(text(statement))


def test_a_pair_judged_again_keeps_its_history(session: Session) -> None:
    judgement = f"{JUDGEMENT}(1, 1, 2, 'unsure', 'rule', '', 0.5, '[]', '', 'now')"
    session.execute(text(judgement))
    session.execute(text("UPDATE judgement SET superseded_at = made_at"))
    session.execute(text(judgement))
    assert session.scalar(text("SELECT count(*) FROM judgement")) == 2


def test_a_file_that_failed_may_be_imported_again(session: Session) -> None:
    session.execute(text(a_run("failed", finished=True, origin="file", sha256="'abc'")))
    session.execute(text(a_run("complete", finished=True, origin="file", sha256="'abc'")))


def test_every_check_of_every_table_has_a_row_that_would_break_it() -> None:
    tables = {name for name in Base.metadata.tables if any(f" {name} " in breach for breach in BREACHES.values())}
    untested = {
        name for name, table in Base.metadata.tables.items() if table.foreign_keys or table.constraints
    } - tables
    assert untested == {
        "blob",
        "prepared_record",
        "strategy_version",
        "unparsed_record",
        "export_report",
        "full_text",
        "unconfirmed_retrieval",
        "uncounted_record",
    }  # plain links only, made in one place
