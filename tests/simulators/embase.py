"""Elsevier's Embase API, simulated: keys in headers, records numbered from 1, full records in the search itself.

As a process: ``python -m tests.simulators.embase --port 0 --count 500`` prints its URL and serves until interrupted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from tests.simulators.command import current_of, parser_of, serve
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.server import SimulatorRequest, SimulatorResponse

ARTICLE: Final = "/content/embase/article"
_DAY: Final = r"\[(\d\d-\d\d-\d{4})\]/sd"
_ADDED: Final = re.compile(rf"\((.*)\) AND {_DAY} NOT {_DAY}", re.DOTALL)


@dataclass(slots=True)
class EmbaseService:
    """The service; it knows one key, and one token unless that is empty."""

    corpus: Corpus
    key: str = "simulated-elsevier-key"
    token: str = ""
    entitled: bool = True

    def __call__(self, asked: SimulatorRequest) -> SimulatorResponse:
        headers = {name.lower(): value for name, value in asked.headers.items()}
        if headers.get("x-els-apikey") != self.key or headers.get("x-els-insttoken", "") != self.token:
            return _service_error(401, "AUTHORIZATION_ERROR", "Institution Token is not associated with API Key")
        if not self.entitled:
            return _service_error(403, "AUTHENTICATION_ERROR", "Requestor configuration settings insufficient")
        if asked.path == ARTICLE:
            return self._search(asked.parameters)
        if asked.path.startswith(f"{ARTICLE}/lui/"):
            return self._retrieve(asked.utility)
        return _service_error(404, "RESOURCE_NOT_FOUND", "The resource specified cannot be found.")

    def _search(self, parameters: Mapping[str, str]) -> SimulatorResponse:
        start, count = int(parameters.get("start", "1")), int(parameters.get("count", "25"))
        if start < 1 or not parameters.get("query"):
            return _error_response(400, "INVALID_INPUT", "Error translating query")
        hits = self._hits(parameters["query"])
        return self._results(len(hits), hits[start - 1 : start - 1 + count])

    def _hits(self, query: str) -> list[SimulatedRecord]:
        """What a query finds; the day a record was added is its ``crdt``, and "since" the second day is left out."""
        added = _ADDED.fullmatch(query)
        if not added:
            return self.corpus.found(query)
        strategy, first, after = added.groups()
        return [record for record in self.corpus.found(strategy) if _day(first) <= record.day("crdt") < _day(after)]

    def _retrieve(self, number: str) -> SimulatorResponse:
        found = [record for record in self.corpus.records.values() if record.pui == number]
        missing = _service_error(404, "RESOURCE_NOT_FOUND", "The resource specified cannot be found.")
        return self._results(len(found), found) if found else missing

    def _results(self, hits: int, records: list[SimulatedRecord]) -> SimulatorResponse:
        link = [{"@ref": "self", "@href": f"https://api.elsevier.com{ARTICLE}?apiKey={self.key}&httpAccept=json"}]
        content = {"header": {"hits": hits, "link": link}, "results": [embase_result(record) for record in records]}
        return SimulatorResponse(json.dumps(content).encode(), "application/json;charset=UTF-8")


def _day(text: str) -> date:
    return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no zone


def embase_result(record: SimulatedRecord) -> dict[str, Any]:
    """One record in the shape that clients of the API read."""
    numbers = {"pui": record.pui, "lui": record.pui.removeprefix("L"), "medl": record.pmid, "doi": record.doi}
    return {
        "itemInfo": {"itemIdList": {kind: value for kind, value in numbers.items() if value}},
        "head": {
            "citationTitle": {"titleText": [{"ttltext": record.title, "lang": "eng", "original": "y"}]},
            "authorList": {
                "authors": [
                    {"surname": family, "initials": "".join(f"{word[0]}." for word in given.split())}
                    for family, given in record.authors
                ]
            },
            "source": {
                "publicationYear": str(record.year),
                "sourceTitle": [record.journal],
                "sourceTitleAbbrev": ["J. Sim. Med."],
            },
            "abstracts": {"abstracts": [{"paras": [record.abstract]}] if record.abstract else []},
        },
    }


def _service_error(status: int, code: str, text: str) -> SimulatorResponse:
    content = {"service-error": {"status": {"statusCode": code, "statusText": text}}}
    return SimulatorResponse(json.dumps(content).encode(), status=status)


def _error_response(status: int, code: str, text: str) -> SimulatorResponse:
    content = {"error-response": {"error-code": code, "error-message": text}}
    return SimulatorResponse(json.dumps(content).encode(), status=status)


def main() -> None:
    parser = parser_of("Simulate the Embase API on loopback.")
    parser.add_argument("--key", default="simulated-elsevier-key")
    options = parser.parse_args()
    serve(EmbaseService(current_of(options)(), key=options.key), options)


if __name__ == "__main__":
    main()
