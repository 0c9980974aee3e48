"""Europe PMC's search, simulated: cursors with the three ends they really have, refusals inside HTTP 200.

As a process: ``python -m tests.simulators.europepmc --records 500``. Options as in tests/simulators/command.py.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal
from urllib.parse import quote

from tests.simulators.command import Current, current_of, parser_of, serve
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.server import SimulatorRequest, SimulatorResponse

LARGEST: Final = 1_000
SORTS: Final = frozenset(["", "CITED asc", "CITED desc", "P_PDATE_D asc", "P_PDATE_D desc"])
End = Literal["empty", "unchanged", "absent"]

_WINDOW: Final = re.compile(r"\((.*)\) AND \(FIRST_IDATE:\[(\S+) TO (\S+)\]\)")
_BY_NUMBER: Final = re.compile(r"\(EXT_ID:(\S+) AND SRC:([A-Z]+)\)")


@dataclass(slots=True)
class EuropePmcService:
    """The service. ``end`` is what follows the last record; records with a PMID above ``preprints_from`` are preprints.

    Every strategy finds every record of the corpus, unless it asks for numbers.
    """

    corpus: Corpus
    end: End = "unchanged"
    preprints_from: int = 1 << 40
    current: Current | None = None

    def __call__(self, asked: SimulatorRequest) -> SimulatorResponse:
        if self.current is not None:
            self.corpus = self.current()
        if (asked.method, asked.utility) not in {("GET", "search"), ("POST", "searchPOST")}:
            return SimulatorResponse(b"<html><body>Not found</body></html>", "text/html", 404)
        return self._search(asked.parameters)

    def _search(self, parameters: Mapping[str, str]) -> SimulatorResponse:
        size = int(parameters.get("pageSize", "25"))
        if size > LARGEST:
            return _refusal(404, f"The pageSize must not be larger than {LARGEST}")
        if parameters.get("sort", "") not in SORTS:
            return SimulatorResponse(b"<html><body>Service Unavailable</body></html>", "text/html", 503)
        if parameters.get("query", "").count("(") != parameters.get("query", "").count(")"):
            return _refusal(400, "The query cannot be read")
        hits = self._hits(parameters["query"])
        start = _position(parameters.get("cursorMark", "*"))
        page = hits[start : start + size]
        return SimulatorResponse(json.dumps(self._reply(parameters, len(hits), page, start)).encode())

    def _hits(self, query: str) -> list[SimulatedRecord]:
        if wanted := {f"{source}:{number}" for number, source in _BY_NUMBER.findall(query)}:
            return [record for record in self.corpus.records.values() if self.number(record) in wanted]
        window = _WINDOW.fullmatch(query)
        if window is None:
            return self.corpus.found(query)
        first, last = date.fromisoformat(window[2]), date.fromisoformat(window[3])
        return [record for record in self.corpus.found(window[1]) if first <= record.day("crdt") <= last]

    def _reply(
        self, parameters: Mapping[str, str], hits: int, page: list[SimulatedRecord], start: int
    ) -> dict[str, Any]:
        cursor = parameters.get("cursorMark", "*")
        after = start + len(page)
        following: str | None = _cursor(after) if page else cursor
        if not hits:
            following = None
        elif after >= hits:
            following = {"empty": _cursor(after + len(page)), "unchanged": _cursor(after), "absent": None}[self.end]
        request = {
            "queryString": parameters["query"],
            "resultType": parameters.get("resultType", "lite"),
            "cursorMark": quote(cursor, safe=""),
            "pageSize": int(parameters.get("pageSize", "25")),
            "sort": "",
            "synonym": parameters.get("synonym") == "Y",
        }
        rows = [core_record(record, self.number(record)) for record in page]
        reply = {"version": "6.9", "hitCount": hits, "nextCursorMark": following, "request": request}
        return {name: value for name, value in reply.items() if value is not None} | {"resultList": {"result": rows}}

    def number(self, record: SimulatedRecord) -> str:
        """Source and id of a record."""
        if int(record.pmid) >= self.preprints_from:
            return f"PPR:PPR{record.pmid}"
        return f"MED:{record.pmid}"


def core_record(record: SimulatedRecord, number: str) -> dict[str, Any]:
    """One record as ``resultType=core`` has it: the members a reader lives on."""
    source, _, identity = number.partition(":")
    row: dict[str, Any] = {"id": identity, "source": source}
    row |= {"pmid": record.pmid} if source == "MED" else {}
    row |= {"doi": record.doi} if record.doi else {}
    names = [(family, given, "".join(word[0] for word in given.split())) for family, given in record.authors]
    row |= {
        "title": record.title,
        "authorString": ", ".join(f"{family} {initials}" for family, _, initials in names) + ".",
        "authorList": {
            "author": [
                {"fullName": f"{family} {initials}", "firstName": given, "lastName": family, "initials": initials}
                for family, given, initials in names
            ]
        },
        "pubYear": str(record.year),
        "abstractText": record.abstract,
        "language": "eng",
        "pubTypeList": {"pubType": ["Preprint"] if source == "PPR" else list(record.types)},
        "isOpenAccess": "N",
        "citedByCount": 0,
        "firstIndexDate": record.crdt,
        "firstPublicationDate": record.crdt,
    }
    return row | (_preprint(record) if source == "PPR" else _journal(record))


def _preprint(record: SimulatedRecord) -> dict[str, Any]:
    return {"bookOrReportDetails": {"publisher": "medRxiv", "yearOfPublication": record.year}}


def _journal(record: SimulatedRecord) -> dict[str, Any]:
    journal = {"title": record.journal, "isoabbreviation": "J Sim Med", "issn": "2049-3630"}
    issue = {"volume": record.volume, "issue": record.issue, "yearOfPublication": record.year, "journal": journal}
    return {"journalInfo": issue, "pageInfo": record.pages}


def _refusal(code: int, said: str) -> SimulatorResponse:
    return SimulatorResponse(json.dumps({"version": "6.9", "errCode": code, "errMsg": said}).encode())


def _cursor(position: int) -> str:
    return base64.b64encode(f"AoII{position}+".encode()).decode()


def _position(cursor: str) -> int:
    if cursor == "*":
        return 0
    return int(base64.b64decode(cursor).decode().removeprefix("AoII").removesuffix("+"))


def main() -> None:
    options = parser_of("Simulate Europe PMC on loopback.").parse_args()
    current = current_of(options)
    serve(EuropePmcService(current(), current=current), options)


if __name__ == "__main__":
    main()
