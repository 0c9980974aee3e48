"""Measure how far reviewers agree: percent agreement, Cohen's kappa with its interval, kappa adjusted for prevalence.
Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Any, Final

from harvester.screening.consensus import MORE_INCLUSIVE, ReviewerDecision
from harvester.screening.decisions import Decision

_NORMAL_95: Final = 1.959964
"""The 97.5 % point of the normal distribution."""

_NO_WIDTH: Final = 1e-7
"""Standard errors below this are 0 but for rounding."""

_NO_KAPPA: Final = "kappa is not defined: both decided the same about every report"
_NO_SPREAD: Final = "the large-sample variance of kappa is 0 for these counts, so that it gives no interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """The agreement of two reviewers at a stage, over the ``n`` reports both decided about.

    ``table`` counts the pairs of decisions (first reviewer's, second reviewer's). ``kappa`` is None where chance alone
    explains the agreement, because both gave one and the same decision about every report; ``low`` and ``high`` are its
    95 % interval. They are None too where the large-sample variance is 0, for any ``n``: that is whenever both agree on
    everything, or one gave every report the same decision, and an interval without width would claim a certainty that
    no sample gives. ``adjusted`` is kappa as if all decisions were equally common.
    """

    reviewers: tuple[str, str]
    table: Mapping[tuple[Decision, Decision], int]
    n: int
    agreed: int
    kappa: float | None
    low: float | None
    high: float | None
    adjusted: float | None

    @property
    def percent(self) -> float:
        """The reports about which both decided the same, in percent."""
        return 100 * self.agreed / self.n

    @property
    def note(self) -> str:
        """Why there is no interval; "" where there is one."""
        if self.kappa is None:
            return _NO_KAPPA
        return _NO_SPREAD if self.low is None else ""

    def to_json(self) -> dict[str, Any]:
        """Return the object for ``screen agreement --json``."""
        return {
            "reviewers": list(self.reviewers),
            "n": self.n,
            "agreed": self.agreed,
            "percent": round(self.percent, 2),
            "kappa": _round(self.kappa),
            "low": _round(self.low),
            "high": _round(self.high),
            "note": self.note,
            "prevalence_adjusted": _round(self.adjusted),
            "table": [{"first": a, "second": b, "n": number} for (a, b), number in sorted(self.table.items())],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StageAgreement:
    """The agreement of all pairs of reviewers at a stage; for three and more also Fleiss' kappa over the ``n`` reports
    all decided about.
    """

    stage: str
    pairs: tuple[PairAgreement, ...]
    reviewers: tuple[str, ...] = ()
    n: int = 0
    fleiss: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object for ``screen agreement --json``."""
        fleiss = {"reviewers": list(self.reviewers), "n": self.n, "kappa": _round(self.fleiss)}
        return {
            "stage": self.stage,
            "pairs": [pair.to_json() for pair in self.pairs],
            "fleiss": fleiss if len(self.reviewers) > 2 else None,
        }


def measure_agreement(decisions: Iterable[ReviewerDecision], *, latest: bool = False) -> tuple[StageAgreement, ...]:
    """Measure how far people agree at each stage, by each one's first decision about a report (``latest``: by the
    last).

    The first decision is what a reviewer thought before any disagreement was discussed. Settlements, and decisions of
    tools, do not count.
    """
    decided: dict[str, dict[str, dict[int, Decision]]] = defaultdict(lambda: defaultdict(dict))
    for decision in sorted(decisions, key=lambda decision: decision.order):
        if decision.adjudicates or decision.automation:
            continue
        by_report = decided[decision.stage][decision.reviewer]
        if latest or decision.report not in by_report:
            by_report[decision.report] = decision.decision
    return tuple(measure_stage(stage, by_reviewer) for stage, by_reviewer in sorted(decided.items(), reverse=True))


def measure_stage(stage: str, decided: Mapping[str, Mapping[int, Decision]]) -> StageAgreement:
    """Return the agreement of all reviewers at a stage; ``decided`` is reviewer → report → decision."""
    names = sorted(decided)
    pairs = [measure_pair(first, second, decided) for first, second in combinations(names, 2)]
    common = set.intersection(*(set(decided[name]) for name in names)) if len(names) > 2 else set()
    counts = [Counter(decided[name][report] for name in names) for report in sorted(common)]
    return StageAgreement(
        stage=stage,
        pairs=tuple(pair for pair in pairs if pair is not None),
        reviewers=tuple(names),
        n=len(common),
        fleiss=fleiss_kappa([[count[decision] for decision in MORE_INCLUSIVE] for count in counts]),
    )


def measure_pair(first: str, second: str, decided: Mapping[str, Mapping[int, Decision]]) -> PairAgreement | None:
    """Return the agreement of two reviewers over the reports both decided; None where there are none."""
    common = decided[first].keys() & decided[second].keys()
    if not common:
        return None
    table = Counter((decided[first][report], decided[second][report]) for report in common)
    used = [decision for decision in MORE_INCLUSIVE if any(decision in pair for pair in table)]
    square = [[table[row, column] for column in used] for row in used]
    kappa, error = cohen_kappa(square)
    half_width = None if not error or error < _NO_WIDTH else _NORMAL_95 * error
    return PairAgreement(
        reviewers=(first, second),
        table=dict(table),
        n=len(common),
        agreed=sum(number for (a, b), number in table.items() if a == b),
        kappa=kappa,
        low=None if kappa is None or half_width is None else max(-1.0, kappa - half_width),
        high=None if kappa is None or half_width is None else min(1.0, kappa + half_width),
        adjusted=adjusted_kappa(square),
    )


def cohen_kappa(table: Sequence[Sequence[int]]) -> tuple[float | None, float | None]:
    """Return Cohen's kappa of a square table (rows: one reviewer, columns: the other) and its standard error.

    kappa = (p_o - p_e) / (1 - p_e): J. Cohen, Educ Psychol Meas 1960;20:37-46. The error is the asymptotic one for a
    kappa that need not be zero: J. L. Fleiss, J. Cohen, B. S. Everitt, Psychol Bull 1969;72:323-327, formula 13. Both
    are None where p_e is 1, or nothing was counted.
    """
    n = sum(map(sum, table))
    if not n:
        return None, None
    size = range(len(table))
    p = [[number / n for number in row] for row in table]
    rows, columns = [sum(row) for row in p], [sum(row[place] for row in p) for place in size]
    observed = sum(p[i][i] for i in size)
    expected = sum(rows[i] * columns[i] for i in size)
    if expected >= 1:
        return None, None
    kappa = (observed - expected) / (1 - expected)
    agreeing = sum(p[i][i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in size)
    crossing = sum(p[i][j] * (columns[i] + rows[j]) ** 2 for i in size for j in size if i != j)
    variance = agreeing + (1 - kappa) ** 2 * crossing - (kappa - expected * (1 - kappa)) ** 2
    return kappa, sqrt(max(variance, 0.0) / n) / (1 - expected)


def adjusted_kappa(table: Sequence[Sequence[int]]) -> float | None:
    """Return the prevalence- and bias-adjusted kappa: (k p_o - 1) / (k - 1) for k decisions in use, two at least.

    T. Byrt, J. Bishop, J. B. Carlin, J Clin Epidemiol 1993;46:423-429 (k = 2: 2 p_o - 1). Screening excludes most
    reports, and kappa alone is low then however well reviewers agree.
    """
    n = sum(map(sum, table))
    if not n:
        return None
    kinds = max(len(table), 2)
    observed = sum(table[i][i] for i in range(len(table))) / n
    return (kinds * observed - 1) / (kinds - 1)


def fleiss_kappa(counts: Sequence[Sequence[int]]) -> float | None:
    """Return Fleiss' kappa of counts: a row for each report, how many reviewers gave each decision, equal sums of two
    or more.

    J. L. Fleiss, Psychol Bull 1971;76:378-382. None where there is nothing to count or chance explains everything.
    """
    if not counts or sum(counts[0]) < 2:
        return None
    raters, n = sum(counts[0]), len(counts)
    observed = sum((sum(c * c for c in row) - raters) / (raters * (raters - 1)) for row in counts) / n
    shares = [sum(row[place] for row in counts) / (n * raters) for place in range(len(counts[0]))]
    expected = sum(share * share for share in shares)
    return None if expected >= 1 else (observed - expected) / (1 - expected)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
