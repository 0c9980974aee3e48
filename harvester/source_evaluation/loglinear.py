"""Log-linear models of incomplete tables: how many things no list has, from which lists have which.

The 2^k − 1 observed cells of k lists are Poisson with a log-linear mean; the mean of the cell that nobody can observe
follows from the model (Fienberg SE. Biometrika 1972;59:591–603; Bishop, Fienberg & Holland, Discrete Multivariate
Analysis, 1975, ch. 6). A model is hierarchical: with an interaction it has all that is within it; the interaction of
all lists cannot be estimated and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from math import lgamma, log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln
from scipy.stats import chi2

Floats = NDArray[np.float64]
Term = frozenset[int]
Cells = Mapping[frozenset[int], int]
"""Lists that have a thing → how many such things."""

_STEPS: Final = 200
_CLOSE: Final = 1e-9
_STEEP: Final = 12.0
"""A coefficient beyond this on the log scale is on its way to infinity: the model has no estimate."""
MAX_MISSED: Final = 1e6
"""An upper limit beyond this many missed things is no limit."""


@dataclass(frozen=True, slots=True)
class LoglinearModel:
    """A hierarchical model of ``lists`` lists: main effects and interactions, each the set of its lists."""

    lists: int
    interactions: frozenset[Term]

    def terms(self) -> list[Term]:
        """Return intercept, main effects and interactions, in a fixed order."""
        mains = [frozenset({number}) for number in range(self.lists)]
        return [frozenset(), *mains, *sorted(self.interactions, key=lambda term: (len(term), sorted(term)))]

    def design(self, *, with_unobserved: bool) -> Floats:
        """Return the design matrix, shape (cells, terms); ``with_unobserved``: the unobserved cell is its first row."""
        rows = list_cells(self.lists) if not with_unobserved else [frozenset[int](), *list_cells(self.lists)]
        return np.array([[float(term <= cell) for term in self.terms()] for cell in rows])


class LoglinearFit:
    """A model fitted to the observed cells by maximum likelihood."""

    def __init__(self, model: LoglinearModel, cells: Cells) -> None:
        self.model = model
        self.counts: Floats = np.array([cells.get(cell, 0) for cell in list_cells(model.lists)], dtype=float)
        self.observed = int(self.counts.sum())
        self._coefficients, self._converged = fit_poisson(model.design(with_unobserved=False), self.counts)

    @property
    def is_sound(self) -> bool:
        """Whether a finite maximum was found."""
        return self._converged and bool(np.abs(self._coefficients[1:]).max() < _STEEP)

    @cached_property
    def fitted(self) -> Floats:
        """Expected counts of the observed cells."""
        means: Floats = np.exp(self.model.design(with_unobserved=False) @ self._coefficients)
        return means

    @property
    def missed(self) -> float:
        """Expected count of the cell nobody observes."""
        return float(np.exp(self._coefficients[0]))

    @property
    def degrees_of_freedom(self) -> int:
        """Residual degrees of freedom."""
        return len(self.counts) - len(self._coefficients)

    @cached_property
    def deviance(self) -> float:
        """Likelihood-ratio statistic G² against the saturated model."""
        nonzero = self.counts > 0
        return float(2 * (self.counts[nonzero] * np.log(self.counts[nonzero] / self.fitted[nonzero])).sum())

    @property
    def p_value(self) -> float | None:
        """Of the deviance; None for a model that leaves no degree of freedom."""
        return float(chi2.sf(max(self.deviance, 0.0), self.degrees_of_freedom)) if self.degrees_of_freedom else None

    def criterion(self, name: str) -> float:
        """Return AIC or BIC up to a constant that is the same for all models of a table; smaller is better."""
        price = 2.0 if name == "aic" else log(self.observed)
        return self.deviance + price * len(self._coefficients)

    def interval(self, level: float = 0.95) -> tuple[float, float | None]:
        """Return the profile likelihood interval of the missed count (Cormack RM. Biometrics 1992;48:567–576).

        The upper limit is None where there is none below ``MAX_MISSED``.
        """
        drop = float(chi2.ppf(level, 1)) / 2
        maximum = self._profile(self.missed)

        def height(n: float) -> float:
            return self._profile(n) - maximum + drop

        low = 0.0 if height(0.0) >= 0 else float(brentq(height, 0.0, self.missed, xtol=1e-4))
        upper = max(2 * self.missed, 10.0)
        while height(upper) > 0:
            upper *= 2
            if upper > MAX_MISSED:
                return low, None
        return low, float(brentq(height, self.missed, upper, xtol=1e-4))

    def _profile(self, missed: float) -> float:
        """Return the multinomial log-likelihood for a number of missed things, maximised over everything else."""
        counts = np.concatenate(([missed], self.counts))
        design = self.model.design(with_unobserved=True)
        coefficients, _ = fit_poisson(design, counts)
        total = missed + self.observed
        shares = design @ coefficients - log(total)
        placed = float((counts * shares).sum())
        return lgamma(total + 1) - lgamma(missed + 1) - float(gammaln(self.counts + 1).sum()) + placed


def list_cells(lists: int) -> list[frozenset[int]]:
    """Return every non-empty set of lists, in a fixed order."""
    sizes = (combinations(range(lists), size) for size in range(1, lists + 1))
    return [frozenset(cell) for cell in chain(*sizes)]


def is_estimable(model: LoglinearModel, cells: Cells) -> bool:
    """Return whether the lists of every interaction share something; else its coefficient would be minus infinity."""
    return all(any(n for cell, n in cells.items() if term <= cell) for term in model.interactions)


def list_models(lists: int, *, deepest: int) -> Iterator[LoglinearModel]:
    """Yield all hierarchical models with interactions of up to ``deepest`` lists, never that of all lists."""
    pairs = [frozenset(pair) for pair in combinations(range(lists), 2)] if lists > 2 else []
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            for triples in list_triples(lists, frozenset(chosen)) if deepest > 2 else [frozenset[Term]()]:
                yield LoglinearModel(lists, frozenset(chosen) | triples)


def list_triples(lists: int, pairs: frozenset[Term]) -> Iterator[frozenset[Term]]:
    """Yield the sets of three-list interactions that are hierarchical with the pairs."""
    triples = [
        frozenset(triple)
        for triple in (combinations(range(lists), 3) if lists > 3 else ())
        if all(frozenset(pair) in pairs for pair in combinations(triple, 2))
    ]
    for size in range(len(triples) + 1):
        yield from map(frozenset, combinations(triples, size))


def fit_poisson(design: Floats, counts: Floats) -> tuple[Floats, bool]:
    """Return the coefficients of a Poisson regression with log link, shape (terms,), and whether the fit converged.

    Iteratively reweighted least squares; ``design`` has the shape (cells, terms), ``counts`` (cells,).
    """
    means = counts + 0.5
    linear = np.log(means)
    coefficients: Floats = np.zeros(design.shape[1])
    before = np.inf
    for _ in range(_STEPS):
        working = linear + (counts - means) / means
        root = np.sqrt(means)
        solved: Any = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)
        coefficients = solved[0]
        linear = np.clip(design @ coefficients, -30.0, 30.0)
        means = np.exp(linear)
        now = float((means - counts * linear).sum())
        if abs(before - now) < _CLOSE * (abs(now) + 1):
            return coefficients, True
        before = now
    return coefficients, False
