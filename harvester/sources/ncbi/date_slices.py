"""Cutting a PubMed search that is too large to be listed into date ranges that are not. Pure.

ESearch lists only the first 9,999 records of a search. The Create Date [crdt] cuts best, since each record has exactly
one; a single day that is still too large is cut further by Entry Date [edat], then by MeSH Date [mhda], which are
single-valued as well. Publication dates overlap (print and electronic) and serve for nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

DATE_FIELDS: Final = ("crdt", "edat", "mhda")
ENTRY_DATE_FIELDS: Final = ("crdt", "mhda", "edat")
"""The dates by which a window finds what came into PubMed or was indexed in it."""
REVISION_DATE_FIELDS: Final = ("lr",)
"""The date of last revision, which any change of a record moves."""
_FIRST: Final = date(1800, 1, 1)
_CROWDED: Final = date(1960, 1, 1)
_LAST: Final = date(3000, 12, 31)
"""PubMed's own end of an open date range."""


@dataclass(frozen=True, slots=True)
class DateSlice:
    """All records whose date on ``axis`` lies from ``first`` to ``last``, both included, inside ``within``."""

    date_field: str
    first: date
    last: date
    parent: DateSlice | None = None

    def clause(self) -> str:
        """The restriction in PubMed's language, to be put after the query."""
        outer = self.parent.clause() if self.parent else ""
        return f"{outer} AND ({_format_day(self.first)}:{_format_day(self.last)}[{self.date_field}])"

    def split(self, *, today: date) -> tuple[DateSlice, ...]:
        """Smaller slices that cover exactly this one, oldest first; none when nothing is left to cut by."""
        if self.first < self.last:
            middle = self.first + (self.last - self.first) // 2
            return replace(self, last=middle), replace(self, first=middle + timedelta(days=1))
        following = DATE_FIELDS.index(self.date_field) + 1
        return initial_slices(DATE_FIELDS[following], today=today, parent=self) if following < len(DATE_FIELDS) else ()


def initial_slices(date_field: str, *, today: date, parent: DateSlice | None = None) -> tuple[DateSlice, ...]:
    """Three slices that cover all time: before 1960, future dates, and last the years that PubMed is made of."""
    soon = today + timedelta(days=366)
    borders = ((_FIRST, _CROWDED - timedelta(days=1)), (soon + timedelta(days=1), _LAST), (_CROWDED, soon))
    return tuple(DateSlice(date_field, first, last, parent) for first, last in borders)


def date_range_clause(date_fields: tuple[str, ...], first: date, last: date) -> str:
    """The restriction to records with any of those dates from ``first`` to ``last``, to be put after the query."""
    days = f"{_format_day(first)}:{_format_day(last)}"
    return f" AND ({' OR '.join(f'{days}[{date_field}]' for date_field in date_fields)})"


def _format_day(day: date) -> str:
    return day.strftime("%Y/%m/%d")
