"""Studies: their reports, their removal, the meta-analysis; said once, taken back, counted at any moment."""

from __future__ import annotations

import pytest

from harvester.errors import UsageError
from harvester.workflow import study
from harvester.workflow.count import count_flow
from harvester.workflow.desk import Desk
from harvester.workflow.export import export
from harvester.workflow.judge import decide as judge
from harvester.workflow.release import release, released_flow
from tests.workflow.desks import TickingClock, bring
from tests.workflow.test_count import boxes, exclude, flow_json, include

ANN = "Ann"


def shown(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {view.study: tuple(each.report for each in view.reports) for view in study.list_studies(desk)}


def five_included(desk: Desk) -> None:
    bring(desk, "embase", 1, 2, 3, 4, 5)
    include(desk, "R1", "R2", "R3", "R4", "R5")


def test_reports_of_one_study_make_one_study(desk: Desk) -> None:
    five_included(desk)
    assert boxes(desk, "new_studies", "new_reports") == [5, 5]
    study.link(desk, ["R2", "R4"], person=ANN)
    study.link(desk, ["R4", "R5"], person=ANN)
    assert shown(desk) == {
        "S000001": ("R000001",),
        "S000002": ("R000002", "R000004", "R000005"),
        "S000003": ("R000003",),
    }
    assert boxes(desk, "new_studies", "new_reports") == [3, 5]


def test_a_report_that_leaves_its_study_leaves_the_others_together(desk: Desk) -> None:
    five_included(desk)
    study.link(desk, ["R2", "R4", "R5"], person=ANN)
    study.unlink(desk, ["R2"], person=ANN)
    assert shown(desk)["S000002"] == ("R000002",)
    assert shown(desk)["S000004"] == ("R000004", "R000005")


def test_what_was_said_can_be_taken_back_step_by_step(desk: Desk) -> None:
    five_included(desk)
    states = [shown(desk)]
    for say, names in ((study.link, ["R1", "R2"]), (study.link, ["R2", "R3", "R4"]), (study.unlink, ["R2"])):
        say(desk, names, person=ANN)
        states.append(shown(desk))
    for before in reversed(states[:-1]):
        study.undo(desk)
        assert shown(desk) == before
    with pytest.raises(UsageError, match="Nothing was said of studies"):
        study.undo(desk)


def test_a_link_goes_with_reports_that_join_and_part(desk: Desk) -> None:
    five_included(desk)
    study.link(desk, ["R4", "R5"], person=ANN)
    judge(desk, "R1", "R4", "duplicate", person=ANN)
    assert shown(desk)["S000001"] == ("R000001", "R000005")
    judge(desk, "R1", "R4", "distinct", person=ANN)
    assert shown(desk)["S000004"] == ("R000004", "R000005")
    assert shown(desk)["S000001"] == ("R000001",)


def test_one_report_is_no_link_and_a_study_of_its_own_cannot_be_left(desk: Desk) -> None:
    five_included(desk)
    with pytest.raises(UsageError, match="out of two reports"):
        study.link(desk, ["R1"], person=ANN)
    with pytest.raises(UsageError, match="R000001 is a study of its own already"):
        study.unlink(desk, ["R1"], person=ANN)


def test_a_study_is_named_by_its_number_too(desk: Desk) -> None:
    five_included(desk)
    study.link(desk, ["R4", "R5"], person=ANN)
    (view,) = study.remove(desk, ["s4"], reason="retraction", person=ANN)
    assert (view.study, view.removed, view.included) == ("S000004", "retraction", False)


def test_a_retracted_study_leaves_the_totals_of_the_next_version_and_a_footnote(desk: Desk) -> None:
    five_included(desk)
    study.link(desk, ["R4", "R5"], person=ANN)
    frozen = release(desk, "v1").flow
    study.remove(desk, ["R5"], reason="retraction", person=ANN)
    bring(desk, "embase", 1, 2, 3, 4, 5, 6)
    include(desk, "R6")
    assert boxes(desk, "previous_studies", "previous_reports", "new_studies", "total_studies", "total_reports") == [
        4, 5, 1, 4, 4,
    ]  # fmt: skip
    told = flow_json(desk)
    assert told["reasons"]["removed_reports"] == [{"label": "retraction", "n": 2}]
    assert told["terms"]["removed_studies"] == 1
    assert any("retraction" in note for note in told["notes"])
    assert released_flow(desk, "v1")["boxes"] == frozen["boxes"]
    release(desk, "v2")
    bring(desk, "embase", 1, 4, 5)
    assert boxes(desk, "previous_studies", "total_studies", "total_reports", "duplicates") == [4, 4, 4, 3]
    study.restore(desk, ["R4"], person=ANN)
    assert boxes(desk, "previous_studies", "new_studies", "total_studies", "total_reports") == [4, 1, 5, 6]


def test_a_study_removed_before_any_release_counts_as_excluded_for_that_reason(desk: Desk) -> None:
    five_included(desk)
    study.remove(desk, ["R5"], reason="criteria change", person=ANN)
    told = flow_json(desk)
    assert told["boxes"]["dbr_excluded"] == [{"label": "criteria change", "n": 1}]
    assert boxes(desk, "new_studies", "total_studies") == [4, 4]


def test_a_removed_study_is_handed_over_with_the_included_no_longer(desk: Desk) -> None:
    five_included(desk)
    study.remove(desk, ["R5"], reason="retraction", person=ANN)
    assert export(desk, "jsonl", tool="generic", stage="included").reports == 4


def test_only_what_is_included_can_be_removed_or_meta_analysed(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    exclude(desk, "R1")
    with pytest.raises(UsageError, match="R000001 is no report of an included study"):
        study.remove(desk, ["R1"], reason="retraction", person=ANN)
    with pytest.raises(UsageError, match="R000002 is no report of an included study"):
        study.meta_analysis(desk, ["R2"], included=True, person=ANN)
    with pytest.raises(UsageError, match="R000001 was not removed"):
        study.restore(desk, ["R1"], person=ANN)


def test_the_meta_analysis_counts_its_studies_and_all_their_reports(desk: Desk) -> None:
    five_included(desk)
    study.link(desk, ["R4", "R5"], person=ANN)
    study.meta_analysis(desk, ["R5", "R1"], included=True, person=ANN)
    assert boxes(desk, "total_studies_ma", "total_reports_ma") == [2, 3]
    study.meta_analysis(desk, ["R4"], included=False, person=ANN)
    assert boxes(desk, "total_studies_ma", "total_reports_ma") == [1, 1]
    study.undo(desk)
    assert boxes(desk, "total_studies_ma", "total_reports_ma") == [2, 3]


def test_the_past_has_the_studies_of_its_day(desk: Desk, clock: TickingClock) -> None:
    five_included(desk)
    first = clock.moment
    clock.sleep_days(1)
    study.link(desk, ["R4", "R5"], person=ANN)
    study.remove(desk, ["R1"], reason="retraction", person=ANN)
    assert boxes(desk, "new_studies", "total_reports") == [3, 4]
    then = count_flow(desk, as_of=first.date()).flow
    assert (then.boxes["new_studies"], then.boxes["total_reports"]) == (5, 5)


def test_a_release_keeps_its_studies_when_people_link_them_otherwise_later(desk: Desk) -> None:
    five_included(desk)
    study.link(desk, ["R4", "R5"], person=ANN)
    release(desk, "v1")
    study.unlink(desk, ["R5"], person=ANN)
    assert boxes(desk, "previous_studies", "total_studies") == [4, 5]
    assert any("makes 1 more of its studies" in note for note in flow_json(desk)["notes"])
