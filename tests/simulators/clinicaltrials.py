"""ClinicalTrials.gov's interface of version 2, simulated: opaque page tokens, a total only when it is asked for.

As a process: ``python -m tests.simulators.clinicaltrials --records 500``. Options as in tests/simulators/command.py.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tests.simulators.command import Current, current_of, parser_of, serve
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.server import SimulatorRequest, SimulatorResponse

LARGEST: Final = 1_000
KNOWN: Final = frozenset(["query.term", "filter.ids", "format", "fields", "pageSize", "pageToken", "countTotal"])
_WINDOW: Final = re.compile(r"\((.*)\) AND AREA\[LastUpdatePostDate\]RANGE\[(\S+),MAX\]")


@dataclass(slots=True)
class ClinicalTrialsService:
    """The service. Every strategy finds every record of the corpus; ``filter.ids`` finds those it names."""

    corpus: Corpus
    data_of: str = "2026-11-20T09:00:05"
    current: Current | None = None

    def __call__(self, asked: SimulatorRequest) -> SimulatorResponse:
        if self.current is not None:
            self.corpus = self.current()
        if asked.method != "GET":
            return _plain(405, "Method Not Allowed")
        if asked.utility == "version":
            return SimulatorResponse(json.dumps({"apiVersion": "2.0.5", "dataTimestamp": self.data_of}).encode())
        if asked.utility == "studies":
            return self._studies(asked.parameters)
        return _plain(404, "Not Found")

    def _studies(self, parameters: Mapping[str, str]) -> SimulatorResponse:
        for name in parameters:
            if name not in KNOWN:
                return _plain(400, f"`{name}` is unknown parameter")
        try:
            start = _position(parameters.get("pageToken", ""))
        except ValueError:
            return _plain(400, "`pageToken` is incorrect")
        hits = self._hits(parameters)
        size = min(int(parameters.get("pageSize", "10")), LARGEST)
        reply: dict[str, Any] = {"studies": [study_of(record) for record in hits[start : start + size]]}
        if parameters.get("countTotal") == "true":
            reply["totalCount"] = len(hits)
        if start + size < len(hits):
            reply["nextPageToken"] = _token(start + size)
        return SimulatorResponse(json.dumps(reply).encode())

    def _hits(self, parameters: Mapping[str, str]) -> list[SimulatedRecord]:
        if wanted := set(filter(None, parameters.get("filter.ids", "").split(","))):
            return [record for record in self.corpus.records.values() if nct_of(record) in wanted]
        window = _WINDOW.fullmatch(query := parameters.get("query.term", ""))
        if window is None:
            return self.corpus.found(query)
        first = date.fromisoformat(window[2])
        return [record for record in self.corpus.found(window[1]) if record.day("lr") >= first]


def nct_of(record: SimulatedRecord) -> str:
    """The number a record has in the register."""
    return f"NCT{int(record.pmid) % 10**8:08}"


def study_of(record: SimulatedRecord) -> dict[str, Any]:
    """One entry, its protocol section: modules and members as the public data structure names them."""
    number = nct_of(record)
    family, given = record.authors[0]
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": number,
                "orgStudyIdInfo": {"id": f"SIM-{record.pmid}"},
                "organization": {"fullName": "University of Simulation", "class": "OTHER"},
                "briefTitle": record.title,
                "officialTitle": f"Officially: {record.title}",
            },
            "statusModule": {
                "overallStatus": "RECRUITING",
                "studyFirstSubmitDate": record.crdt,
                "studyFirstPostDateStruct": {"date": record.crdt, "type": "ACTUAL"},
                "lastUpdatePostDateStruct": {"date": record.day("lr").isoformat(), "type": "ACTUAL"},
            },
            "sponsorCollaboratorsModule": {
                "responsibleParty": {"type": "SPONSOR"},
                "leadSponsor": {"name": "University of Simulation", "class": "OTHER"},
            },
            "descriptionModule": {"briefSummary": record.abstract},
            "conditionsModule": {"conditions": ["Condition"], "keywords": ["simulation"]},
            "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"]},
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "Treatment"}]},
            "contactsLocationsModule": {
                "overallOfficials": [{"name": f"{given} {family}, MD", "role": "PRINCIPAL_INVESTIGATOR"}]
            },
        },
        "hasResults": False,
    }


def _plain(status: int, said: str) -> SimulatorResponse:
    return SimulatorResponse(said.encode(), "text/plain", status)


def _token(position: int) -> str:
    return base64.urlsafe_b64encode(f"after {position}".encode()).decode()


def _position(token: str) -> int:
    return int(base64.urlsafe_b64decode(token).decode().removeprefix("after ")) if token else 0


def main() -> None:
    options = parser_of("Simulate ClinicalTrials.gov on loopback.").parse_args()
    current = current_of(options)
    serve(ClinicalTrialsService(current(), current=current), options)


if __name__ == "__main__":
    main()
