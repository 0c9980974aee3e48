"""The known sources, and how to open one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import requests

from harvester.errors import UsageError
from harvester.sources.base import IMPORT_HINT, Clock, Settings, Source, SystemClock
from harvester.sources.clinicaltrials import open_clinicaltrials
from harvester.sources.configuration import SourceContext, open_session
from harvester.sources.embase import open_embase
from harvester.sources.europepmc import open_europepmc
from harvester.sources.http.client import RateLimiter
from harvester.sources.ncbi.eutils import BASE_URL, EutilsSource
from harvester.sources.ncbi.pubmed import LARGE_HARVEST, is_nlm_peak_hour, open_medline, open_pubmed
from harvester.sources.plugins import SourceFactory, installed_sources, open_plugin_source, source_names
from harvester.sources.strategy import extract_query, lint_embase, lint_plain_query, lint_pubmed

SOURCE_FACTORIES: Final[dict[str, SourceFactory]] = {
    "pubmed": open_pubmed,
    "medline": open_medline,
    "embase": open_embase,
    "europepmc": open_europepmc,
    "clinicaltrials": open_clinicaltrials,
}
"""The adapters of harvester. Other packages add theirs by entry points: docs/adapters.md."""

_SHARED_SERVICES: Final = {"medline": "pubmed"}
"""Source → the source whose service it shares."""

_ADVICE: Final = (
    "records are to be fetched within NLM's busy hours (weekdays 05:00 to 21:00 US Eastern time). NLM asks for large "
    "harvests at other times, and may block an address that ignores this. To wait, stop this update with Ctrl-C "
    "and run it again later: it continues where it stopped."
)

_LINTERS: Final[dict[str, Callable[[str], tuple[str, ...]]]] = {
    "pubmed": lint_pubmed,
    "medline": lint_pubmed,
    "embase": lint_embase,
    "europepmc": lint_plain_query,
    "clinicaltrials": lint_plain_query,
}


def service_name(name: str, *, base_url: str | None = None) -> str:
    """Return a name for the service of a source; sources of the same service share its limits."""
    return urlsplit(base_url).netloc if base_url else _SHARED_SERVICES.get(name, name)


def strategy_warnings(name: str, text: str) -> tuple[str, ...]:
    """Return a warning for each part of a strategy file that the source would misread, without asking it.

    Raises ``SourceRefused`` for a text that cannot be sent at all, ``UsageError`` for an unknown name.
    """
    _require_known(name)
    query = extract_query(text)
    return _LINTERS[name](query) if name in _LINTERS else ()


def harvest_advice(source: Source, records: int, *, now: datetime) -> tuple[str, ...]:
    """Return advice to give before ``records`` are fetched from a source at a moment; usually none."""
    if (
        not isinstance(source, EutilsSource)
        or source.base_url != BASE_URL
        or records < LARGE_HARVEST
        or not is_nlm_peak_hour(now)
    ):
        return ()
    return (f"{records} {_ADVICE}",)


def open_source(
    name: str,
    *,
    settings: Settings,
    session: requests.Session | None = None,
    clock: Clock | None = None,
    rate_limiter: RateLimiter | None = None,
) -> Source:
    """Open a source by name; nothing is sent yet.

    ``rate_limiter`` is shared by the sources of one update, since some are on the same host, such as PubMed and
    MEDLINE. Raises ``UsageError`` for an unknown name, an invalid ``base_url`` or a missing certificate file,
    ``SourceNotConfigured`` when a key or the contact is missing, ``SourceUnavailable`` when the adapter of another
    package cannot be opened.
    """
    _require_known(name)
    clock = clock or SystemClock()
    context = SourceContext(
        session=session or open_session(settings.environ),
        clock=clock,
        rate_limiter=rate_limiter or RateLimiter(clock),
    )
    return (
        SOURCE_FACTORIES[name](settings, context)
        if name in SOURCE_FACTORIES
        else open_plugin_source(installed_sources()[name], settings, context)
    )


def _require_known(name: str) -> None:
    if name not in source_names():
        raise UsageError(f"there is no source {name!r}; there are: {', '.join(source_names())}", hint=IMPORT_HINT)
