"""Capture–recapture gives published numbers, comes near a simulated truth, and refuses what the data cannot carry."""

from __future__ import annotations

import statistics

import pytest

from harvester.source_evaluation import CompletenessEstimate, estimate_completeness
from harvester.source_evaluation.capture_recapture import chapman_estimate, lognormal_interval, nesting_reason
from harvester.source_evaluation.loglinear import LoglinearFit, LoglinearModel, list_models
from harvester.source_evaluation.report import completeness_to_json, describe_completeness
from tests.source_evaluation.made_results import by_hand, of_cells, simulated

DIABETES = {
    "0001": 10, "0010": 182, "0011": 8, "0100": 74, "0101": 7, "0110": 20, "0111": 14, "1000": 709, "1001": 12,
    "1010": 650, "1011": 46, "1100": 104, "1101": 18, "1110": 157, "1111": 58,
}  # fmt: skip
"""Diabetes in Casale Monferrato: 2,069 cases in four lists (Bruno G et al. Diabetes Care 1994;17:548–556)."""


def cells(told: dict[str, int]) -> dict[frozenset[int], int]:
    return {frozenset(n for n, mark in enumerate(key) if mark == "1"): times for key, times in told.items()}


def pairs(*told: tuple[int, int]) -> frozenset[frozenset[int]]:
    return frozenset(frozenset(pair) for pair in told)


def test_chapmans_estimator_gives_the_textbook_example() -> None:
    """10 marked, 15 caught later, 5 of them marked: 11·16/6 − 1 = 28.3, variance 11·16·5·10/(36·7) = 34.9."""
    total, variance = chapman_estimate(10, 15, 5)
    assert total == pytest.approx(28.333, abs=0.001)
    assert variance == pytest.approx(34.921, abs=0.001)


def test_the_interval_never_falls_below_what_was_found() -> None:
    low, high = lognormal_interval(20, 28.333, 34.921)
    assert 20 < low < 28.333 < high
    assert (low - 20) * (high - 20) == pytest.approx(8.333**2, rel=1e-6)
    assert lognormal_interval(20, 20.0, 0.0) == (20, 20)


def test_two_sources_are_estimated_by_chapman() -> None:
    said = estimate_completeness(of_cells({"10": 20, "01": 15, "11": 40}))
    assert said.total == pytest.approx(61 * 56 / 41 - 1)
    assert said.observed == 75
    assert said.low is not None
    assert said.high is not None
    assert said.missed is not None
    assert 75 < said.low < said.total < said.high  # type: ignore[operator]
    assert "Chapman" in said.method
    assert any(one.startswith("Independent") for one in said.assumptions)


THREE = {"100": 60, "010": 50, "001": 40, "110": 30, "101": 20, "011": 24, "111": 12}


def test_three_lists_with_all_pairs_dependent_have_the_closed_form() -> None:
    """n000 = n111·n100·n010·n001 / (n110·n101·n011) (Bishop, Fienberg & Holland 1975, ch. 6)."""
    fit = LoglinearFit(LoglinearModel(3, pairs((0, 1), (0, 2), (1, 2))), cells(THREE))
    assert fit.missed == pytest.approx(12 * 60 * 50 * 40 / (30 * 20 * 24), rel=1e-6)
    assert fit.degrees_of_freedom == 0
    assert fit.p_value is None


def test_two_lists_independent_given_a_third_have_the_closed_form() -> None:
    """Lists 1 and 2 independent given list 0: n000 = n010·n001 / n011."""
    fit = LoglinearFit(LoglinearModel(3, pairs((0, 1), (0, 2))), cells(THREE))
    assert fit.missed == pytest.approx(50 * 40 / 24, rel=1e-6)


def test_four_lists_give_the_published_estimate() -> None:
    """2,771 cases, G² = 7.6 on 5 degrees of freedom: all pairs but lists 1 and 4 dependent, chosen by AIC
    (International Working Group for Disease Monitoring and Forecasting. Am J Epidemiol 1995;142:1047–1058)."""
    said = estimate_completeness(of_cells(DIABETES), criterion="aic")
    assert said.observed == 2069
    assert said.total == pytest.approx(2771, abs=1)
    assert said.chosen_model is not None
    assert said.chosen_model.deviance == pytest.approx(7.6, abs=0.05)
    assert said.chosen_model.degrees_of_freedom == 5
    assert len(said.chosen_model.interactions) == 5
    assert ("Source 0", "Source 3") not in said.chosen_model.interactions
    assert said.low == pytest.approx(2069 + 458, abs=2)
    assert said.high == pytest.approx(2069 + 1035, abs=2)


def test_there_are_as_many_hierarchical_models_as_known() -> None:
    """8 for three lists, 113 for four, without the interaction of all (Darroch's count of hierarchical models)."""
    assert len(list(list_models(3, deepest=3))) == 8
    assert len(list(list_models(4, deepest=3))) == 113
    assert len(list(list_models(2, deepest=2))) == 1


def test_the_profile_interval_holds_the_estimate() -> None:
    fit = LoglinearFit(LoglinearModel(3, frozenset()), cells(THREE))
    low, high = fit.interval()
    assert high is not None
    assert 0 < low < fit.missed < high


@pytest.mark.parametrize("chances", [(0.6, 0.5), (0.6, 0.5, 0.4)])
def test_estimates_come_near_a_simulated_truth(chances: tuple[float, ...]) -> None:
    truth = 150
    said = [estimate_completeness(simulated(truth, chances, seed=seed)) for seed in range(24)]
    totals = [one.total for one in said if one.total is not None]
    held = [one for one in said if one.low is not None and one.high is not None and one.low <= truth <= one.high]
    assert len(totals) >= 22
    assert statistics.median(totals) == pytest.approx(truth, rel=0.06)
    assert len(held) >= 18


def test_many_lists_are_estimated_step_by_step() -> None:
    said = estimate_completeness(simulated(200, (0.6, 0.5, 0.4, 0.4, 0.3, 0.3), seed=1))
    assert said.total == pytest.approx(200, rel=0.06)


def refused(said: CompletenessEstimate) -> str:
    assert said.total is said.low is said.high is said.missed is None
    assert describe_completeness(said)[0].startswith("No estimate from")
    return said.refusal


def test_too_few_reports_are_refused() -> None:
    assert "Only 4 included reports" in refused(estimate_completeness(by_hand()))


def test_a_single_source_is_refused() -> None:
    assert "At least two sources" in refused(estimate_completeness(of_cells({"10": 30})))


def test_no_overlap_is_refused() -> None:
    assert "shares no included report" in refused(estimate_completeness(of_cells({"10": 30, "01": 20})))


def test_a_source_without_overlap_is_named() -> None:
    assert "Source 2 shares no" in refused(estimate_completeness(of_cells({"100": 9, "010": 9, "110": 20, "001": 5})))


def test_a_hopelessly_wide_interval_is_refused() -> None:
    assert "do not allow an estimate" in refused(estimate_completeness(of_cells({"10": 60, "01": 60, "11": 1})))


def test_data_that_no_model_fits_are_refused() -> None:
    """Many reports in an odd number of five sources, few in an even one: no interaction of two says so."""
    told = {f"{n:05b}": 40 if n.bit_count() % 2 else 8 for n in range(1, 32)}
    assert "fits poorly" in refused(estimate_completeness(of_cells(told)))


def test_few_recaptures_are_warned_of() -> None:
    assert any("too low" in one for one in estimate_completeness(of_cells({"10": 10, "01": 8, "11": 5})).warnings)


def test_databases_that_hold_each_other_are_warned_of() -> None:
    said = estimate_completeness(of_cells({"10": 10, "01": 8, "11": 20}, names=("MEDLINE (Ovid)", "PubMed")))
    assert said.warnings == (
        "MEDLINE (Ovid) is not independent of PubMed: PubMed holds MEDLINE. This makes the estimate too low.",
    )


def test_a_source_within_another_is_warned_of() -> None:
    said = estimate_completeness(of_cells({"100": 12, "110": 20, "101": 9, "111": 12, "001": 4}))
    assert any(one.startswith("Every included report of Source 1 was found by Source 0 too") for one in said.warnings)


@pytest.mark.parametrize(
    ("one", "two", "held"),
    [
        ("PubMed", "Embase.com", True),
        ("Embase.com", "PubMed", False),
        ("ClinicalTrials.gov", "WHO International Clinical Trials Registry Platform", True),
        ("Embase", "CENTRAL", True),
        ("PubMed", "Europe PMC", True),
        ("PubMed Central", "CINAHL", False),
        ("PsycINFO", "PubMed", False),
    ],
)
def test_what_holds_what_is_told_by_name(one: str, two: str, held: bool) -> None:
    assert bool(nesting_reason(one, two)) is held


def test_chosen_sources_alone_are_used() -> None:
    found = of_cells(DIABETES)
    said = estimate_completeness(found, keys=("s0", "s2"))
    assert said.sources == ("Source 0", "Source 2")
    assert said.observed == 2069 - 10 - 74 - 7
    assert "Chapman" in said.method


def test_an_estimate_can_be_told_and_stored() -> None:
    told = completeness_to_json(estimate_completeness(of_cells(DIABETES), criterion="aic"))
    assert told["model"]["df"] == 5
    assert told["refused"] is None
    sentences = describe_completeness(estimate_completeness(of_cells(DIABETES), criterion="aic"))
    assert sentences[0].startswith("2,069 included reports were found by Source 0, Source 1, Source 2, Source 3; an")
    assert "75% of them found" in sentences[0]
    assert sum(one.startswith("Assumption:") for one in sentences) == 5
