"""Recorded replies of PubMed are parsed as the source parses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.errors import SourceRefused
from harvester.sources.base import RawResponse
from harvester.sources.http.client import HttpResponse, TransientError
from harvester.sources.ncbi.replies import EsearchResult, check_efetch, parse_einfo, parse_esearch
from tests.support import shared_data


def answered(body: bytes, *, status: int = 200) -> HttpResponse:
    return HttpResponse("PubMed", RawResponse(body, "application/json", status, "GET https://example.org/"), {}, None)


def recorded(name: str) -> Path:
    return shared_data(f"eutils/esearch_diagnostics/split/{name}")


def read(name: str) -> EsearchResult:
    return parse_esearch(answered(recorded(f"{name}.json").read_bytes()))


def test_a_legitimate_zero_has_no_warnings() -> None:
    found = read("cero-legitimo")

    assert (found.count, found.ids, found.warnings) == (0, (), ())
    assert "Atherosclerosis" in found.translation


def test_a_heading_that_does_not_exist_is_a_zero_with_a_warning() -> None:
    found = read("mesh-inexistente")

    assert found.count == 0
    assert len(found.warnings) == 1
    assert "Atherosclerotic Cardiovascular Disease" in found.warnings[0]


def test_a_term_dropped_from_a_search_with_results_is_a_warning() -> None:
    found = read("termino-descartado-con-resultados")

    assert found.count == 5
    assert any('"body battery"[tiab]' in warning for warning in found.warnings)


def test_an_ignored_stop_word_is_a_warning() -> None:
    assert any(warning.startswith("the: not found") for warning in read("frase-ignorada-the").warnings)


def test_the_adjusted_window_is_no_damage_to_the_strategy() -> None:
    found = read("restricciones-ajustadas")

    assert (found.count, len(found.ids), found.warnings) == (195441, 9, ())


def test_a_search_past_the_window_is_an_error_although_its_json_is_invalid() -> None:
    body = recorded("ventana-superada.body.invalid-json.txt").read_bytes()
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)

    with pytest.raises(SourceRefused, match="retstart"):
        parse_esearch(answered(body))


def test_every_recorded_diagnosis_can_be_read() -> None:
    files = sorted(recorded("").glob("*.json"))

    assert len(files) == 14
    assert all(parse_esearch(answered(file.read_bytes())).count >= 0 for file in files)


def test_a_wrong_database_is_refused_with_ncbis_words() -> None:
    body = shared_data("eutils/ncbi/esearch.baderror.json").read_bytes()

    with pytest.raises(SourceRefused, match="fleegle"):
        parse_esearch(answered(body))


def test_an_old_reply_with_history_and_an_error_list_is_read() -> None:
    full = parse_esearch(answered(shared_data("eutils/ncbi/esearch.pubmed.json").read_bytes()))
    wrong = parse_esearch(answered(shared_data("eutils/ncbi/esearch.error.json").read_bytes()))

    assert (full.count, len(full.ids)) == (15169, 100)
    assert wrong.warnings == ("fleegle[MeSH Terms]: not found, and dropped from the search",)


@pytest.mark.parametrize("status", [200, 429])
def test_the_rate_limit_passes_whatever_its_status(status: int) -> None:
    body = shared_data("eutils/errors/rate_limit_429.json").read_bytes()

    with pytest.raises(TransientError, match=r"rate limit|too many"):
        parse_esearch(answered(body, status=status))
    with pytest.raises(TransientError, match=r"rate limit|too many"):
        check_efetch(answered(body, status=status))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"esearchresult": []}',
        b'{"esearchresult": {}}',
        b'{"esearchresult": {"count": "many"}}',
        b'{"esearchresult": {"count": true}}',
        b'{"esearchresult": {"count": "-1"}}',
        b'{"esearchresult": {"count": "1", "idlist": "1"}}',
        b'{"esearchresult": {"count": "1", "idlist": ["x"]}}',
        b'{"esearchresult": {"count": "12", "idl',
        b"<html><body>Down</body></html>",
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_whatever_is_not_a_search_result_is_a_passing_fault_and_never_a_zero(body: bytes) -> None:
    with pytest.raises(TransientError):
        parse_esearch(answered(body))


def test_warnings_of_an_unknown_shape_do_not_hide_the_ids() -> None:
    body = (
        b'{"esearchresult": {"count": "1", "idlist": ["5"], "errorlist": [], "warninglist": {"outputmessages": "x"}}}'
    )

    assert parse_esearch(answered(body)).ids == ("5",)


def test_a_recorded_set_of_records_is_accepted() -> None:
    for name in ("biopython/efetch/pubmed7.xml", "ncbi/efetch.pubmed.xml"):
        answer = answered(shared_data(f"eutils/{name}").read_bytes())
        assert check_efetch(answer) is answer


def test_a_recorded_page_of_html_is_not_a_set_of_records() -> None:
    with pytest.raises(TransientError, match="not PubMed XML"):
        check_efetch(answered(shared_data("eutils/biopython/efetch/pubmed3.html").read_bytes()))


def test_records_that_break_off_are_not_accepted() -> None:
    body = shared_data("eutils/biopython/efetch/pubmed7.xml").read_bytes()

    with pytest.raises(TransientError, match="truncated"):
        check_efetch(answered(body[:-200]))


@pytest.mark.parametrize("status", [200, 400])
def test_an_invalid_key_is_refused_and_the_hint_names_it(status: int) -> None:
    body = b'{"error":"API key invalid","api-key":"REDACTED","type":"ip","status":"unknown"}'

    with pytest.raises(SourceRefused, match="API key invalid") as refusal:
        parse_esearch(answered(body, status=status))

    assert "NCBI_API_KEY" in refusal.value.hint


@pytest.mark.parametrize(("status", "hint"), [(403, "blocks"), (404, "base_url"), (414, "strategy")])
def test_each_refusal_has_a_hint(status: int, hint: str) -> None:
    with pytest.raises(SourceRefused) as refusal:
        parse_esearch(answered(b"<html>No</html>", status=status))

    assert hint in refusal.value.hint


EINFO = "eutils/biopython/other/einfo2.xml"


def test_the_recorded_list_of_fields_is_parsed_without_the_network() -> None:
    fields = parse_einfo(answered(shared_data(EINFO).read_bytes()))

    assert {"tiab", "title", "mesh", "crdt", "all"} <= fields.tags


@pytest.mark.parametrize(
    "body",
    [
        shared_data(EINFO).read_bytes().replace(b"einfo.dtd", b"einfo_of_another_year.dtd"),
        shared_data(EINFO).read_bytes().replace(b"https://eutils.ncbi.nlm.nih.gov/", b"https://example.org/"),
        shared_data(EINFO)
        .read_bytes()
        .replace(b'einfo.dtd">', b'einfo.dtd" [<!ENTITY x SYSTEM "https://example.org">]>'),
        shared_data(EINFO).read_bytes()[:3000],
        shared_data("eutils/ncbi/einfo.error.xml").read_bytes(),
        b"<html>Not found</html>",
    ],
)
def test_no_other_list_of_fields_is_given_to_a_parser_that_fetches_dtds(body: bytes) -> None:
    with pytest.raises(SourceRefused, match="list of fields"):
        parse_einfo(answered(body))
