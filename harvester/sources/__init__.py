"""Databases that can be asked over the network. A source returns ids and bytes; formats say what the bytes mean."""

from harvester.sources.base import IMPORT_HINT, Clock, Reply, SearchPage, Settings, Source, SystemClock
from harvester.sources.pace import Pace
from harvester.sources.registry import REGISTRY, harvest_advice, known_sources, open_source, strategy_warnings
from harvester.sources.strategy import query_of
from harvester.sources.wiring import Wiring

__all__ = [
    "IMPORT_HINT",
    "REGISTRY",
    "Clock",
    "Pace",
    "Reply",
    "SearchPage",
    "Settings",
    "Source",
    "SystemClock",
    "Wiring",
    "harvest_advice",
    "known_sources",
    "open_source",
    "query_of",
    "strategy_warnings",
]
