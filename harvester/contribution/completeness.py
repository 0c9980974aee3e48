"""How many relevant reports did no source find? Capture–recapture over sources, or the reason why not to say.

Two sources: Chapman's estimator (Univ Calif Publ Stat 1951;1:131–160) with Seber's variance (Biometrika 1970;57:
313–318) and a log-normal interval of the missed reports (Chao A. Biometrics 1987;43:783–791). Three and more:
log-linear models, chosen by BIC or AIC among the hierarchical ones, with a profile likelihood interval. For the method
in systematic reviews see Spoor P et al. BMJ 1996;313:342–343 and Kastner M et al. J Clin Epidemiol 2009;62:149–157.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from math import exp, log, sqrt
from typing import Final, Literal

from harvester.contribution.found import Found, Source
from harvester.contribution.loglinear import Fit, Model, estimable, models
from harvester.contribution.nested import nested
from harvester.wording import agreeing, counted

Criterion = Literal["bic", "aic"]

FEWEST: Final = 10
"""Included reports below which no estimate is given."""
RECAPTURES: Final = 7
"""Reports both sources found from which on Chapman's estimator is nearly unbiased (Robson DS, Regier HA. Trans Am Fish
Soc 1964;93:215–226)."""
MOST: Final = 6
"""Sources that a log-linear model takes; of more, those that found most."""
DEEP: Final = 4
"""Up to so many sources, interactions of three sources are tried too."""
EXHAUSTIVE: Final = 5
"""Up to so many sources every model is tried; beyond, interactions are added one by one while the criterion falls."""
POOR: Final = 0.01
DOUBTFUL: Final = 0.05
NEAR: Final = 2.0
"""Models within so much of the best one's criterion are named beside it."""
TOO_WIDE: Final = 10.0
"""An upper limit of more than so many times the reports found says nothing."""
_NORMAL: Final = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model that was fitted. ``interactions``: names of sources that are let depend on each other."""

    interactions: tuple[tuple[str, ...], ...]
    missed: float
    deviance: float
    freedom: int
    p_value: float | None
    criterion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """An estimate, or the reason for none (``refused``; then there are no numbers beyond what was found).

    ``found`` included reports that the sources found; ``total`` the estimate of all, with ``low`` and ``high``.
    """

    sources: tuple[str, ...]
    found: int
    method: str
    interval: str = ""
    total: float | None = None
    low: float | None = None
    high: float | None = None
    refused: str = ""
    chosen: Candidate | None = None
    near: tuple[Candidate, ...] = ()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def missed(self) -> float | None:
        """Reports that no source found."""
        return None if self.total is None else self.total - self.found


def estimate(found: Found, *, keys: tuple[str, ...] = (), criterion: Criterion = "bic") -> Completeness:
    """Estimate from the included reports of these sources; by default of all databases and registers that found any.

    Never raises for what the data are like: a refusal is a result.
    """
    sources = found.among(keys) if keys else _independent(found)
    used = sorted((one for one in sources if one.reports & found.included), key=lambda s: -_share(s, found))[:MOST]
    used = [source for source in sources if source in used]
    cells = Counter(
        frozenset(place for place, source in enumerate(used) if report in source.reports)
        for report in found.included
        if any(report in source.reports for source in used)
    )
    names = tuple(source.name for source in used)
    warnings = tuple(_warnings(found, used, len(sources)))
    if reason := _unfit(names, cells):
        return _refusal(names, sum(cells.values()), reason, warnings)
    if len(used) == 2:
        return _chapman(names, cells, warnings)
    return _loglinear(names, cells, criterion, warnings)


def chapman(first: int, second: int, both: int) -> tuple[float, float]:
    """Chapman's estimate of the total and Seber's variance of it, from what each of two lists has and both have."""
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return total, variance


def around(found: int, total: float, variance: float) -> tuple[float, float]:
    """Chao's log-normal 95 % interval of a total of which ``found`` are known: it never falls below those."""
    missed = total - found
    if missed <= 0:
        return float(found), float(found)
    spread = exp(_NORMAL * sqrt(log(1 + variance / missed**2)))
    return found + missed / spread, found + missed * spread


def _independent(found: Found) -> tuple[Source, ...]:
    return tuple(source for source in found.sources if source.kind in {"database", "register"})


def _share(source: Source, found: Found) -> int:
    return len(source.reports & found.included)


def _unfit(names: Sequence[str], cells: Mapping[frozenset[int], int]) -> str:
    """Why the data can carry no estimate at all; empty if they may."""
    together = sum(cells.values())
    if len(names) < 2:
        return "At least two sources must have found included reports."
    if together < FEWEST:
        return agreeing(
            "Only {included_reports} {were} found; an estimate needs {fewest} or more.", together, fewest=f"{FEWEST}"
        )
    for place, name in enumerate(names):
        if not any(n for cell, n in cells.items() if place in cell and len(cell) > 1):
            return f"{name} shares no included report with another source; without overlap nothing can be estimated."
    return ""


def _chapman(names: tuple[str, ...], cells: Mapping[frozenset[int], int], warnings: tuple[str, ...]) -> Completeness:
    first, second, both = (
        sum(n for cell, n in cells.items() if wanted <= cell)
        for wanted in (frozenset({0}), frozenset({1}), frozenset({0, 1}))
    )
    found = sum(cells.values())
    total, variance = chapman(first, second, both)
    low, high = around(found, total, variance)
    if both < RECAPTURES:
        few = agreeing("Only {included_reports} {were} found by both; below", both)
        warnings = (*warnings, f"{few} {RECAPTURES} the estimate tends to be too low.")
    if high > TOO_WIDE * found:
        return _refusal(names, found, _vague(high, found), warnings)
    return Completeness(
        sources=names,
        found=found,
        method="Chapman's estimator for two sources",
        interval="log-normal interval of the missed reports (Chao 1987) with Seber's variance",
        total=total,
        low=low,
        high=high,
        assumptions=(*_ASSUMPTIONS, _INDEPENDENT),
        warnings=warnings,
    )


def _loglinear(
    names: tuple[str, ...], cells: Mapping[frozenset[int], int], criterion: Criterion, warnings: tuple[str, ...]
) -> Completeness:
    found = sum(cells.values())
    fits = sorted(_fitted(len(names), cells, criterion), key=lambda fit: fit.criterion(criterion))
    if not fits:
        return _refusal(names, found, "No log-linear model has an estimate: too few reports are shared.", warnings)
    best = fits[0]
    if best.p_value is not None and best.p_value < POOR:
        poor = (
            f"Even the best model fits poorly (G² = {best.deviance:.1f}, df = {best.freedom}, p = {best.p_value:.2g})."
        )
        return _refusal(names, found, poor, warnings)
    low, high = best.interval()
    if high is None or found + high > TOO_WIDE * found:
        return _refusal(names, found, _vague(None if high is None else found + high, found), warnings)
    near = tuple(
        _candidate(fit, names, criterion)
        for fit in fits[1:]
        if fit.criterion(criterion) - best.criterion(criterion) <= NEAR
    )
    return Completeness(
        sources=names,
        found=found,
        method=f"log-linear model for {len(names)} sources, chosen by {criterion.upper()} out of {len(fits)}",
        interval="profile likelihood interval of the chosen model (Cormack 1992); that a model was chosen is not in it",
        total=found + best.missed,
        low=found + low,
        high=found + high,
        chosen=_candidate(best, names, criterion),
        near=near,
        assumptions=(*_ASSUMPTIONS, _DEPENDENT),
        warnings=(*warnings, *_doubts(best, near)),
    )


def _fitted(lists: int, cells: Mapping[frozenset[int], int], criterion: Criterion) -> Iterator[Fit]:
    """The sound fits of all models, or, with many lists, of those on the way of stepwise addition."""
    if lists <= EXHAUSTIVE:
        tried = models(lists, deepest=3 if lists <= DEEP else 2)
        yield from (fit for model in tried if estimable(model, cells) and (fit := Fit(model, cells)).sound)
        return
    now = Fit(Model(lists, frozenset()), cells)
    pairs = {frozenset({one, two}) for one, two in permutations(range(lists), 2)}
    while now.sound:
        yield now
        wider = (Model(lists, now.model.interactions | {pair}) for pair in pairs - now.model.interactions)
        fits = [fit for model in wider if estimable(model, cells) and (fit := Fit(model, cells)).sound]
        best = min(fits, key=lambda fit: fit.criterion(criterion), default=now)
        if best.criterion(criterion) >= now.criterion(criterion):
            return
        now = best


def _candidate(fit: Fit, names: Sequence[str], criterion: Criterion) -> Candidate:
    terms = [term for term in fit.model.terms() if len(term) > 1]
    return Candidate(
        interactions=tuple(tuple(names[place] for place in sorted(term)) for term in terms),
        missed=fit.missed,
        deviance=fit.deviance,
        freedom=fit.freedom,
        p_value=fit.p_value,
        criterion=fit.criterion(criterion),
    )


def _doubts(best: Fit, near: Sequence[Candidate]) -> Iterator[str]:
    if best.p_value is None:
        yield "The chosen model leaves no degree of freedom: whether it fits cannot be tested."
    elif best.p_value < DOUBTFUL:
        yield f"The chosen model fits doubtfully (p = {best.p_value:.3f})."
    if near:
        low, high = (pick(best.missed, *(one.missed for one in near)) for pick in (min, max))
        yield f"Models that fit about as well put the missed reports between {low:.1f} and {high:.1f}."


def _warnings(found: Found, used: Sequence[Source], offered: int) -> Iterator[str]:
    if offered > MOST:
        yield f"Of {offered} sources the {MOST} that found most included reports are used."
    for one, two in permutations(used, 2):
        mine, others = one.reports & found.included, two.reports & found.included
        if reason := nested(one.name, two.name):
            yield f"{one.name} is not independent of {two.name}: {reason}. This makes the estimate too low."
        elif mine < others:
            yield f"Every included report of {one.name} was found by {two.name} too; are they independent?"
        elif mine == others and one.key < two.key:
            yield f"{one.name} and {two.name} found the same included reports; are they independent?"


def _vague(high: float | None, found: int) -> str:
    limit = "has no upper limit" if high is None else f"reaches up to {high:,.0f}"
    return f"The interval {limit}, with {counted(found, 'report')} found: the data say nothing about what was missed."


def _refusal(names: tuple[str, ...], found: int, reason: str, warnings: tuple[str, ...]) -> Completeness:
    return Completeness(sources=names, found=found, method="none", refused=reason, warnings=warnings)


_ASSUMPTIONS: Final = (
    "Closed: which reports are relevant does not change between the searches.",
    "Matched without error: duplicates are all found, and nothing else is merged.",
    "Judged alike: every relevant report that was found was also included.",
    "Alike: within a source, every relevant report has the same chance of being found.",
)
_INDEPENDENT: Final = "Independent: what one source finds tells nothing of what the other finds."
_DEPENDENT: Final = "Dependence among sources is what the chosen model has, and never among all of them at once."
