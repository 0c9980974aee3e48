"""When NLM asks not to be asked for much: weekdays from 05:00 to 21:00 US Eastern time. Pure.

Rule: https://www.ncbi.nlm.nih.gov/books/NBK25497/ ("limit large jobs to either weekends or between 9:00 PM and 5:00 AM
Eastern time during weekdays", read 2026-11). Daylight saving as in force in the United States since 2007; computed
here, since not every machine has a time zone database.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

LARGE_HARVEST: Final = 3_000
"""Records to be fetched at once from which a harvest is called large here; NLM names no number."""

_OPENS: Final = 5
_CLOSES: Final = 21
_SATURDAY: Final = 5


def is_nlm_peak_hour(moment: datetime) -> bool:
    """Whether that moment, which must bear a time zone, lies in the hours that NLM keeps for interactive use."""
    local_time = to_eastern_time(moment)
    return local_time.weekday() < _SATURDAY and _OPENS <= local_time.hour < _CLOSES


def to_eastern_time(moment: datetime) -> datetime:
    """The clock on a wall in Washington at that moment, without a time zone."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    begins = _sunday(utc.year, 3, nth=2) + timedelta(hours=7)  # 02:00 standard time
    ends = _sunday(utc.year, 11, nth=1) + timedelta(hours=6)  # 02:00 daylight time
    return utc - timedelta(hours=4 if begins <= utc < ends else 5)


def _sunday(year: int, month: int, *, nth: int) -> datetime:
    first = datetime(year, month, 1)  # noqa: DTZ001 - a day on the calendar, of no zone
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))
