"""Invented records for the simulators, without any text of others."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class SimulatedRecord:
    """One record of a simulated database. Dates are ISO; ``edat``, ``mhda`` and ``lr`` follow ``crdt`` where empty."""

    pmid: str
    title: str
    authors: tuple[tuple[str, str], ...] = (("Doe", "Jane A"),)
    year: int = 2024
    journal: str = "Journal of Simulated Medicine"
    volume: str = "12"
    issue: str = "3"
    pages: str = ""
    doi: str = ""
    abstract: str = ""
    crdt: str = "2024-03-01"
    edat: str = ""
    mhda: str = ""
    medline: bool = True
    types: tuple[str, ...] = ("Journal Article",)
    pui: str = ""
    lr: str = ""
    links: tuple[tuple[str, str], ...] = ()

    def day(self, axis: str) -> date:
        return _day(getattr(self, axis) or self.crdt)


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)


def invented(number: int, *, day: date) -> SimulatedRecord:
    """A record that looks like the others but is its own."""
    return SimulatedRecord(
        pmid=str(30_000_000 + number),
        title=f"Simulated trial number {number} of treatment {number % 97} in condition {number % 89}.",
        authors=((f"Author{number % 701}", "Ada B"), (f"Writer{number % 503}", "Carl")),
        year=day.year,
        pages=f"{number}-{number % 10}",
        doi=f"10.5555/sim.{number}",
        abstract=f"Background: condition {number % 89}. Methods: we invented {number} participants. Results: none.",
        crdt=day.isoformat(),
        pui=f"L{600_000_000 + number}",
    )


@dataclass(slots=True)
class Corpus:
    """The records a simulated database holds now. Change it between two runs to play the database's part.

    Every strategy finds every record, unless ``answers`` names the PMIDs that a strategy finds.
    """

    records: dict[str, SimulatedRecord] = field(default_factory=dict)
    answers: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[SimulatedRecord]) -> Self:
        return cls({record.pmid: record for record in records})

    @classmethod
    def sized(cls, count: int, *, first: date = date(2015, 1, 1), per_day: int = 7) -> Self:
        """So many records, created at an even pace from that day on."""
        return cls.of(invented(number, day=first + timedelta(days=number // per_day)) for number in range(count))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Records from a file of JSON lines, as :meth:`write` leaves them."""
        return cls.of(_record(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip())

    def write(self, path: Path) -> None:
        path.write_text("".join(json.dumps(asdict(record)) + "\n" for record in self.records.values()), "utf-8")

    def put(self, *records: SimulatedRecord) -> None:
        """Add records, or change those whose PMID is known."""
        self.records.update({record.pmid: record for record in records})

    def withdraw(self, *pmids: str) -> None:
        for pmid in pmids:
            del self.records[pmid]

    def found(self, strategy: str) -> list[SimulatedRecord]:
        """What a strategy finds, newest first."""
        chosen = self.answers.get(strategy)
        hits = (record for record in self.records.values() if chosen is None or record.pmid in chosen)
        return sorted(hits, key=lambda record: int(record.pmid), reverse=True)


def _record(row: dict[str, Any]) -> SimulatedRecord:
    row["authors"] = tuple((family, given) for family, given in row.get("authors", ()))
    row["links"] = tuple((kind, pmid) for kind, pmid in row.get("links", ()))
    row["types"] = tuple(row.get("types", ("Journal Article",)))
    return SimulatedRecord(**row)
