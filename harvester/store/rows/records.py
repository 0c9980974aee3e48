"""Values of records: input and output of ``store.records``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harvester.citation import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingRecord:
    """One record as a page delivered it, ready to be stored under ``accession``."""

    accession: str
    citation: Citation
    content_hash: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """What the store holds of a record: enough to tell whether a delivery of it is new, changed, or another one.

    ``revision`` and ``format`` are those of the current revision, ``last_revision`` the highest number given;
    ``latest`` maps each format to the content hash of the latest revision in it.
    """

    id: int
    accession: str
    revision: int
    last_revision: int
    format: str
    citation: Citation
    latest: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record with its current citation."""

    id: int
    source: str
    accession: str
    report_id: int
    revision: int
    citation: Citation

    @property
    def name(self) -> str:
        """The record as people write it: "pubmed:37344166"."""
        return f"{self.source}:{self.accession}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """A revision that is current: whose it is, where it stands, and its content."""

    record_id: int
    number: int
    source: str
    accession: str
    page_id: int
    citation: Citation
