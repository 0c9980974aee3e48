"""Estimate how many relevant reports no source found, by capture–recapture, or give the reason for no estimate.

Two sources: Chapman's estimator (Univ Calif Publ Stat 1951;1:131–160) with Seber's variance (Biometrika 1970;57:
313–318) and a log-normal interval of the missed reports (Chao A. Biometrics 1987;43:783–791). Three and more:
log-linear models, chosen by BIC or AIC among the hierarchical ones, with a profile likelihood interval. For the method
in systematic reviews see Spoor P et al. BMJ 1996;313:342–343 and Kastner M et al. J Clin Epidemiol 2009;62:149–157.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from math import exp, log, sqrt
from typing import Final, Literal

from harvester.pluralise import count_noun, format_with_plural
from harvester.source_evaluation.loglinear import LoglinearFit, LoglinearModel, is_estimable, list_models
from harvester.source_evaluation.yields import SearchedSource, SourceResults

Criterion = Literal["bic", "aic"]

MIN_INCLUDED: Final = 10
"""Included reports below which no estimate is given."""
MIN_SHARED: Final = 7
"""Reports both sources found from which on Chapman's estimator is nearly unbiased (Robson DS, Regier HA. Trans Am Fish
Soc 1964;93:215–226)."""
MAX_SOURCES: Final = 6
"""Sources that a log-linear model takes; of more, those that found most."""
MAX_SOURCES_WITH_TRIPLES: Final = 4
"""Up to so many sources, interactions of three sources are tried too."""
MAX_SOURCES_EXHAUSTIVE: Final = 5
"""Up to so many sources every model is tried; beyond, interactions are added one by one while the criterion falls."""
POOR_FIT_P: Final = 0.01
DOUBTFUL_FIT_P: Final = 0.05
SIMILAR_CRITERION: Final = 2.0
"""Models whose criterion exceeds the best one's by no more are reported as similar."""
MAX_UPPER_RATIO: Final = 10.0
"""An upper limit above this multiple of the reports found is refused as uninformative."""
_NORMAL: Final = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSummary:
    """A model that was fitted. ``interactions``: names of the sources that depend on each other."""

    interactions: tuple[tuple[str, ...], ...]
    missed: float
    deviance: float
    degrees_of_freedom: int
    p_value: float | None
    criterion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletenessEstimate:
    """An estimate, or the reason for none (``refusal``; then there are no numbers beyond ``observed``).

    ``observed`` counts the included reports that the sources found; ``total`` is the estimate of all, with the limits
    ``low`` and ``high``.
    """

    sources: tuple[str, ...]
    observed: int
    method: str
    interval: str = ""
    total: float | None = None
    low: float | None = None
    high: float | None = None
    refusal: str = ""
    chosen_model: ModelSummary | None = None
    similar_models: tuple[ModelSummary, ...] = ()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def missed(self) -> float | None:
        """Reports that no source found."""
        return None if self.total is None else self.total - self.observed


def estimate_completeness(
    results: SourceResults, *, keys: tuple[str, ...] = (), criterion: Criterion = "bic"
) -> CompletenessEstimate:
    """Estimate how many relevant reports no source found, from the included reports.

    ``keys`` selects the sources; by default all databases and registers that found an included report. Never raises for
    unsuitable data: a refusal is a result.
    """
    sources = results.select(keys) if keys else _default_sources(results)
    used = sorted(
        (candidate for candidate in sources if candidate.reports & results.included),
        key=lambda s: -_included_count(s, results),
    )[:MAX_SOURCES]
    used = [source for source in sources if source in used]
    cells = Counter(
        frozenset(place for place, source in enumerate(used) if report in source.reports)
        for report in results.included
        if any(report in source.reports for source in used)
    )
    names = tuple(source.name for source in used)
    warnings = tuple(warn_about_sources(results, used, len(sources)))
    if reason := unfit_reason(names, cells):
        return _refuse(names, sum(cells.values()), reason, warnings)
    if len(used) == 2:
        return estimate_with_chapman(names, cells, warnings)
    return estimate_with_loglinear(names, cells, criterion, warnings)


def chapman_estimate(first: int, second: int, both: int) -> tuple[float, float]:
    """Return Chapman's estimate of the total and Seber's variance, from the sizes of two lists and of their overlap."""
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return total, variance


def lognormal_interval(observed: int, total: float, variance: float) -> tuple[float, float]:
    """Return Chao's log-normal 95 % interval of a total of which ``observed`` are known; it is never below them."""
    missed = total - observed
    if missed <= 0:
        return float(observed), float(observed)
    spread = exp(_NORMAL * sqrt(log(1 + variance / missed**2)))
    return observed + missed / spread, observed + missed * spread


def _default_sources(results: SourceResults) -> tuple[SearchedSource, ...]:
    return tuple(source for source in results.sources if source.kind in {"database", "register"})


def _included_count(source: SearchedSource, results: SourceResults) -> int:
    return len(source.reports & results.included)


def unfit_reason(names: Sequence[str], cells: Mapping[frozenset[int], int]) -> str:
    """Return why the data allow no estimate at all; "" if they do."""
    observed = sum(cells.values())
    if len(names) < 2:
        return "At least two sources must have found included reports."
    if observed < MIN_INCLUDED:
        return format_with_plural(
            "Only {included_reports} {were} found; an estimate needs {fewest} or more.",
            observed,
            fewest=f"{MIN_INCLUDED}",
        )
    for position, name in enumerate(names):
        if not any(n for cell, n in cells.items() if position in cell and len(cell) > 1):
            return f"{name} shares no included report with another source; without overlap nothing can be estimated."
    return ""


def estimate_with_chapman(
    names: tuple[str, ...], cells: Mapping[frozenset[int], int], warnings: tuple[str, ...]
) -> CompletenessEstimate:
    """Estimate the total from two sources."""
    first, second, both = (
        sum(n for cell, n in cells.items() if sources <= cell)
        for sources in (frozenset({0}), frozenset({1}), frozenset({0, 1}))
    )
    observed = sum(cells.values())
    total, variance = chapman_estimate(first, second, both)
    low, high = lognormal_interval(observed, total, variance)
    if both < MIN_SHARED:
        shared_text = format_with_plural("Only {included_reports} {were} found by both; below", both)
        warnings = (*warnings, f"{shared_text} {MIN_SHARED} the estimate tends to be too low.")
    if high > MAX_UPPER_RATIO * observed:
        return _refuse(names, observed, _wide_interval_reason(high, observed), warnings)
    return CompletenessEstimate(
        sources=names,
        observed=observed,
        method="Chapman's estimator for two sources",
        interval="log-normal interval of the missed reports (Chao 1987) with Seber's variance",
        total=total,
        low=low,
        high=high,
        assumptions=(*_ASSUMPTIONS, _INDEPENDENT),
        warnings=warnings,
    )


def estimate_with_loglinear(
    names: tuple[str, ...], cells: Mapping[frozenset[int], int], criterion: Criterion, warnings: tuple[str, ...]
) -> CompletenessEstimate:
    """Estimate the total from three and more sources."""
    observed = sum(cells.values())
    fits = sorted(sound_fits(len(names), cells, criterion), key=lambda fit: fit.criterion(criterion))
    if not fits:
        return _refuse(names, observed, "No log-linear model has an estimate: too few reports are shared.", warnings)
    best = fits[0]
    if best.p_value is not None and best.p_value < POOR_FIT_P:
        fit = f"G² = {best.deviance:.1f}, df = {best.degrees_of_freedom}, p = {best.p_value:.2g}"
        refusal = f"Even the best model fits poorly ({fit})."
        return _refuse(names, observed, refusal, warnings)
    low, high = best.interval()
    if high is None or observed + high > MAX_UPPER_RATIO * observed:
        return _refuse(
            names, observed, _wide_interval_reason(None if high is None else observed + high, observed), warnings
        )
    similar_models = tuple(
        summarise_fit(fit, names, criterion)
        for fit in fits[1:]
        if fit.criterion(criterion) - best.criterion(criterion) <= SIMILAR_CRITERION
    )
    return CompletenessEstimate(
        sources=names,
        observed=observed,
        method=f"log-linear model for {len(names)} sources, chosen by {criterion.upper()} out of {len(fits)}",
        interval="profile likelihood interval of the chosen model (Cormack 1992); that a model was chosen is not in it",
        total=observed + best.missed,
        low=observed + low,
        high=observed + high,
        chosen_model=summarise_fit(best, names, criterion),
        similar_models=similar_models,
        assumptions=(*_ASSUMPTIONS, _DEPENDENT),
        warnings=(*warnings, *warn_about_fit(best, similar_models)),
    )


def sound_fits(lists: int, cells: Mapping[frozenset[int], int], criterion: Criterion) -> Iterator[LoglinearFit]:
    """Yield the sound fits of all models or, with many lists, of the models that stepwise addition visits."""
    if lists <= MAX_SOURCES_EXHAUSTIVE:
        candidates = list_models(lists, deepest=3 if lists <= MAX_SOURCES_WITH_TRIPLES else 2)
        yield from (
            fit for model in candidates if is_estimable(model, cells) and (fit := LoglinearFit(model, cells)).is_sound
        )
        return
    current = LoglinearFit(LoglinearModel(lists, frozenset()), cells)
    pairs = {frozenset({first, second}) for first, second in permutations(range(lists), 2)}
    while current.is_sound:
        yield current
        wider = (
            LoglinearModel(lists, current.model.interactions | {pair}) for pair in pairs - current.model.interactions
        )
        fits = [fit for model in wider if is_estimable(model, cells) and (fit := LoglinearFit(model, cells)).is_sound]
        best = min(fits, key=lambda fit: fit.criterion(criterion), default=current)
        if best.criterion(criterion) >= current.criterion(criterion):
            return
        current = best


def summarise_fit(fit: LoglinearFit, names: Sequence[str], criterion: Criterion) -> ModelSummary:
    """Return a fitted model with the names of the sources it lets depend on each other."""
    terms = [term for term in fit.model.terms() if len(term) > 1]
    return ModelSummary(
        interactions=tuple(tuple(names[position] for position in sorted(term)) for term in terms),
        missed=fit.missed,
        deviance=fit.deviance,
        degrees_of_freedom=fit.degrees_of_freedom,
        p_value=fit.p_value,
        criterion=fit.criterion(criterion),
    )


def warn_about_fit(best: LoglinearFit, similar_models: Sequence[ModelSummary]) -> Iterator[str]:
    """Yield what the reader of an estimate must know about the fit of its model."""
    if best.p_value is None:
        yield "The chosen model leaves no degree of freedom: whether it fits cannot be tested."
    elif best.p_value < DOUBTFUL_FIT_P:
        yield f"The chosen model fits doubtfully (p = {best.p_value:.3f})."
    if similar_models:
        low, high = (pick(best.missed, *(candidate.missed for candidate in similar_models)) for pick in (min, max))
        yield f"Models that fit about as well put the missed reports between {low:.1f} and {high:.1f}."


def warn_about_sources(results: SourceResults, used: Sequence[SearchedSource], offered: int) -> Iterator[str]:
    """Yield which sources are not independent, and which were left out."""
    if offered > MAX_SOURCES:
        yield f"Of {offered} sources the {MAX_SOURCES} that found most included reports are used."
    for first, second in permutations(used, 2):
        first_reports, second_reports = first.reports & results.included, second.reports & results.included
        if reason := nesting_reason(first.name, second.name):
            yield f"{first.name} is not independent of {second.name}: {reason}. This makes the estimate too low."
        elif first_reports < second_reports:
            yield f"Every included report of {first.name} was found by {second.name} too; are they independent?"
        elif first_reports == second_reports and first.key < second.key:
            yield f"{first.name} and {second.name} found the same included reports; are they independent?"


def _wide_interval_reason(high: float | None, observed: int) -> str:
    limit = "has no upper limit" if high is None else f"reaches up to {high:,.0f}"
    reports = count_noun(observed, "report")
    return f"The interval {limit}, with {reports} found: the data do not allow an estimate of what was missed."


def _refuse(names: tuple[str, ...], observed: int, reason: str, warnings: tuple[str, ...]) -> CompletenessEstimate:
    return CompletenessEstimate(sources=names, observed=observed, method="none", refusal=reason, warnings=warnings)


_ASSUMPTIONS: Final = (
    "Closed: the set of relevant reports does not change between the searches.",
    "Matched without error: duplicates are all found, and nothing else is merged.",
    "Screened without error: every relevant report that was found was also included.",
    "Equal catchability: within a source, every relevant report has the same chance of being found.",
)
_INDEPENDENT: Final = "Independent: whether one source finds a report does not depend on whether the other does."
_DEPENDENT: Final = "Dependent only as modelled: sources depend on each other as the model states, never all at once."


_CENTRAL: Final = r"\bcentral\b|central register of controlled trials"
_MEDLINE: Final = r"\bmedline\b|\bpubmed\b"
_NESTED_DATABASES: Final = (
    (_MEDLINE, _MEDLINE, "PubMed holds MEDLINE"),
    (_MEDLINE, r"\bembase\b", "Embase holds the records of MEDLINE, or its journals"),
    (_MEDLINE, r"europe ?pmc", "Europe PMC holds PubMed"),
    (_MEDLINE, _CENTRAL, "CENTRAL takes its reports from MEDLINE and Embase"),
    (r"\bembase\b", _CENTRAL, "CENTRAL takes its reports from MEDLINE and Embase"),
    (r"clinicaltrials", r"\bictrp\b|international clinical trials", "ICTRP holds ClinicalTrials.gov"),
    (r"clinicaltrials|\bictrp\b", _CENTRAL, "CENTRAL holds trial registers"),
    (_MEDLINE, r"web of science(?!.*core)", "Web of Science's platform can hold MEDLINE"),
    (_MEDLINE, r"\bscopus\b", "Scopus holds the journals of MEDLINE"),
)  # fmt: skip
"""(what is held, what holds it, in words), by the names databases go by; from their publishers' own descriptions."""


def nesting_reason(inner_name: str, outer_name: str) -> str:
    """Return why the first database's records are in the second; "" if they are not known to be.

    Two names of the same database (PubMed, Ovid MEDLINE) contain each other; that is reported once, the later name
    first.
    """
    inner_text, outer_text = inner_name.casefold(), outer_name.casefold()
    for inner, outer, reason in _NESTED_DATABASES:
        if (
            re.search(inner, inner_text)
            and re.search(outer, outer_text)
            and not (inner == outer and inner_text > outer_text)
        ):
            return reason
    return ""
