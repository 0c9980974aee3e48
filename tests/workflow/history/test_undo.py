"""Undone is as if never stored, and an undone undo as if nothing had been undone: for every kind of event."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.prisma import flow_to_json
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.store.alerts import NewAlert, add_alerts
from harvester.workflow.alerts.alerts import acknowledge_alerts, list_alerts
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import list_judgements
from harvester.workflow.dedup.judge import merge_records, split_records
from harvester.workflow.export import export_reports
from harvester.workflow.extraction.answers import extraction_progress, list_disagreements, versions_to_csv
from harvester.workflow.extraction.tables import import_tables, withdraw_row
from harvester.workflow.history.describe import KIND_LABELS
from harvester.workflow.history.list_events import EventFilter, iterate_history
from harvester.workflow.history.undo import LATEST_KINDS, undo_event, undo_latest
from harvester.workflow.reporting.flow import count_layout
from harvester.workflow.reporting.release import create_release
from harvester.workflow.screening.decide import decide_from_file, decide_reports, mark_retrieval
from harvester.workflow.screening.full_texts import list_full_texts, match_pdfs
from harvester.workflow.screening.import_decisions import import_decisions
from harvester.workflow.screening.read_export import ImportOptions
from harvester.workflow.screening.session import list_notes, load_queue, store_note
from harvester.workflow.screening.studies import link_reports, list_studies, remove_studies
from harvester.workflow.status import load_status
from tests.extraction.forms import PATIENTS
from tests.workflow.contexts import TickingClock, import_articles, manual_review, new_event, open_test_review, prepare

ANN = "Ann"


@pytest.fixture
def context(tmp_path: Path, clock: TickingClock) -> Iterator[ReviewContext]:
    """Six reports: 1 and 2 included, 3 to retrieve, 4 decided by two people who disagree; an open alert about 1."""
    folder = manual_review(tmp_path / "review")
    (folder / "extraction.toml").write_text(PATIENTS, encoding="utf-8")
    with open_test_review(folder, clock=clock) as context:
        yield prepare(replace(context, user=ANN), clock, fill)


def fill(context: ReviewContext, _: TickingClock) -> None:
    import_articles(context, "embase", *range(1, 7))
    decide(context, Decision.INCLUDE, "R1", "R2", "R3", "R4")
    decide_reports(context, ["R4"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Bob")
    mark_retrieval(context, ["R1", "R2"], RetrievalStatus.RETRIEVED, reviewer=ANN)
    decide(context, Decision.INCLUDE, "R1", "R2", stage=Stage.FULL_TEXT)
    with context.store.write() as session:
        alert = NewAlert(report_id=1, kind="retracted", fact="x", records=(1,), what="R000001 was retracted", run_id=1)
        add_alerts(session, [alert], event=new_event(context, session, EventKind.ALERTS_RAISED))


def decide(context: ReviewContext, decision: Decision, *names: str, stage: Stage = Stage.TITLE_ABSTRACT) -> None:
    decide_reports(context, names, decision, stage=stage, reviewer=ANN)


def write(context: ReviewContext, name: str, *lines: str) -> Path:
    path = context.review.folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def import_list(context: ReviewContext) -> None:
    path = write(context, "list.csv", "report,decision,reviewer", "R5,include,Ann", "R6,exclude,Bob", "R5,exclude,Cid")
    import_decisions(context, [path], ImportOptions(tool="csv", stage=Stage.TITLE_ABSTRACT, reviewer=ANN))


def decide_by_table(context: ReviewContext) -> None:
    lines = ("report,stage,decision,reason", "R5,title-abstract,include,", "R3,full-text,exclude,wrong route")
    decide_from_file(context, write(context, "decisions.csv", *lines), reviewer=ANN)


def match_files(context: ReviewContext) -> None:
    folder = context.review.folder / "pdf"
    folder.mkdir()
    (folder / "R000003.pdf").write_bytes(b"%PDF-1.4")
    match_pdfs(context, folder, reviewer=ANN)


def extract(context: ReviewContext) -> None:
    table = write(context, "t.csv", "report,patient,age,trigger,survival", "R1,1,22 months,infection,survived")
    import_tables(context, [table], extractor=ANN)


def extract_again(context: ReviewContext) -> None:
    table = write(
        context, "u.csv", "report,patient,age,trigger,survival", "R1,1,3,oncological,died", "R2,1,4,infection,died"
    )
    assert import_tables(context, [table], extractor="Bob").stored


def exclude(name: str, stage: Stage, **more: Any) -> Callable[[ReviewContext], Any]:
    return lambda c: decide_reports(c, [name], Decision.EXCLUDE, stage=stage, reviewer=ANN, **more)


def note(context: ReviewContext) -> None:
    store_note(context, load_queue(context, Stage.TITLE_ABSTRACT, reviewer=ANN), 5, "look at figure 2")


ACTIONS: dict[str, tuple[EventKind, str, Callable[[ReviewContext], Any]]] = {
    "a decision": (EventKind.DECISION, "R000005: unsure (title-abstract)", lambda c: decide(c, Decision.UNSURE, "R5")),
    "decisions": (
        EventKind.DECISION, "2 reports: exclude (title-abstract)", lambda c: decide(c, Decision.EXCLUDE, "R5", "R6"),
    ),
    "a decision that replaces another": (
        EventKind.DECISION, "R000002: exclude (full-text, wrong route)",
        exclude("R2", Stage.FULL_TEXT, reason="wrong route"),
    ),
    "a removal before screening": (
        EventKind.DECISION, "R000006: exclude (before-screening)",
        exclude("R6", Stage.BEFORE_SCREENING, automation=True),
    ),
    "a settlement": (
        EventKind.SETTLEMENT, "R000004: exclude (title-abstract)",
        exclude("R4", Stage.TITLE_ABSTRACT, adjudicates=True),
    ),
    "an import of a list": (EventKind.DECISIONS_IMPORTED, "import 1, list.csv from csv: 3 decisions", import_list),
    "a table of decisions": (EventKind.DECISIONS_IMPORTED, "decisions.csv", decide_by_table),
    "a retrieval status": (
        EventKind.RETRIEVAL, "R000003: not retrieved (embargo)",
        lambda c: mark_retrieval(c, ["R3"], RetrievalStatus.NOT_RETRIEVED, reviewer=ANN, reason="embargo"),
    ),
    "a matched file": (EventKind.FULL_TEXT, "R000003", match_files),
    "a note": (EventKind.NOTE, "R000005", note),
    "linked reports": (EventKind.STUDY, "2 reports: belongs", lambda c: link_reports(c, ["R1", "R2"], person=ANN)),
    "a removed study": (
        EventKind.STUDY, "R000001: removed (retraction)",
        lambda c: remove_studies(c, ["R1"], reason="retraction", person=ANN),
    ),
    "extracted values": (EventKind.EXTRACTION, "t.csv: R000001: 3 values", extract),
    "an acknowledged alert": (
        EventKind.ALERTS_ACKNOWLEDGED, "alert 1", lambda c: acknowledge_alerts(c, [1], person=ANN),
    ),
    "an export": (
        EventKind.EXPORT, "- for rayyan: 6 reports",
        lambda c: export_reports(c, "ris", tool="rayyan", only_new=True),
    ),
    "a release": (EventKind.RELEASE, "v1", lambda c: create_release(c, "v1", allow_pending=True)),
    "merged records": (
        EventKind.JUDGEMENT, "2 pairs: duplicate", lambda c: merge_records(c, ["R1", "R2", "R6"], person=ANN),
    ),
    "split records": (EventKind.JUDGEMENT, "1 pair: distinct", lambda c: split_records(c, ["R1", "R2"], person=ANN)),
}  # fmt: skip


VIEWS = (list_full_texts, list_notes, list_studies, list_disagreements, extraction_progress, versions_to_csv)


def state(context: ReviewContext) -> Any:
    """Everything that a person can look at, but for the history."""
    with context.store.read() as session:
        counted = count_layout(session, context.review.screening)
        flow = flow_to_json(counted.flow, as_of="then", layout=counted.layout)
    new = export_reports(context, "jsonl", tool="rayyan", only_new=True)
    undo_latest(context, person="test", by=ANN, kinds=[EventKind.EXPORT]) if new.reports else None
    return (
        json.loads(json.dumps(flow)),
        new.content,
        load_status(context),
        *(
            view(context)
            for view in (
                list_full_texts,
                list_notes,
                list_studies,
                list_disagreements,
                extraction_progress,
                versions_to_csv,
            )
        ),
        list_alerts(context, include_acknowledged=True),
    )


@pytest.mark.parametrize(("kind", "what", "action"), ACTIONS.values(), ids=ACTIONS.keys())
def test_a2_every_kind_is_undone_and_restored(
    context: ReviewContext, kind: EventKind, what: str, action: Callable[[ReviewContext], Any]
) -> None:
    before = state(context)
    action(context)
    [event] = list(iterate_history(context, EventFilter(limit=1)))
    assert (event.kind, event.person) == (kind, ANN)
    assert what in event.what
    after = state(context)
    undo = undo_event(context, event.number, person=ANN).number
    assert state(context) == before
    redo = undo_event(context, undo, person=ANN)
    assert redo.restored is not None
    assert redo.restored.number == event.number
    assert state(context) == after
    undo_event(context, redo.number, person="Bob")
    assert state(context) == before


def test_every_kind_has_a_label_and_an_action_above_or_follows_from_others() -> None:
    assert set(KIND_LABELS) == set(EventKind)
    tried = {kind for kind, _, _ in ACTIONS.values()}
    elsewhere = {EventKind.RECORDS_IMPORTED, EventKind.PERSON_RENAMED, EventKind.SEARCH_RENAMED}
    assert LATEST_KINDS - tried <= elsewhere


def test_a2_undoing_one_of_several_leaves_the_others(context: ReviewContext) -> None:
    extract(context)
    extract_again(context)
    first, second = [event.number for event in iterate_history(context, EventFilter(kinds=[EventKind.EXTRACTION]))]
    assert len(list_disagreements(context)) == 3
    undo_event(context, first, person=ANN)
    assert list_disagreements(context) == ()
    assert {row.split(",")[0] for row in versions_to_csv(context)[0].splitlines()[1:]} == {"R000001", "R000002"}
    undo_event(context, second, person=ANN)
    assert len(versions_to_csv(context)[0].splitlines()) == 1
    extract(context)
    withdraw_row(context, "R1", level="patient", place=["1"], extractor=ANN)
    undo_latest(context, person=ANN, by=ANN)
    assert {row.split(",")[0] for row in versions_to_csv(context)[0].splitlines()[1:]} == {"R000001"}


def test_a2_a_judgement_that_somebody_replaced_is_not_undone_alone(context: ReviewContext) -> None:
    merge_records(context, ["R5", "R6"], person=ANN)
    split_records(context, ["R5", "R6"], person="Bob")
    merged, split = [event.number for event in iterate_history(context, EventFilter(kinds=[EventKind.JUDGEMENT]))]
    with pytest.raises(UsageError, match="Bob judged the pair different reports since"):
        undo_event(context, merged, person=ANN)
    undo_event(context, split, person="Bob")
    assert load_status(context).reports == 5
    undo_event(context, merged, person=ANN)
    assert load_status(context).reports == 6
    assert [event.verdict for event in list_judgements(context)] == ["duplicate", "distinct", "duplicate", "withdrawn"]


def test_a2_a_flow_as_of_before_the_undo_stays_as_it_was(context: ReviewContext) -> None:
    decide(context, Decision.EXCLUDE, "R5")
    moment = context.now()
    settings = context.review.screening
    with context.store.read() as session:
        before = count_layout(session, settings, until=moment).flow
    undo_latest(context, person=ANN, by=ANN)
    with context.store.read() as session:
        assert count_layout(session, settings, until=moment).flow == before
        assert count_layout(session, settings).flow != before


def test_a2_an_undo_that_changes_nothing_for_somebody_else_is_of_the_person_asked_for(context: ReviewContext) -> None:
    decide_reports(context, ["R5"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Bob")
    assert undo_latest(context, person=ANN, by=" ANN ").undone.person == ANN
    assert undo_latest(context, person=ANN, by=None).undone.person == "Bob"
    with pytest.raises(UsageError, match="nothing of Zoe to undo"):
        undo_latest(context, person="Zoe", by="Zoe")
