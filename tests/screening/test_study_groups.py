"""Studies out of what people said of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.screening.study_groups import StudyChange, StudyChangeKind, group_studies

TODAY = {number: number for number in range(1, 10)}


def belongs(report: int, study: int) -> StudyChange:
    return StudyChange(kind=StudyChangeKind.BELONGS, report=report, study=study)


def test_reports_of_one_study_bear_the_number_of_the_oldest() -> None:
    held = group_studies([belongs(2, 2), belongs(5, 2), belongs(7, 2)], TODAY)
    assert held.study_of == {5: 2, 7: 2}
    assert (held.study(2), held.study(9)) == (2, 9)


def test_the_latest_word_on_a_report_counts() -> None:
    assert group_studies([belongs(5, 2), belongs(5, 5)], TODAY).study_of == {}


def test_studies_whose_reports_turn_out_to_be_one_are_one() -> None:
    said = [belongs(5, 2), belongs(8, 7)]
    assert group_studies(said, TODAY).study_of == {5: 2, 8: 7}
    assert group_studies(said, TODAY | {8: 5}).study_of == {5: 2, 7: 2}


def test_a_study_is_removed_until_it_is_restored() -> None:
    removed = StudyChange(kind=StudyChangeKind.REMOVED, report=3, reason="retraction")
    assert group_studies([removed], TODAY).removed == {3: "retraction"}
    assert not group_studies([removed, StudyChange(kind=StudyChangeKind.RESTORED, report=3)], TODAY).removed


def test_a_report_that_joined_a_removed_one_is_removed_too() -> None:
    removed = StudyChange(kind=StudyChangeKind.REMOVED, report=4, reason="retraction")
    assert group_studies([removed], TODAY | {4: 1}).removed == {1: "retraction"}


def test_the_meta_analysis_has_what_was_put_in_last() -> None:
    put = [
        StudyChange(kind=StudyChangeKind.META_ANALYSED, report=1),
        StudyChange(kind=StudyChangeKind.META_ANALYSED, report=2),
    ]
    assert group_studies(
        [*put, StudyChange(kind=StudyChangeKind.NOT_META_ANALYSED, report=1)], TODAY
    ).meta_analysed == {2}


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9))), st.permutations(range(1, 10)))
def test_every_study_is_named_by_its_oldest_report(links: list[tuple[int, int]], order: list[int]) -> None:
    report_of = {number: min(number, other) for number, other in zip(range(1, 10), order, strict=True)}
    report_of = {number: report_of[report] for number, report in report_of.items()}
    held = group_studies([belongs(*link) for link in links], report_of)
    for report, study in held.study_of.items():
        assert study < report
        assert held.study(study) == study
