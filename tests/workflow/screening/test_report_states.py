"""Every view of a review puts a report in the same place, whatever was decided about it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from harvester.identifiers import report_name
from harvester.screening import Decision, OpenQuestion, ReportStage, ReportStatus, RetrievalStatus, Stage
from harvester.screening.report_status import SOUGHT
from harvester.store import records, screening
from harvester.store.screening import NewDecision
from harvester.workflow.context import ReviewContext
from harvester.workflow.export import export_reports
from harvester.workflow.extraction.answers import included_reports
from harvester.workflow.reporting.flow import CountedFlow, count_flow
from harvester.workflow.reporting.release import create_release
from harvester.workflow.screening.full_texts import list_full_texts, load_sought_reports
from harvester.workflow.screening.report_states import ScreeningState, load_screening_state, load_stages
from harvester.workflow.screening.session import load_queue
from harvester.workflow.status import load_status
from tests.workflow.contexts import import_articles, manual_review, new_event, open_test_review

Pair = tuple[Decision | None, Decision | None]
"""What two reviewers decided at a stage; None: nothing. The second decides only where the first did."""

PAIRS: tuple[Pair, ...] = ((None, None), *product(Decision, (None, *Decision)))
ALONE: tuple[Pair, ...] = ((None, None), (Decision.INCLUDE, None), (Decision.EXCLUDE, Decision.EXCLUDE))
COMBINATIONS = (
    *product(("",), PAIRS, (None, *RetrievalStatus), PAIRS),
    *product(("automation", "person"), ALONE, (None, *RetrievalStatus), ALONE),
)
"""Removal before screening, title and abstract, retrieval, full text: 13 x 3 x 13 + 2 x 3 x 3 x 3 = 561."""


@pytest.fixture(scope="module", params=[1, 2, 3], ids="reviewers={}".format)
def context(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReviewContext]:
    """A1: a store with a report for each combination, numbered from 1 in their order, of a review that asks for one,
    two or three reviewers.
    """
    folder = manual_review(tmp_path_factory.mktemp("states") / "review", "embase")
    settings = folder / "review.toml"
    settings.write_text(settings.read_text().replace("[screening]", f"[screening]\nreviewers = {request.param}"))
    with open_test_review(folder) as opened:
        import_articles(opened, "embase", *range(1, len(COMBINATIONS) + 1))
        with opened.store.write() as session:
            numbered = list(enumerate(COMBINATIONS, start=1))
            decisions = [new for number, combination in numbered for new in decisions_of(number, *combination)]
            screening.add_decisions(session, decisions, event=new_event(opened, session))
            retrievals = [(number, status, "", "Ann") for number, (_, _, status, _) in numbered if status]
            screening.add_retrieval_statuses(session, retrievals, event=new_event(opened, session))
        yield opened


def decisions_of(
    report: int, removal: str, title_abstract: Pair, _: RetrievalStatus | None, full_text: Pair
) -> Iterator[NewDecision]:
    """The decisions of a combination, by Ann and Bob; where automation removed a report, it screened the title too."""
    automation = removal == "automation"
    if removal:
        yield new_decision(report, Stage.BEFORE_SCREENING, Decision.EXCLUDE, "Ann", automation=automation)
    for stage, pair in ((Stage.TITLE_ABSTRACT, title_abstract), (Stage.FULL_TEXT, full_text)):
        for reviewer, decision in zip(("Ann", "Bob"), pair, strict=True):
            if decision is not None:
                by_tool = automation and stage == Stage.TITLE_ABSTRACT
                yield new_decision(report, stage, decision, reviewer, automation=by_tool)


def new_decision(
    report: int, stage: Stage, decision: Decision, reviewer: str, *, automation: bool = False
) -> NewDecision:
    return NewDecision(
        report_id=report, stage=stage, verdict=decision, reviewer=reviewer, tool="test", automation=automation
    )


@pytest.fixture(scope="module")
def state(context: ReviewContext) -> ScreeningState:
    with context.store.read() as session:
        return load_screening_state(session, records.report_of_each_record(session), context.review.screening)


@pytest.fixture(scope="module")
def stages(context: ReviewContext) -> dict[ReportStage, frozenset[int]]:
    """Stage → the reports at it, as the status counts them."""
    with context.store.read() as session:
        stage_of = load_stages(session, context.review.screening)
    assert stage_of.keys() == set(range(1, len(COMBINATIONS) + 1))
    return {
        stage: frozenset(report for report, reached in stage_of.items() if reached is stage) for stage in ReportStage
    }


@pytest.fixture(scope="module")
def counted(context: ReviewContext) -> CountedFlow:
    return count_flow(context)


def names(reports: frozenset[int]) -> set[str]:
    return {report_name(report) for report in reports}


def test_the_status_counts_the_reports_of_each_stage(
    context: ReviewContext, stages: dict[ReportStage, frozenset[int]]
) -> None:
    counts = load_status(context).stage_counts
    assert {stage: counts[stage] for stage in ReportStage} == {stage: len(stages[stage]) for stage in ReportStage}


@pytest.mark.parametrize(
    ("stage", "terms"),
    [
        (
            ReportStage.TITLE_ABSTRACT,
            ["pending_title_abstract", "pending_title_abstract_second", "pending_title_abstract_conflict"],
        ),
        (ReportStage.RETRIEVAL, ["pending_retrieval"]),
        (
            ReportStage.FULL_TEXT,
            ["pending_full_text", "pending_full_text_second", "pending_full_text_conflict"],
        ),
        (ReportStage.INCLUDED, ["total_reports"]),
        (
            ReportStage.EXCLUDED,
            [
                "excluded_automatic",
                "excluded_other",
                "records_excluded",
                "dbr_notretrieved_reports",
                "dbr_excluded",
            ],
        ),
    ],
)
def test_the_flow_has_the_same_reports_at_a_stage(
    counted: CountedFlow, stages: dict[ReportStage, frozenset[int]], stage: ReportStage, terms: list[str]
) -> None:
    members = counted.flow.members
    assert frozenset[int]().union(*(members[term] for term in terms)) == stages[stage]


@pytest.mark.parametrize("stage", ReportStage)
def test_the_export_hands_over_the_reports_of_its_stage(
    context: ReviewContext, stages: dict[ReportStage, frozenset[int]], stage: ReportStage
) -> None:
    exported = export_reports(context, "jsonl", tool="generic", stage=stage)
    assert exported.reports == len(stages[stage])


@pytest.mark.parametrize("stage", [Stage.TITLE_ABSTRACT, Stage.FULL_TEXT])
def test_the_queue_offers_the_reports_that_wait_for_another_person(
    context: ReviewContext, state: ScreeningState, stages: dict[ReportStage, frozenset[int]], stage: Stage
) -> None:
    queue = load_queue(context, stage, reviewer="Cleo")
    waiting = stages[ReportStage(stage)]
    conflicts = {report for report in waiting if state.status_of(report).open_question == OpenQuestion.SETTLEMENT}
    assert set(queue.reports) == waiting - conflicts
    assert queue.to_retrieve == len(stages[ReportStage.RETRIEVAL])


@pytest.mark.parametrize("stage", [Stage.TITLE_ABSTRACT, Stage.FULL_TEXT])
@pytest.mark.parametrize("reviewer", ["Ann", "Bob"])
def test_nobody_is_offered_a_report_twice_and_the_progress_counts_the_queue(
    context: ReviewContext, stage: Stage, reviewer: str
) -> None:
    queue = set(load_queue(context, stage, reviewer=reviewer).reports)
    own = {
        number
        for number, (_, title, _, text) in enumerate(COMBINATIONS, start=1)
        if (title if stage == Stage.TITLE_ABSTRACT else text)[reviewer == "Bob"] is not None
    }
    assert not queue & own
    (progress,) = (row for row in load_status(context).progress if (row.reviewer, row.stage) == (reviewer, stage))
    assert progress.to_decide == len(queue)


def test_every_report_that_waits_for_further_decisions_has_fewer_than_the_review_asks_for(
    context: ReviewContext, state: ScreeningState
) -> None:
    waiting = state.reports_with(ReportStatus.AWAITS_FURTHER_TITLE_ABSTRACT, ReportStatus.AWAITS_FURTHER_FULL_TEXT)
    required = context.review.screening.reviewers_at(Stage.FULL_TEXT)
    assert bool(waiting) == (required > 1)
    status = load_status(context)
    assert sum(status.further_decisions.values()) == len(waiting)
    for report in waiting:
        _, title, _, text = COMBINATIONS[report - 1]
        stage = state.status_of(report).stage
        decided = title if stage == ReportStage.TITLE_ABSTRACT else text
        assert 0 < sum(decision is not None for decision in decided) < required


def test_the_queue_of_more_reviewers_adds_reports_that_are_decided(
    context: ReviewContext, state: ScreeningState, stages: dict[ReportStage, frozenset[int]]
) -> None:
    required = context.review.screening.reviewers_at(Stage.FULL_TEXT)
    queue = set(load_queue(context, Stage.FULL_TEXT, reviewer="Cleo", reviewers=required + 1).reports)
    added = {state.status_of(report) for report in queue - stages[ReportStage.FULL_TEXT]}
    decided = {ReportStatus.INCLUDED, ReportStatus.EXCLUDED_ON_FULL_TEXT}
    assert added == (decided if required < 3 else set())


def test_the_list_of_full_texts_has_what_the_flow_counts_as_sought(
    context: ReviewContext, counted: CountedFlow
) -> None:
    members = counted.flow.members
    by_status: dict[str, set[str]] = {"sought": set(), "retrieved": set(), "not retrieved": set()}
    for full_text in list_full_texts(context):
        by_status[full_text.status].add(full_text.report)
    assert by_status == {
        "sought": names(members["pending_retrieval"]),
        "retrieved": names(members["dbr_assessed"]),
        "not retrieved": names(members["dbr_notretrieved_reports"]),
    }


def test_pdfs_are_matched_to_the_reports_of_that_list(context: ReviewContext, counted: CountedFlow) -> None:
    with context.store.read() as session:
        sought = {report.report for report in load_sought_reports(session, context)}
    assert sought == counted.flow.members["dbr_sought_reports"]


def test_data_are_extracted_from_included_reports(
    context: ReviewContext, stages: dict[ReportStage, frozenset[int]]
) -> None:
    with context.store.read() as session:
        assert frozenset(included_reports(session, context)) == stages[ReportStage.INCLUDED]


def test_a_release_freezes_included_reports_and_carries_over_those_that_wait(
    tmp_path: Path, context: ReviewContext, stages: dict[ReportStage, frozenset[int]]
) -> None:
    release = create_release(context, f"v-{tmp_path.name}", allow_pending=True)
    waiting = (ReportStage.TITLE_ABSTRACT, ReportStage.RETRIEVAL, ReportStage.FULL_TEXT)
    assert release.included == len(stages[ReportStage.INCLUDED])
    assert release.unfinished >= sum(len(stages[stage]) for stage in waiting)
    after = count_flow(context)
    assert not after.flow.members["removed_reports"]
    assert after.flow.members["total_reports"] == stages[ReportStage.INCLUDED]


def test_every_status_occurs_and_each_report_has_one(context: ReviewContext, state: ScreeningState) -> None:
    groups = [state.reports_with(status) for status in ReportStatus]
    if context.review.screening.reviewers_at(Stage.FULL_TEXT) == 2:
        assert all(groups)
    assert sum(map(len, groups)) == len(state.states) == len(frozenset[int]().union(*groups))
    assert state.reports_with(*SOUGHT) >= state.reports_with(ReportStatus.INCLUDED)
