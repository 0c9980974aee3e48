"""One target for each reader: bytes go in; records or one clear error come out, and nothing else ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from harvester.citation import citation_from_json, citation_to_json
from harvester.errors import FormatError
from harvester.formats import (
    ParsedFile,
    detect_format,
    parse_clinicaltrials_json,
    parse_embase_json,
    parse_europepmc_json,
    parse_file,
    read_chunks,
)
from harvester.formats.read import FORMAT_READERS
from harvester.formats.text.encoding import decode
from tests.formats.samples import SAMPLES

SERVICES: Final[dict[str, Callable[[bytes], ParsedFile]]] = {
    "embase-json": lambda data: parse_embase_json(data, name="fuzz"),
    "europepmc-json": lambda data: parse_europepmc_json(data, name="fuzz"),
    "clinicaltrials-json": lambda data: parse_clinicaltrials_json(data, name="fuzz"),
}
"""Readers of replies that only come from a service."""

_REPLIES: Final = {
    "embase-json": b'{"results":[{"itemInfo":{"itemIdList":{"pui":"L2003","doi":"10.1000/x"}},"head":{"citationTitle":'
    b'{"titleText":[{"ttltext":"One"}]},"source":{"publicationYear":{"first":"2020"},"volisspag":{"voliss":{"volume":'
    b'"1"}}},"authorList":{"authors":[{"surname":"Doe","initials":"J."}]}}}]}',
    "europepmc-json": b'{"hitCount":1,"resultList":{"result":[{"id":"1","source":"MED","pmid":"1","title":"One.",'
    b'"authorList":{"author":[{"fullName":"Doe J","firstName":"J","lastName":"Doe"}]},"journalInfo":{"volume":"1",'
    b'"journal":{"title":"T"}},"pubYear":"2020","abstractText":"<h4>A</h4>b"}]}}',
    "clinicaltrials-json": b'{"totalCount":1,"studies":[{"protocolSection":{"identificationModule":{"nctId":'
    b'"NCT02780583","briefTitle":"One"},"statusModule":{"startDateStruct":{"date":"2016-07"}}}}]}',
}
SEEDS: Final[dict[str, bytes]] = {**SAMPLES, **_REPLIES, "any": SAMPLES["ris"], "parts": SAMPLES["csv"] * 40}
"""What each target begins from."""


def target(name: str, data: bytes) -> int:
    """Give bytes to a reader; returns how many records it found. Whatever else happens is a fault of the reader."""
    try:
        found = _found(name, data)
    except FormatError as refused:
        _check_refusal(refused)
        return 0
    for one in found:
        _check(one)
    return sum(len(one.records) for one in found)


def _found(name: str, data: bytes) -> list[ParsedFile]:
    if name == "any":
        detect_format(data)
        return [parse_file(data, name="fuzz")]
    if name == "parts":
        blocks: Iterator[bytes] = (data[start : start + 97] for start in range(0, len(data), 97))
        parts = list(read_chunks(blocks, name="fuzz", size=300))
        assert b"".join(part.data for part in parts) == data
        return [part.parsed for part in parts]
    if name in SERVICES:
        return [SERVICES[name](data)]
    return [FORMAT_READERS[name](data, decode(data), "fuzz")]


def _check_refusal(refused: FormatError) -> None:
    """An error says what is wrong and what to do."""
    assert refused.message
    assert refused.hint


def _check(found: ParsedFile) -> None:
    """What holds for all that a reader gives."""
    for entry in found.records:
        assert entry.line >= 1
        text = citation_to_json(entry.citation)
        assert citation_from_json(text) == entry.citation
        text.encode()
        assert not any("\x00" in part for pair in (*entry.citation.extra, *entry.citation.identifiers) for part in pair)


NAMES: Final = (*FORMAT_READERS, *SERVICES, "any", "parts")
"""Every target."""
