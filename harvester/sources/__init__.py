"""Databases that can be searched over the network. A source returns ids and bytes; ``formats`` parses the bytes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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
    from harvester.sources.plugins import source_names
    from harvester.sources.registry import (
        SOURCE_FACTORIES,
        harvest_advice,
        open_source,
        service_name,
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

_DEFINED_IN: Final = {
    name: module
    for module, names in {
        "base": (
            "Clock",
            "IMPORT_HINT",
            "RawResponse",
            "SearchPage",
            "Settings",
            "Source",
            "SupportsChanges",
            "SupportsDateWindow",
            "SystemClock",
        ),
        "configuration": (
            "SourceContext",
            "read_key",
            "require_base_url",
            "require_contact",
        ),
        "http.client": (
            "HttpClient",
            "HttpRequest",
            "HttpResponse",
            "RateLimiter",
            "TransientError",
        ),
        "http.response_checks": (
            "parse_json_object",
            "require_success",
        ),
        "plugins": ("source_names",),
        "registry": (
            "SOURCE_FACTORIES",
            "harvest_advice",
            "open_source",
            "service_name",
            "strategy_warnings",
        ),
        "strategy": ("extract_query",),
    }.items()
    for name in names
}
"""Name → its module, imported when the name is first used: a command that asks no service needs no HTTP library."""


def __getattr__(name: str) -> Any:
    if name in _DEFINED_IN:
        return getattr(import_module(f"harvester.sources.{_DEFINED_IN[name]}"), name)
    raise AttributeError(f"module 'harvester.sources' has no attribute {name!r}")
