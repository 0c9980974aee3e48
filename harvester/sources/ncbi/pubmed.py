"""Open PubMed and its MEDLINE subset, and detect NLM's peak hours.

PubMed has all of MEDLINE, in-process and publishers' records, articles of PMC outside MEDLINE, and books. MEDLINE is
the part that is indexed with MeSH: the strategy is sent as ``(strategy) AND medline[sb]``. That subset
(https://pubmed.ncbi.nlm.nih.gov/help/, "Subset [sb]") has no in-process and publishers' records, so that a record
enters the search only when its indexing is finished. For a living review, PubMed finds more.

Peak hours: weekdays from 05:00 to 21:00 US Eastern time, see https://www.ncbi.nlm.nih.gov/books/NBK25497/ ("limit large
jobs to either weekends or between 9:00 PM and 5:00 AM Eastern time during weekdays", read 2026-11). Daylight saving as
in force in the United States since 2007; computed here, since not every machine has a time zone database.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from harvester.sources.base import Settings
from harvester.sources.configuration import SourceContext, read_key, require_base_url, require_contact
from harvester.sources.ncbi.eutils import BASE_URL, FETCH_BATCH_SIZE, EutilsSource
from harvester.sources.ncbi.replies import MAX_LISTED

KEY: Final = "NCBI_API_KEY"
PER_SECOND: Final = 3.0
PER_SECOND_WITH_KEY: Final = 10.0
"""Requests NCBI allows per IP address, or per key (https://support.nlm.nih.gov/kbArticle/?pn=KA-05510)."""


def open_pubmed(settings: Settings, context: SourceContext) -> EutilsSource:
    """Return PubMed as a source. A key in NCBI_API_KEY is optional and makes it faster."""
    return open_eutils(settings, context, name="pubmed", label="PubMed")


def open_eutils(
    settings: Settings, context: SourceContext, *, name: str, label: str, restriction: str = ""
) -> EutilsSource:
    """Return PubMed, or the subset of it selected by ``restriction``, as a source called ``name``."""
    contact = require_contact(settings, label)
    key = read_key(settings, KEY)
    known = (("tool", settings.tool), ("email", contact))
    return EutilsSource(
        name=name,
        client=context.http_client(
            label,
            settings,
            per_second=PER_SECOND_WITH_KEY if key else PER_SECOND,
            secrets=(key,),
        ),
        clock=context.clock,
        base_url=require_base_url(settings, BASE_URL, secret=bool(key)),
        identity=(*known, ("api_key", key)) if key else known,
        restriction=restriction,
        page_size=min(settings.page_size or MAX_LISTED, MAX_LISTED),
        batch_size=settings.batch_size or FETCH_BATCH_SIZE,
    )


RESTRICTION: Final = "medline[sb]"


def open_medline(settings: Settings, context: SourceContext) -> EutilsSource:
    """Return MEDLINE as a source. A key in NCBI_API_KEY is optional and makes it faster."""
    return open_eutils(settings, context, name="medline", label="MEDLINE", restriction=RESTRICTION)


LARGE_HARVEST: Final = 3_000
"""Number of records to fetch from which a harvest counts as large; NLM gives no number."""
_OPENS: Final = 5
_CLOSES: Final = 21
_SATURDAY: Final = 5


def is_nlm_peak_hour(moment: datetime) -> bool:
    """Return whether a moment (aware) is in the hours that NLM reserves for interactive use."""
    local_time = to_eastern_time(moment)
    return local_time.weekday() < _SATURDAY and _OPENS <= local_time.hour < _CLOSES


def to_eastern_time(moment: datetime) -> datetime:
    """Return US Eastern time at a moment (aware), as a naive datetime."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    begins = _sunday(utc.year, 3, nth=2) + timedelta(hours=7)  # 02:00 standard time
    ends = _sunday(utc.year, 11, nth=1) + timedelta(hours=6)  # 02:00 daylight time
    return utc - timedelta(hours=4 if begins <= utc < ends else 5)


def _sunday(year: int, month: int, *, nth: int) -> datetime:
    first = datetime(year, month, 1)  # noqa: DTZ001 - a day of the calendar, without a time zone
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))
