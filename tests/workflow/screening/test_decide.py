"""Decisions in: each finds its report or is listed, none is taken half, and a disagreement waits for its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.errors import FormatError, UsageError
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.store import records
from harvester.store.events import iterate_events
from harvester.store.screening import load_decision_rows
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import undo_judgements
from harvester.workflow.dedup.judge import judge_pair as judge
from harvester.workflow.export import export_reports
from harvester.workflow.harvest.update import import_files
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.screening.conflicts import list_conflicts
from harvester.workflow.screening.decide import decide_from_file, decide_reports, mark_retrieval
from harvester.workflow.screening.report_states import load_stages
from harvester.workflow.status import load_status
from tests.reviews import article, write_export
from tests.workflow.contexts import TickingClock, import_articles, prepare, rows_of

COLUMNS = "search,accession,doi,stage,decision,reason,reviewer"


@pytest.fixture
def screening(context: ReviewContext, clock: TickingClock) -> ReviewContext:
    """Four reports: the first is known to both databases."""
    return prepare(context, clock, fill)


def fill(context: ReviewContext, _: TickingClock) -> None:
    import_articles(context, "embase", 1, 2, 3, 4)
    import_articles(context, "ovid", 1)


def table(context: ReviewContext, *lines: str, head: str = COLUMNS) -> Path:
    path = context.review.folder / "decisions.csv"
    path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return path


def take(context: ReviewContext, *lines: str, head: str = COLUMNS) -> dict[str, object]:
    return decide_from_file(context, table(context, *lines, head=head), reviewer="Ann").to_json()


def where(context: ReviewContext) -> dict[int, str]:
    with context.store.read() as session:
        return dict(load_stages(session, context.review.screening))


def test_a_table_of_decisions_moves_reports_on(screening: ReviewContext) -> None:
    told = take(
        screening,
        "embase,L700001,,title-abstract,include,,Ann",
        "ovid,L700001,,retrieval,retrieved,,Ann",
        "embase,L700001,,full-text,include,,",
        "embase,L700002,,title-abstract,exclude,,Ann",
        ",,10.5555/trial.3,title-abstract,include,,Ann",
        ",,https://doi.org/10.5555/TRIAL.3,full-text,exclude,wrong route,Ann",
    )
    assert (told["rows"], told["matched"], told["unmatched"], told["ambiguous"], told["decisions"]) == (6, 6, 0, 0, 6)
    assert told["reports"] == ["R000001", "R000002", "R000003"]
    assert where(screening) == {1: "included", 2: "excluded", 3: "excluded", 4: "title-abstract"}


def test_a_row_that_names_no_report_of_ours_is_listed_and_the_others_are_taken(screening: ReviewContext) -> None:
    told = take(
        screening,
        "embase,L999,,title-abstract,include,,",
        ",,10.1/none,title-abstract,include,,",
        "psycinfo,L700001,,title-abstract,include,,",
        "embase,L700001,,title-abstract,include,,",
    )
    assert (told["matched"], told["unmatched"]) == (1, 3)
    assert told["unmatched_rows"] == [
        "decisions.csv:2: embase:L999",
        "decisions.csv:3: 10.1/none",
        "decisions.csv:4: psycinfo:L700001",
    ]


@pytest.mark.parametrize("name", ["R000099", "nonsense", "R0", "L999"])
def test_a_report_number_that_is_none_is_listed_too(screening: ReviewContext, name: str) -> None:
    told = take(screening, f"{name},title-abstract,include", "R2,title-abstract,include", head="report,stage,decision")
    assert (told["matched"], told["unmatched"]) == (1, 1)
    assert told["unmatched_rows"] == [f"decisions.csv:2: {name}"]


def test_a_number_of_two_different_reports_is_ambiguous(screening: ReviewContext) -> None:
    import_articles(screening, "ovid", 2)
    judge(screening, "embase:L700002", "ovid:L700002", "distinct", person="Ann")
    told = take(screening, ",L700002,,title-abstract,include,,")
    assert (told["matched"], told["ambiguous"], told["ambiguous_rows"]) == (0, 1, ["decisions.csv:2: L700002"])
    told = take(screening, "L700002,title-abstract,include", head="report,stage,decision")
    assert told["ambiguous"] == 1


def test_a_record_s_own_name_or_a_report_s_without_zeros_will_do(screening: ReviewContext) -> None:
    rows = (f"{name},title-abstract,include" for name in ("r2", "embase:L700003", "L700004", "ovid:L700002"))
    told = take(screening, *rows, head="report,stage,decision")
    assert (told["reports"], told["unmatched_rows"]) == (
        ["R000002", "R000003", "R000004"],
        ["decisions.csv:5: ovid:L700002"],
    )


def test_a_number_leads_before_the_doi_which_leads_where_no_number_does(screening: ReviewContext) -> None:
    told = take(
        screening,
        "embase,L700002,10.5555/trial.3,title-abstract,include,,",
        "embase,L999,10.5555/trial.4,title-abstract,include,,",
    )
    assert told["reports"] == ["R000002", "R000004"]


def test_a_number_of_two_records_of_one_report_is_not(screening: ReviewContext) -> None:
    assert take(screening, ",L700001,,title-abstract,include,,")["matched"] == 1


def test_wrong_rows_are_all_listed_with_their_lines_and_nothing_is_stored(screening: ReviewContext) -> None:
    before = rows_of(screening)
    with pytest.raises(FormatError) as caught:
        take(
            screening,
            "embase,L700001,,title-abstract,include,,",
            "embase,L700001,,titel,include,,",
            "embase,L700001,,title-abstract,perhaps,,",
            ",,,title-abstract,include,,",
            "embase,L700001,,title-abstract,include,wrong route,",
        )
    message = caught.value.message
    assert "4 of 5 decisions" in message
    for line in (3, 4, 5, 6):
        assert f"decisions.csv:{line}: " in message
    assert rows_of(screening) == before


def test_an_unknown_reason_is_refused_with_its_line(screening: ReviewContext) -> None:
    before = rows_of(screening)
    with pytest.raises(FormatError, match="'bad vibes' is no exclusion reason") as caught:
        take(
            screening,
            "embase,L700001,,full-text,exclude,wrong route,",
            "embase,L700002,,full-text,exclude,bad vibes,",
            "embase,L700003,,full-text,exclude,,",
        )
    assert "decisions.csv:3: " in caught.value.message
    assert "decisions.csv:4: " in caught.value.message
    assert "wrong route, wrong population" in caught.value.message
    assert rows_of(screening) == before


@pytest.mark.parametrize(
    ("verdict", "stage", "reason", "said"),
    [
        ("exclude", "full-text", "bad vibes", "no exclusion reason of this review"),
        ("exclude", "full-text", "", "needs its reason"),
        ("include", "full-text", "wrong route", "goes with an exclusion only"),
    ],
)
def test_a_wrong_reason_is_refused_one_by_one_too(
    screening: ReviewContext, verdict: str, stage: str, reason: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        decide_reports(screening, ["R1"], verdict, stage=stage, reviewer="Ann", reason=reason)  # type: ignore[arg-type]


def test_one_unknown_name_among_several_stores_none(screening: ReviewContext) -> None:
    before = rows_of(screening)
    with pytest.raises(UsageError, match="no report R9"):
        decide_reports(screening, ["R1", "R9"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    assert rows_of(screening) == before


def test_a_report_named_twice_is_decided_once(screening: ReviewContext) -> None:
    told = decide_reports(
        screening, ["R1", "embase:L700001", "ovid:L700001"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="A"
    )
    assert (told.rows, told.decisions, told.reports) == (3, 1, ("R000001",))


def test_reviewers_who_disagree_make_a_conflict_that_an_adjudication_ends(screening: ReviewContext) -> None:
    decide_reports(screening, ["R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Bob")
    [conflict] = list_conflicts(screening)
    assert (conflict.report, conflict.stage) == ("R000001", "title-abstract")
    assert [(row["reviewer"], row["decision"]) for row in conflict.decisions] == [
        ("Ann", "include"),
        ("Bob", "exclude"),
    ]
    assert where(screening)[1] == "title-abstract"
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Eve", adjudicates=True)
    assert list_conflicts(screening) == ()
    assert where(screening)[1] == "excluded"


def test_a_reviewer_may_think_again(screening: ReviewContext) -> None:
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    decide_reports(screening, ["R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    assert list_conflicts(screening) == ()
    assert where(screening)[1] == "retrieval"


def test_equal_decisions_of_reports_that_join_collapse(screening: ReviewContext) -> None:
    decide_reports(screening, ["R1", "R2"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    judge(screening, "R1", "R2", "duplicate", person="Bob")
    assert list_conflicts(screening) == ()
    assert where(screening)[1] == "excluded"
    assert 2 not in where(screening)


def test_different_decisions_of_reports_that_join_are_a_conflict_and_the_more_inclusive_holds(
    screening: ReviewContext,
) -> None:
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    decide_reports(screening, ["R2"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    judge(screening, "R1", "R2", "duplicate", person="Bob")
    [conflict] = list_conflicts(screening)
    assert [row["decided_as"] for row in conflict.decisions] == ["R000001", "R000002"]
    assert where(screening)[1] == "retrieval"
    assert load_status(screening).conflicts == 1
    undo_judgements(screening)
    assert list_conflicts(screening) == ()
    assert (where(screening)[1], where(screening)[2]) == ("excluded", "retrieval")


def test_a_settled_exclusion_does_not_swallow_the_inclusion_of_a_report_that_joins_later(
    screening: ReviewContext,
) -> None:
    decide_reports(screening, ["R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Bob")
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Eve", adjudicates=True)
    decide_reports(screening, ["R2"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    judge(screening, "R1", "R2", "duplicate", person="Bob")
    assert len(list_conflicts(screening)) == 1
    assert where(screening)[1] == "retrieval"
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Eve", adjudicates=True)
    assert list_conflicts(screening) == ()
    assert where(screening)[1] == "excluded"


@pytest.mark.parametrize(("first", "second"), [("R1", "R2"), ("R2", "R1")])
def test_reports_settled_apart_that_turn_out_to_be_one_are_settled_anew(
    screening: ReviewContext, first: str, second: str
) -> None:
    decide_reports(screening, [first], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Eve", adjudicates=True)
    decide_reports(screening, [second], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Eve", adjudicates=True)
    judge(screening, "R1", "R2", "duplicate", person="Bob")
    assert [len(each.decisions) for each in list_conflicts(screening)] == [2]
    assert where(screening)[1] == "retrieval"
    decide_reports(screening, ["R2"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Cleo", adjudicates=True)
    assert list_conflicts(screening) == ()
    assert where(screening)[1] == "excluded"


def test_a_settlement_does_not_swallow_what_was_decided_before_about_another_report(screening: ReviewContext) -> None:
    decide_reports(screening, ["R2"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Eve", adjudicates=True)
    judge(screening, "R1", "R2", "duplicate", person="Bob")
    assert len(list_conflicts(screening)) == 1
    assert where(screening)[1] == "retrieval"
    undo_judgements(screening)
    assert list_conflicts(screening) == ()


def test_a_settlement_made_when_the_reports_were_one_already_holds(screening: ReviewContext) -> None:
    decide_reports(screening, ["R2"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    judge(screening, "R1", "R2", "duplicate", person="Bob")
    decide_reports(screening, ["R1"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Eve", adjudicates=True)
    assert list_conflicts(screening) == ()
    assert where(screening)[1] == "excluded"


def test_a_new_record_of_a_screened_report_needs_no_screening_and_is_not_handed_over_again(
    screening: ReviewContext,
) -> None:
    export_reports(screening, "ris", tool="rayyan", only_new=True)
    decide_reports(screening, ["R2"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    before = load_status(screening)
    result = import_articles(screening, "ovid", 2)
    after = load_status(screening)
    assert (result.new_reports, after.records - before.records, after.reports - before.reports) == (0, 1, 0)
    assert after.stage_counts == before.stage_counts
    assert export_reports(screening, "ris", tool="rayyan", only_new=True).reports == 0


def test_a_full_text_that_was_not_retrieved_ends_there_until_it_is(screening: ReviewContext) -> None:
    decide_reports(screening, ["R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    assert where(screening)[1] == "retrieval"
    mark_retrieval(screening, ["R1"], RetrievalStatus.NOT_RETRIEVED, reviewer="Ann", reason="library has no copy")
    assert where(screening)[1] == "excluded"
    mark_retrieval(screening, ["R1"], RetrievalStatus.RETRIEVED, reviewer="Ann")
    assert where(screening)[1] == "full-text"


def test_a_text_in_hand_for_one_of_two_joined_reports_is_in_hand_for_both(screening: ReviewContext) -> None:
    decide_reports(screening, ["R1", "R2"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    mark_retrieval(screening, ["R1"], RetrievalStatus.RETRIEVED, reviewer="Ann")
    mark_retrieval(screening, ["R2"], RetrievalStatus.NOT_RETRIEVED, reviewer="Ann")
    judge(screening, "R1", "R2", "duplicate", person="Bob")
    assert where(screening)[1] == "full-text"


def test_a_decision_of_a_tool_is_counted_as_automation(screening: ReviewContext) -> None:
    decide_reports(
        screening, ["R3"], Decision.EXCLUDE, stage=Stage.BEFORE_SCREENING, reviewer="classifier", automation=True
    )
    decide_reports(screening, ["R4"], Decision.EXCLUDE, stage=Stage.BEFORE_SCREENING, reviewer="Ann")
    boxes = count_flow(screening).flow.boxes
    assert (boxes["excluded_automatic"], boxes["excluded_other"], boxes["records_screened"]) == (1, 1, 2)


def test_a_retracted_report_that_was_screened_is_an_alert(screening: ReviewContext) -> None:
    decide_reports(screening, ["R2"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    changed = [article(2, M3="Retracted Publication"), article(3, N2="Background: added.")]
    result = import_files(screening, [write_export(screening.review.folder / "r.ris", changed)], "embase")
    assert result.runs[0].changed == 2
    assert [(alert.report, alert.records) for alert in result.alerts] == [("R000002", ("embase:L700002",))]


def test_numbers_of_the_past_still_lead_to_the_report(screening: ReviewContext) -> None:
    judge(screening, "R1", "R2", "duplicate", person="Bob")
    assert take(screening, "R000002,title-abstract,include", head="report,stage,decision")["reports"] == ["R000001"]
    with screening.store.read() as session:
        assert records.report_of_each_record(session)[2] == 1


def test_a3_a_full_text_is_decided_about_only_after_title_and_abstract(screening: ReviewContext) -> None:
    with pytest.raises(UsageError, match="1 report was not included on title and abstract: R000001") as refused:
        decide_reports(screening, ["R1"], Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann")
    assert "--implied" in refused.value.hint
    decide_reports(screening, ["R2"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    with pytest.raises(UsageError, match="R000002"):
        decide_reports(screening, ["R1", "R2"], Decision.UNSURE, stage=Stage.FULL_TEXT, reviewer="Ann")
    assert where(screening)[1] == "title-abstract"


def test_a3_the_implied_inclusion_is_an_event_of_its_own(screening: ReviewContext) -> None:
    decide_reports(screening, ["R1"], Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", implied=True)
    with screening.store.read() as session:
        rows = load_decision_rows(session)
        events = [event for event in iterate_events(session) if event.person == "Ann"]
    assert [(row.stage, row.verdict, row.reviewer) for row in rows] == [
        (Stage.TITLE_ABSTRACT, Decision.INCLUDE, "Ann"),
        (Stage.FULL_TEXT, Decision.INCLUDE, "Ann"),
    ]
    assert len(events) == 2
    assert where(screening)[1] == "included"
