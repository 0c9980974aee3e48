"""Days that a user gives: refuse those that have not come yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from harvester.errors import UsageError

_AHEAD: Final = timedelta(hours=14)
"""The largest difference of a local clock to UTC: so long before UTC a day begins somewhere."""


def refuse_future_day(day: date, *, now: datetime, what: str) -> None:
    """Raise ``UsageError`` for a day that has begun nowhere on earth; ``what`` names it ("the date of a search")."""
    if day > last_possible_day(now):
        raise UsageError(
            f"{day} is in the future, so it cannot be {what}.", hint="Check the year, the month and the day."
        )


def last_possible_day(now: datetime) -> date:
    """Return the latest day that has begun somewhere at a moment (aware)."""
    return (now + _AHEAD).date()
