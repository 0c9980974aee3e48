"""Values of searches, runs and pages: input and output of ``store.runs``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RunStatus = Literal["running", "complete", "partial", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """A search as the store knows it."""

    id: int
    key: str
    source: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What is known when a run begins. ``search_date`` is the day the database was asked (ISO date)."""

    search_id: int
    strategy_version_id: int | None
    origin: Literal["service", "file"]
    mode: Literal["full", "window"]
    started_at: datetime
    search_date: str
    platform: str = ""
    file_name: str | None = None
    file_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run as stored."""

    id: int
    search: str
    origin: str
    mode: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    search_date: str
    promised: int | None
    retrieved: int
    new: int
    known: int
    changed: int
    gone: int
    error: str | None
    platform: str
    translation: str
    warnings: tuple[str, ...]
    file_name: str | None
    file_sha256: str | None
    strategy: str
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """Bytes a source sent, and how they were asked for."""

    holds: Literal["ids", "records"]
    body: bytes
    fetched_at: datetime
    format: str = ""
    media_type: str = ""
    request: str = ""
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A stored page that is to be parsed (again)."""

    id: int
    run_id: int
    format: str
    body: bytes
