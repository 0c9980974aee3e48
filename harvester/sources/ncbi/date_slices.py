"""Split a PubMed search that is too large to be listed into date ranges that are small enough. Pure.

ESearch lists only the first 9,999 records of a search. The Create Date [crdt] splits best, since each record has
exactly one; a single day that is still too large is split by Entry Date [edat], then by MeSH Date [mhda], which have
one value each as well. Publication dates overlap (print and electronic) and cannot be used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

DATE_FIELDS: Final = ("crdt", "edat", "mhda")
ENTRY_DATE_FIELDS: Final = ("crdt", "mhda", "edat")
"""The dates by which a date window finds records that were added or indexed."""
REVISION_DATE_FIELDS: Final = ("lr",)
"""The date of last revision; any change of a record updates it."""
_FIRST: Final = date(1800, 1, 1)
_DENSE_FROM: Final = date(1960, 1, 1)
_LAST: Final = date(3000, 12, 31)
"""PubMed's own end of an open date range."""


@dataclass(frozen=True, slots=True)
class DateSlice:
    """All records of ``parent`` whose ``date_field`` is from ``first`` to ``last``, both included."""

    date_field: str
    first: date
    last: date
    parent: DateSlice | None = None

    def clause(self) -> str:
        """Return the restriction in PubMed's syntax, to be appended to the query."""
        outer = self.parent.clause() if self.parent else ""
        return f"{outer} AND ({_format_day(self.first)}:{_format_day(self.last)}[{self.date_field}])"

    def split(self, *, today: date) -> tuple[DateSlice, ...]:
        """Return smaller slices that cover exactly this one, oldest first; none if it cannot be split further."""
        if self.first < self.last:
            middle = self.first + (self.last - self.first) // 2
            return replace(self, last=middle), replace(self, first=middle + timedelta(days=1))
        following = DATE_FIELDS.index(self.date_field) + 1
        return initial_slices(DATE_FIELDS[following], today=today, parent=self) if following < len(DATE_FIELDS) else ()


def initial_slices(date_field: str, *, today: date, parent: DateSlice | None = None) -> tuple[DateSlice, ...]:
    """Return three slices that cover all time: before 1960, the future, and last the years with nearly all records."""
    next_year = today + timedelta(days=366)
    ranges = (
        (_FIRST, _DENSE_FROM - timedelta(days=1)),
        (next_year + timedelta(days=1), _LAST),
        (_DENSE_FROM, next_year),
    )
    return tuple(DateSlice(date_field, first, last, parent) for first, last in ranges)


def date_range_clause(date_fields: tuple[str, ...], first: date, last: date) -> str:
    """Return the restriction to any of the dates from ``first`` to ``last``, to be appended to the query."""
    days = f"{_format_day(first)}:{_format_day(last)}"
    return f" AND ({' OR '.join(f'{days}[{date_field}]' for date_field in date_fields)})"


def _format_day(day: date) -> str:
    return day.strftime("%Y/%m/%d")
