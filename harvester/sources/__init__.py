"""Databases that can be asked over the network. A source returns ids and bytes; formats say what the bytes mean."""

from harvester.sources.base import (
    IMPORT_HINT,
    Clock,
    RawResponse,
    SearchPage,
    Settings,
    Source,
    SupportsChanges,
    SupportsDateWindow,
    SystemClock,
)
from harvester.sources.configuration import SourceContext, read_key, require_base_url, require_contact
from harvester.sources.http.client import HttpClient, HttpRequest, HttpResponse, RateLimiter, TransientError
from harvester.sources.http.response_checks import parse_json_object, require_success
from harvester.sources.registry import (
    SOURCE_FACTORIES,
    harvest_advice,
    open_source,
    service_name,
    source_names,
    strategy_warnings,
)
from harvester.sources.strategy import extract_query

__all__ = [
    "IMPORT_HINT",
    "SOURCE_FACTORIES",
    "Clock",
    "HttpClient",
    "HttpRequest",
    "HttpResponse",
    "RateLimiter",
    "RawResponse",
    "SearchPage",
    "Settings",
    "Source",
    "SourceContext",
    "SupportsChanges",
    "SupportsDateWindow",
    "SystemClock",
    "TransientError",
    "extract_query",
    "harvest_advice",
    "open_source",
    "parse_json_object",
    "read_key",
    "require_base_url",
    "require_contact",
    "require_success",
    "service_name",
    "source_names",
    "strategy_warnings",
]
