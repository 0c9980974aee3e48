"""Databases that can be asked over the network. A source returns ids and bytes; formats say what the bytes mean."""

from harvester.sources.base import (
    IMPORT_HINT,
    Clock,
    HasWindow,
    Reply,
    SearchPage,
    Settings,
    Source,
    SystemClock,
    TellsChanges,
)
from harvester.sources.http import Answer, Client, PassingError, Request
from harvester.sources.pace import Pace
from harvester.sources.registry import (
    REGISTRY,
    harvest_advice,
    known_sources,
    open_source,
    service_of,
    strategy_warnings,
)
from harvester.sources.replies import json_object, require_success
from harvester.sources.strategy import query_of
from harvester.sources.wiring import Wiring, base_of, contact_of, key_of

__all__ = [
    "IMPORT_HINT",
    "REGISTRY",
    "Answer",
    "Client",
    "Clock",
    "HasWindow",
    "Pace",
    "PassingError",
    "Reply",
    "Request",
    "SearchPage",
    "Settings",
    "Source",
    "SystemClock",
    "TellsChanges",
    "Wiring",
    "base_of",
    "contact_of",
    "harvest_advice",
    "json_object",
    "key_of",
    "known_sources",
    "open_source",
    "query_of",
    "require_success",
    "service_of",
    "strategy_warnings",
]
