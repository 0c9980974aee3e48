"""NLM's peak hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from harvester.sources import Settings, harvest_advice, open_source
from harvester.sources.ncbi.pubmed import LARGE_HARVEST, is_nlm_peak_hour, to_eastern_time
from tests.simulators.server import Simulator
from tests.sources.opening import SourceOpener

MONDAY_NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


@given(st.datetimes(datetime.fromisoformat("2007-01-01"), datetime.fromisoformat("2099-12-31"), timezones=st.just(UTC)))
def test_eastern_time_agrees_with_the_time_zone_database(moment: datetime) -> None:
    assert to_eastern_time(moment) == moment.astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("utc", "busy"),
    [
        ("2026-11-23T09:59", False),  # Monday 04:59 standard time
        ("2026-11-23T10:00", True),
        ("2026-11-24T01:59", True),  # Monday 20:59
        ("2026-11-24T02:00", False),
        ("2026-07-06T08:59", False),  # Monday 04:59 daylight time
        ("2026-07-06T09:00", True),
        ("2026-11-21T17:00", False),  # Saturday noon
        ("2026-11-23T03:00", False),  # Sunday 22:00
    ],
)
def test_weekdays_from_five_to_nine_in_the_evening_are_busy(utc: str, busy: bool) -> None:
    assert is_nlm_peak_hour(datetime.fromisoformat(utc).replace(tzinfo=UTC)) is busy


def test_it_does_not_matter_where_the_reviewer_lives() -> None:
    tokyo = MONDAY_NOON.astimezone(timezone(timedelta(hours=9)))

    assert is_nlm_peak_hour(tokyo)


@pytest.mark.parametrize("name", ["pubmed", "medline"])
def test_a_large_harvest_by_day_is_worth_a_word(name: str) -> None:
    source = open_source(name, settings=Settings(contact="team@example.org", environ={}))

    (advice,) = harvest_advice(source, LARGE_HARVEST, now=MONDAY_NOON)

    assert advice.startswith("3000 records")
    assert "Ctrl-C" in advice
    assert harvest_advice(source, LARGE_HARVEST - 1, now=MONDAY_NOON) == ()
    assert harvest_advice(source, LARGE_HARVEST, now=MONDAY_NOON - timedelta(days=1)) == ()


def test_a_mirror_has_no_hours_and_no_other_service_has_those_of_nlm(
    ncbi: Simulator, opened: SourceOpener, session: requests.Session
) -> None:
    settings = Settings(contact="team@example.org", environ={})
    other = open_source("europepmc", settings=settings, session=session)

    assert harvest_advice(opened("pubmed", ncbi), 99_999, now=MONDAY_NOON) == ()
    assert harvest_advice(other, 99_999, now=MONDAY_NOON) == ()
