"""CSL-JSON of reference managers gives every item and every member."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harvester.citation import Author, Citation
from harvester.errors import FormatError
from harvester.formats import detect_format, parse_file


def items(*found: dict[str, Any]) -> list[Citation]:
    data = json.dumps([{"type": "article-journal", **item} for item in found]).encode()
    return [entry.citation for entry in parse_file(data, name="f.json").records]


@pytest.mark.parametrize(
    ("person", "author"),
    [
        ({"family": "Doe", "given": "Jane A."}, Author("Doe", "Jane A.")),
        ({"family": "Roe", "given": "Karl", "non-dropping-particle": "van der"}, Author("van der Roe", "Karl")),
        ({"family": "Poe", "given": "Ann", "dropping-particle": "de"}, Author("Poe", "Ann de")),
        ({"family": "Doe", "given": "Jim", "suffix": "Jr."}, Author("Doe", "Jim", "Jr.")),
        ({"literal": "Ministry of Things, Oslo"}, Author("Ministry of Things, Oslo", group=True)),
        ({"family": "Things Study Group"}, Author("Things Study Group", group=True)),
    ],
)
def test_names_are_put_together(person: dict[str, str], author: Author) -> None:
    assert items({"title": "T", "author": [person]})[0].authors == (author,)


@pytest.mark.parametrize(
    ("issued", "date", "year"),
    [
        ({"date-parts": [[2020, 3, 4]]}, "2020-03-04", 2020),
        ({"date-parts": [["2020", "3"]]}, "2020-03", 2020),
        ({"date-parts": [[2020]]}, "", 2020),
        ({"raw": "March 2020"}, "March 2020", 2020),
        ({"date-parts": [[2019, 12], [2020, 1]]}, "2019-12", 2019),
    ],
)
def test_dates_in_parts_are_dates(issued: dict[str, Any], date: str, year: int) -> None:
    (found,) = items({"title": "T", "issued": issued})
    assert (found.date, found.year) == (date, year)


def test_what_no_field_takes_is_kept_and_an_empty_item_is_told() -> None:
    found = parse_file(
        b'[{"id": "a", "type": "article-journal"}, {"id": "b", "type": "report", "title": "T", "odd": 1}]', name="f"
    )
    (entry,) = found.records
    assert (entry.file_id, entry.citation.kind) == ("b", "report")
    assert set(entry.citation.extra) == {("id", "b"), ("odd", "1")}
    assert [bad.line for bad in found.unreadable] == [1]


def test_a_list_under_items_is_one_too_and_broken_json_is_refused() -> None:
    assert detect_format(b'{"items": [{"type": "article-journal"}]}') == "csl-json"
    with pytest.raises(FormatError, match="line 1: broken JSON"):
        parse_file(b'[{"type": "article-journal", "title": ', name="f.json")


@pytest.mark.parametrize("text", ['[{"id": "W1", "type": "article"}]', '{"status": "ok", "issued": 1}', "[1, 2]"])
def test_json_of_other_services_is_none(text: str) -> None:
    assert detect_format(text.encode()) is None


def test_a_file_saved_at_clinicaltrials_gov_is_read_as_its_service_sends_it() -> None:
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT01234567", "briefTitle": "Things"}}}
    listed, sent = json.dumps([study], indent=1), json.dumps({"studies": [study]})
    (entry,) = parse_file(f"\ufeff{listed}".encode(), name="f.json").records
    assert (entry.accession, entry.citation.kind, entry.citation.title) == ("NCT01234567", "registry-entry", "Things")
    assert parse_file(sent.encode(), name="f.json").records == (entry,)
