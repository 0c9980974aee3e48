"""Studies: their reports, their removal, the meta-analysis; said once, taken back, counted at any moment."""

from __future__ import annotations

import pytest

from harvester.errors import UsageError
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.judge import judge_pair as judge
from harvester.workflow.export import export_reports
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.reporting.release import create_release, read_released_flow
from harvester.workflow.screening import studies
from tests.workflow.contexts import TickingClock, import_articles
from tests.workflow.reporting.test_flow import boxes, exclude, flow_json, include

ANN = "Ann"


def shown(context: ReviewContext) -> dict[str, tuple[str, ...]]:
    return {view.study: tuple(each.report for each in view.reports) for view in studies.list_studies(context)}


def five_included(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3, 4, 5)
    include(context, "R1", "R2", "R3", "R4", "R5")


def test_reports_of_one_study_make_one_study(context: ReviewContext) -> None:
    five_included(context)
    assert boxes(context, "new_studies", "new_reports") == [5, 5]
    studies.link_reports(context, ["R2", "R4"], person=ANN)
    studies.link_reports(context, ["R4", "R5"], person=ANN)
    assert shown(context) == {
        "S000001": ("R000001",),
        "S000002": ("R000002", "R000004", "R000005"),
        "S000003": ("R000003",),
    }
    assert boxes(context, "new_studies", "new_reports") == [3, 5]


def test_a_report_that_leaves_its_study_leaves_the_others_together(context: ReviewContext) -> None:
    five_included(context)
    studies.link_reports(context, ["R2", "R4", "R5"], person=ANN)
    studies.unlink_reports(context, ["R2"], person=ANN)
    assert shown(context)["S000002"] == ("R000002",)
    assert shown(context)["S000004"] == ("R000004", "R000005")


def test_what_was_said_can_be_taken_back_step_by_step(context: ReviewContext) -> None:
    five_included(context)
    states = [shown(context)]
    for say, names in (
        (studies.link_reports, ["R1", "R2"]),
        (studies.link_reports, ["R2", "R3", "R4"]),
        (studies.unlink_reports, ["R2"]),
    ):
        say(context, names, person=ANN)
        states.append(shown(context))
    for before in reversed(states[:-1]):
        studies.undo_study_action(context)
        assert shown(context) == before
    with pytest.raises(UsageError, match="no change of studies"):
        studies.undo_study_action(context)


def test_a_link_goes_with_reports_that_join_and_part(context: ReviewContext) -> None:
    five_included(context)
    studies.link_reports(context, ["R4", "R5"], person=ANN)
    judge(context, "R1", "R4", "duplicate", person=ANN)
    assert shown(context)["S000001"] == ("R000001", "R000005")
    judge(context, "R1", "R4", "distinct", person=ANN)
    assert shown(context)["S000004"] == ("R000004", "R000005")
    assert shown(context)["S000001"] == ("R000001",)


def test_one_report_is_no_link_and_a_study_of_its_own_cannot_be_left(context: ReviewContext) -> None:
    five_included(context)
    with pytest.raises(UsageError, match="two reports or more"):
        studies.link_reports(context, ["R1"], person=ANN)
    with pytest.raises(UsageError, match="R000001 is a study of its own already"):
        studies.unlink_reports(context, ["R1"], person=ANN)


def test_a_study_is_named_by_its_number_too(context: ReviewContext) -> None:
    five_included(context)
    studies.link_reports(context, ["R4", "R5"], person=ANN)
    (view,) = studies.remove_studies(context, ["s4"], reason="retraction", person=ANN)
    assert (view.study, view.removed, view.included) == ("S000004", "retraction", False)


def test_a_retracted_study_leaves_the_totals_of_the_next_version_and_a_footnote(context: ReviewContext) -> None:
    five_included(context)
    studies.link_reports(context, ["R4", "R5"], person=ANN)
    frozen = create_release(context, "v1").flow
    studies.remove_studies(context, ["R5"], reason="retraction", person=ANN)
    import_articles(context, "embase", 1, 2, 3, 4, 5, 6)
    include(context, "R6")
    assert boxes(context, "previous_studies", "previous_reports", "new_studies", "total_studies", "total_reports") == [
        4, 5, 1, 4, 4,
    ]  # fmt: skip
    told = flow_json(context)
    assert told["reasons"]["removed_reports"] == [{"label": "retraction", "n": 2}]
    assert told["terms"]["removed_studies"] == 1
    assert any("retraction" in note for note in told["notes"])
    assert read_released_flow(context, "v1")["boxes"] == frozen["boxes"]
    create_release(context, "v2")
    import_articles(context, "embase", 1, 4, 5)
    assert boxes(context, "previous_studies", "total_studies", "total_reports", "duplicates") == [4, 4, 4, 3]
    studies.restore_studies(context, ["R4"], person=ANN)
    assert boxes(context, "previous_studies", "new_studies", "total_studies", "total_reports") == [4, 1, 5, 6]


def test_a_study_removed_before_any_release_counts_as_excluded_for_that_reason(context: ReviewContext) -> None:
    five_included(context)
    studies.remove_studies(context, ["R5"], reason="criteria change", person=ANN)
    told = flow_json(context)
    assert told["boxes"]["dbr_excluded"] == [{"label": "criteria change", "n": 1}]
    assert boxes(context, "new_studies", "total_studies") == [4, 4]


def test_a_removed_study_is_handed_over_with_the_included_no_longer(context: ReviewContext) -> None:
    five_included(context)
    studies.remove_studies(context, ["R5"], reason="retraction", person=ANN)
    assert export_reports(context, "jsonl", tool="generic", stage="included").reports == 4


def test_only_what_is_included_can_be_removed_or_meta_analysed(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    exclude(context, "R1")
    with pytest.raises(UsageError, match="R000001 is no report of an included study"):
        studies.remove_studies(context, ["R1"], reason="retraction", person=ANN)
    with pytest.raises(UsageError, match="R000002 is no report of an included study"):
        studies.set_meta_analysis(context, ["R2"], included=True, person=ANN)
    with pytest.raises(UsageError, match="R000001 was not removed"):
        studies.restore_studies(context, ["R1"], person=ANN)


def test_the_meta_analysis_counts_its_studies_and_all_their_reports(context: ReviewContext) -> None:
    five_included(context)
    studies.link_reports(context, ["R4", "R5"], person=ANN)
    studies.set_meta_analysis(context, ["R5", "R1"], included=True, person=ANN)
    assert boxes(context, "total_studies_ma", "total_reports_ma") == [2, 3]
    studies.set_meta_analysis(context, ["R4"], included=False, person=ANN)
    assert boxes(context, "total_studies_ma", "total_reports_ma") == [1, 1]
    studies.undo_study_action(context)
    assert boxes(context, "total_studies_ma", "total_reports_ma") == [2, 3]


def test_the_past_has_the_studies_of_its_day(context: ReviewContext, clock: TickingClock) -> None:
    five_included(context)
    first = clock.moment
    clock.sleep_days(1)
    studies.link_reports(context, ["R4", "R5"], person=ANN)
    studies.remove_studies(context, ["R1"], reason="retraction", person=ANN)
    assert boxes(context, "new_studies", "total_reports") == [3, 4]
    then = count_flow(context, as_of=first.date()).flow
    assert (then.boxes["new_studies"], then.boxes["total_reports"]) == (5, 5)


def test_a_release_keeps_its_studies_when_people_link_them_otherwise_later(context: ReviewContext) -> None:
    five_included(context)
    studies.link_reports(context, ["R4", "R5"], person=ANN)
    create_release(context, "v1")
    studies.unlink_reports(context, ["R5"], person=ANN)
    assert boxes(context, "previous_studies", "total_studies") == [4, 5]
    assert any("makes 1 more of its studies" in note for note in flow_json(context)["notes"])
