"""The numbers of a summary as people read them: rounded half up, nobody's share a dash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from harvester.extraction.summary.tables import Line, Share, Spread, Table, Value

DASH: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A table in texts: heads of its columns, the label's first; rows of as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]


def printed(table: Table) -> Printed:
    """A table in texts. A share with its interval takes three columns, a spread four."""
    wide = [table.kind == "proportion" and isinstance(value, Share) for value in table.lines[-1].values]
    heads = [head for place, head in enumerate(table.columns) for head in _heads(table, place, head, wide=wide[place])]
    rows = [
        (line.label, *(cell for place, value in enumerate(line.values) for cell in _cells(value, wide=wide[place])))
        for line in table.lines
    ]
    return Printed(heads=(table.stub, *heads), rows=tuple(rows), lines=table.lines)


def percent(share: Share, digits: int = 1) -> str:
    """A share per hundred: 83.3%; of nobody a dash."""
    return DASH if share.percent is None else f"{_fixed(share.percent, digits)}%"


def interval(share: Share) -> str:
    """The 95 % interval per hundred: 43.6 to 97.0."""
    if share.interval is None:
        return DASH
    low, high = (_fixed(100 * bound) for bound in share.interval)
    return f"{low} to {high}"


def short(number: float) -> str:
    """A number with one decimal, or none where it is whole."""
    return _fixed(number).removesuffix(".0")


def spread(found: Spread) -> tuple[str, str, str, str]:
    """How many numbers are known, their median, quartiles and range: 12, 9.5, 2 to 14, 0.5 to 84."""
    if found.median is None or found.quartiles is None or found.range is None:
        return ("0", DASH, DASH, DASH)
    quartiles = " to ".join(short(number) for number in found.quartiles)
    ends = " to ".join(short(number) for number in found.range)
    return (f"{found.known:,}", short(found.median), quartiles, ends)


def _fixed(number: float, digits: int = 1) -> str:
    """Rounded half up, as people do. The number is taken at 12 digits, so that 62.5 is not 62.49999999999999."""
    return str(Decimal(f"{number:.12g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _heads(table: Table, place: int, head: str, *, wide: bool) -> Sequence[str]:
    if wide:
        return (f"{head}, n/N", "%", "95% CI")
    return ("n", f"median {head}", "IQR", "range") if table.kind == "median" and place == 0 else (head,)


def _cells(value: Value, *, wide: bool) -> Sequence[str]:
    match value:
        case Share() if wide:
            return (f"{value.n:,}/{value.of:,}", percent(value), interval(value))
        case Share():
            return (f"{value.n:,} ({percent(value)})",)
        case Spread():
            return spread(value)
        case _:
            return (f"{value:,}",)
