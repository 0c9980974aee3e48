"""NCBI's E-utilities, simulated: ESearch with its limit of 9,999 records and its invalid JSON, EFetch and EInfo as XML.

As a process: ``python -m tests.simulators.eutils --records 60000 --fault-rate 0.05`` prints its URL and serves until
interrupted. With ``--records FILE`` (JSON lines) the file is read again whenever it has changed; all options are in
tests/simulators/command.py. Faults can be queued while it runs: POST a JSON list such as ``[{"kind": "500"}]`` to
``/_simulator/faults``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from tests.simulators.command import Current, current_of, parser_of, serve
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.pubmed_xml import pubmed_xml
from tests.simulators.server import SimulatorRequest, SimulatorResponse

WINDOW: Final = 9_999
_HEADER: Final = {"type": "esearch", "version": "0.3"}
_SPAN: Final = r"\d{4}/\d\d/\d\d:\d{4}/\d\d/\d\d\[(?:crdt|edat|mhda|lr)\]"
_RANGE: Final = re.compile(rf" AND \(({_SPAN}(?: OR {_SPAN})*)\)")
_MEDLINE: Final = " AND medline[sb]"
_PAST_WINDOW: Final = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, ESearch can only retrieve "
    "the first 9,999 records matching the query. To obtain more than 9,999 PubMed records, consider using EDirect."
)


@dataclass(slots=True)
class EutilsService:
    """The service. ``diagnostics`` are members that a strategy's search result carries: errorlist, warninglist."""

    corpus: Corpus
    diagnostics: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    current: Current | None = None
    window: int = WINDOW
    fields: tuple[str, ...] = ("TIAB Title/Abstract", "MESH MeSH Terms")

    def __call__(self, asked: SimulatorRequest) -> SimulatorResponse:
        if self.current is not None:
            self.corpus = self.current()
        if asked.utility == "esearch.fcgi":
            return self._esearch(asked.parameters)
        if asked.utility == "efetch.fcgi":
            return self._efetch(asked.parameters)
        if asked.utility == "einfo.fcgi":
            return SimulatorResponse(_field_list(self.fields), "text/xml; charset=UTF-8")
        return SimulatorResponse(b"<html><body>Not found</body></html>", "text/html", 404)

    def _esearch(self, parameters: Mapping[str, str]) -> SimulatorResponse:
        if parameters.get("db") != "pubmed":
            return _result({"ERROR": f"Invalid db name specified: {parameters.get('db')}"})
        start, size = int(parameters.get("retstart", "0")), int(parameters.get("retmax", "20"))
        if start >= self.window:
            body = json.dumps({"header": _HEADER, "esearchresult": {"ERROR": _PAST_WINDOW}}, separators=(",", ":"))
            return SimulatorResponse(body.replace("\\n", "\n").encode())
        strategy, hits = self._hits(parameters["term"])
        page = hits[start : min(start + size, self.window)]
        notes = dict(self.diagnostics.get(strategy, {}))
        if start + size > self.window:
            told = f"Restrictions achieved. start and count adjusted to {start}, {self.window - start}"
            notes["warninglist"] = {"phrasesignored": [], "quotedphrasesnotfound": [], "outputmessages": [told]}
        if not hits and not notes:
            empty: dict[str, list[str]] = {"phrasesignored": [], "quotedphrasesnotfound": []}
            notes["warninglist"] = empty | {"outputmessages": ["No items found."]}
        return _result(
            {
                "count": str(len(hits)),
                "retmax": str(len(page)),
                "retstart": str(start),
                "idlist": [record.pmid for record in page],
                "translationset": [],
                "querytranslation": parameters["term"].replace("[tiab]", "[Title/Abstract]"),
                **notes,
            }
        )

    def _hits(self, term: str) -> tuple[str, list[SimulatedRecord]]:
        ranges = _RANGE.findall(term)
        strategy = _RANGE.sub("", term)
        for _ in {_is_slice(clause) for clause in ranges}:  # a window, its slices: each puts brackets around the rest
            strategy = _unwrapped(strategy)
        medline = strategy.endswith(_MEDLINE)
        strategy = _unwrapped(strategy.removesuffix(_MEDLINE)) if medline else strategy
        hits = [record for record in self.corpus.found(strategy) if record.medline or not medline]
        for clause in ranges:
            spans = [_span(text) for text in clause.split(" OR ")]
            hits = [record for record in hits if any(first <= record.day(axis) <= last for axis, first, last in spans)]
        return strategy, hits

    def _efetch(self, parameters: Mapping[str, str]) -> SimulatorResponse:
        asked = parameters.get("id", "").split(",")
        found = [self.corpus.records[pmid] for pmid in asked if pmid in self.corpus.records]
        return SimulatorResponse(pubmed_xml(found), "text/xml; charset=UTF-8")


def _field_list(fields: Iterable[str]) -> bytes:
    """The XML of EInfo for short and full names of fields ("TIAB Title/Abstract")."""
    names = (field.split(" ", 1) for field in fields)
    listed = "".join(f"<Field><Name>{short}</Name><FullName>{full}</FullName></Field>" for short, full in names)
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eInfoResult PUBLIC "-//NLM//DTD einfo 20190110//EN" '
        '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20190110/einfo.dtd">\n<eInfoResult><DbInfo><DbName>pubmed</DbName>'
        f"<FieldList>{listed}</FieldList></DbInfo></eInfoResult>"
    ).encode()


def _result(result: Mapping[str, Any]) -> SimulatorResponse:
    return SimulatorResponse(
        json.dumps({"header": _HEADER, "esearchresult": result}).encode(), "application/json; charset=UTF-8"
    )


def _unwrapped(term: str) -> str:
    return term[1:-1] if term.startswith("(") and term.endswith(")") else term


def _is_slice(clause: str) -> bool:
    return " OR " not in clause and not clause.endswith("[lr]")


def _span(text: str) -> tuple[str, date, date]:
    """Axis, first and last day of a span such as "2026/11/20:2026/11/23[lr]"."""
    days, axis = text.removesuffix("]").split("[")
    first, last = map(_day, days.split(":"))
    return axis, first, last


def _day(text: str) -> date:
    return date(*map(int, text.split("/")))


def main() -> None:
    options = parser_of("Simulate NCBI's E-utilities on loopback.").parse_args()
    current = current_of(options)
    serve(EutilsService(current(), current=current), options)


if __name__ == "__main__":
    main()
