"""Sources of another package that fail in various ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from harvester.errors import SourceRefused
from harvester.formats import ParsedFile
from harvester.sources import RawResponse, SearchPage, Settings, SourceContext, require_contact

REPLY = RawResponse(b"{}", "application/json", 200, "GET http://127.0.0.1/")


@dataclass(frozen=True)
class Foreign:
    """A source that finds one record, unless the strategy tells it to fail."""

    name: str = "foreign"
    platform: str = "somewhere else"
    record_format: str = "foreign-json"

    def search(self, strategy: str) -> Iterator[SearchPage]:
        if strategy == "refuse":
            raise SourceRefused("the foreign service says no")
        yield SearchPage(REPLY, 1, ("7",), holds_records=False)
        if strategy == "break":
            raise KeyError("number")

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        for number in ids:
            if not number.isdecimal():
                raise ValueError(number)
            yield REPLY


@dataclass(frozen=True)
class Telling(Foreign):
    """A source that also tells what changed, and breaks when it is asked for a window."""

    def changed_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        yield SearchPage(REPLY, 1, (f"{day.year}",), holds_records=False)

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        raise OverflowError("window")


def open_telling_source(settings: Settings, context: SourceContext) -> Telling:
    return Telling(name="telling")


def open_foreign_source(settings: Settings, context: SourceContext) -> Foreign:
    require_contact(settings, "Foreign")
    return Foreign()


def open_and_break(settings: Settings, context: SourceContext) -> Foreign:
    raise ZeroDivisionError("division by zero")


def read_and_break(data: bytes, *, name: str) -> ParsedFile:
    raise IndexError("out of range")
