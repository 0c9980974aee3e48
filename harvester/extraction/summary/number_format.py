"""The numbers of a summary as people read them: rounded half up, nobody's share a dash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from harvester.extraction.summary.tables import Distribution, Proportion, ResultRow, ResultTable, ResultValue

DASH: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormattedTable:
    """A table in texts: heads of its columns, the label's first; rows of as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[ResultRow, ...]


def format_table(table: ResultTable) -> FormattedTable:
    """A table in texts. A share with its interval takes three columns, a spread four."""
    wide = [table.kind == "proportion" and isinstance(value, Proportion) for value in table.lines[-1].values]
    heads = [head for place, head in enumerate(table.columns) for head in _heads(table, place, head, wide=wide[place])]
    rows = [
        (line.label, *(cell for place, value in enumerate(line.values) for cell in _cells(value, wide=wide[place])))
        for line in table.lines
    ]
    return FormattedTable(heads=(table.stub, *heads), rows=tuple(rows), lines=table.lines)


def format_percent(share: Proportion, digits: int = 1) -> str:
    """A share per hundred: 83.3%; of nobody a dash."""
    return DASH if share.percent is None else f"{_round_half_up(share.percent, digits)}%"


def format_interval(share: Proportion) -> str:
    """The 95 % interval per hundred: 43.6 to 97.0."""
    if share.interval is None:
        return DASH
    low, high = (_round_half_up(100 * bound) for bound in share.interval)
    return f"{low} to {high}"


def format_decimal(number: float) -> str:
    """A number with one decimal, or none where it is whole."""
    return _round_half_up(number).removesuffix(".0")


def format_distribution(distribution: Distribution) -> tuple[str, str, str, str]:
    """How many numbers are known, their median, quartiles and range: 12, 9.5, 2 to 14, 0.5 to 84."""
    if distribution.median is None or distribution.quartiles is None or distribution.range is None:
        return ("0", DASH, DASH, DASH)
    quartiles = " to ".join(format_decimal(number) for number in distribution.quartiles)
    ends = " to ".join(format_decimal(number) for number in distribution.range)
    return (f"{distribution.known:,}", format_decimal(distribution.median), quartiles, ends)


def _round_half_up(number: float, digits: int = 1) -> str:
    """Rounded half up, as people do. The number is taken at 12 digits, so that 62.5 is not 62.49999999999999."""
    return str(Decimal(f"{number:.12g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _heads(table: ResultTable, place: int, head: str, *, wide: bool) -> Sequence[str]:
    if wide:
        return (f"{head}, n/N", "%", "95% CI")
    return ("n", f"median {head}", "IQR", "range") if table.kind == "median" and place == 0 else (head,)


def _cells(value: ResultValue, *, wide: bool) -> Sequence[str]:
    match value:
        case Proportion() if wide:
            return (f"{value.n:,}/{value.of:,}", format_percent(value), format_interval(value))
        case Proportion():
            return (f"{value.n:,} ({format_percent(value)})",)
        case Distribution():
            return format_distribution(value)
        case _:
            return (f"{value:,}",)
