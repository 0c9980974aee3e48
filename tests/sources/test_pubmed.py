"""PubMed and MEDLINE against their simulator."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from harvester.errors import SourceRefused
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Fault, Simulator, SimulatorRequest, SimulatorResponse
from tests.sources.opening import SourceOpener, ids_of

STRATEGY = "// title\n(anakinra[tiab] OR kineret[tiab])\nAND hlh[tiab]\n"


def test_a_search_yields_every_id_and_the_hits_reported(ncbi: Simulator, opened: SourceOpener) -> None:
    (page,) = opened("pubmed", ncbi).search(STRATEGY)

    assert page.hits == 30
    assert page.ids == tuple(str(30_000_029 - number) for number in range(30))
    assert not page.holds_records
    assert "[Title/Abstract]" in page.translation
    assert page.reply.media_type.startswith("application/json")


def test_every_request_names_tool_and_contact_to_ncbi(ncbi: Simulator, opened: SourceOpener) -> None:
    list(opened("pubmed", ncbi).search(STRATEGY))
    list(opened("pubmed", ncbi).fetch(["30000001"]))

    for asked in ncbi.seen:
        assert asked.parameters["tool"] == "harvester"
        assert asked.parameters["email"] == "team@example.org"
        assert asked.headers["User-Agent"].startswith("harvester/")
        assert "api_key" not in asked.parameters


def test_the_strategy_is_sent_without_its_comments(ncbi: Simulator, opened: SourceOpener) -> None:
    list(opened("pubmed", ncbi).search(STRATEGY))

    assert ncbi.seen[0].parameters["term"] == "(anakinra[tiab] OR kineret[tiab]) AND hlh[tiab]"
    assert ncbi.seen[0].method == "GET"


def test_a_long_strategy_is_posted(ncbi: Simulator, opened: SourceOpener) -> None:
    strategy = " OR ".join(f"synonym{number}[tiab]" for number in range(200))

    assert len(ids_of(list(opened("pubmed", ncbi).search(strategy)))) == 30
    assert ncbi.seen[0].method == "POST"
    assert ncbi.seen[0].query == ""


def test_a_search_without_results_is_one_page_with_none(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.corpus = Corpus()

    (page,) = opened("pubmed", ncbi).search(STRATEGY)

    assert (page.hits, page.ids, page.warnings) == (0, (), ())


def test_pages_follow_one_another_until_the_list_ends(ncbi: Simulator, opened: SourceOpener) -> None:
    pages = list(opened("pubmed", ncbi, page_size=7).search(STRATEGY))

    assert [len(page.ids) for page in pages] == [7, 7, 7, 7, 2]
    assert len(set(ids_of(pages))) == 30


def test_pages_are_asked_for_only_when_they_are_wanted(ncbi: Simulator, opened: SourceOpener) -> None:
    pages = opened("pubmed", ncbi, page_size=7).search(STRATEGY)
    assert ncbi.seen == []
    next(pages)

    assert len(ncbi.seen) == 1


@pytest.mark.parametrize("count", [9_998, 9_999, 10_000, 25_000])
def test_a_search_of_any_size_is_listed_whole(
    count: int, eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.corpus = Corpus.sized(count)

    pages = list(opened("pubmed", ncbi).search(STRATEGY))

    ids = ids_of(pages)
    assert pages[-1].hits == count
    assert len(ids) == len(set(ids)) == count
    assert set(ids) == set(eutils.corpus.records)
    assert all(int(asked.parameters["retstart"]) <= 9_998 for asked in ncbi.seen)


def test_a_day_that_is_too_large_is_cut_by_other_dates(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    spread = Corpus.sized(12_000, first=date(1990, 1, 1), per_day=10)
    eutils.corpus = Corpus.of(
        replace(record, edat=record.crdt, crdt="2019-03-10") for record in spread.records.values()
    )

    pages = list(opened("pubmed", ncbi).search(STRATEGY))

    assert len(set(ids_of(pages))) == 12_000
    assert not any(page.warnings for page in pages)


def test_too_many_records_with_the_same_dates_are_a_shortfall_with_a_warning(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.corpus = Corpus.sized(10_100, first=date(2019, 3, 10), per_day=20_000)

    pages = list(opened("pubmed", ncbi).search(STRATEGY))

    assert pages[-1].hits == 10_100
    assert len(ids_of(pages)) == 9_999
    assert sum("lists only the first 9999" in warning for page in pages for warning in page.warnings) == 1


def test_records_dated_before_pubmed_and_in_the_future_are_not_lost(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.corpus = Corpus.sized(10_500)
    odd = list(eutils.corpus.records)[:2]
    eutils.corpus.put(
        replace(eutils.corpus.records[odd[0]], crdt="1809-02-12"),
        replace(eutils.corpus.records[odd[1]], crdt="2031-01-01"),
    )

    assert set(odd) <= set(ids_of(list(opened("pubmed", ncbi).search(STRATEGY))))


def test_a_count_that_moves_during_the_search_is_asked_for_again(
    ncbi: Simulator, eutils: EutilsService, opened: SourceOpener
) -> None:
    pages = opened("pubmed", ncbi, page_size=10).search(STRATEGY)
    collected = [next(pages)]
    eutils.corpus.put(replace(eutils.corpus.records["30000001"], pmid="20000001"))
    collected += pages

    assert len(ids_of(collected)) == 31
    assert collected[-1].hits == 31


def test_a_service_that_ignores_dates_is_not_asked_for_ever(opened: SourceOpener) -> None:
    first_ids = [str(number) for number in range(1, 10_000)]
    deaf = SimulatorResponse(json.dumps({"esearchresult": {"count": "20000", "idlist": first_ids}}).encode())

    with Simulator(lambda _: deaf) as simulator:
        with pytest.raises(SourceRefused, match="its parts by date have more records") as refusal:
            list(opened("pubmed", simulator).search(STRATEGY))

        assert "base_url" in refusal.value.hint
        assert len(simulator.seen) < 100


def test_a_list_that_ends_early_is_left_for_the_caller_to_see(opened: SourceOpener) -> None:
    def short(asked: SimulatorRequest) -> SimulatorResponse:
        ids = '["3", "2"]' if asked.parameters["retstart"] == "0" else "[]"
        return SimulatorResponse(f'{{"esearchresult": {{"count": "5", "idlist": {ids}}}}}'.encode())

    with Simulator(short) as simulator:
        pages = list(opened("pubmed", simulator).search(STRATEGY))

    assert pages[-1].hits == 5
    assert ids_of(pages) == ["3", "2"]


def test_phrases_that_pubmed_dropped_are_a_warning_once(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.diagnostics["foo OR bar"] = {"errorlist": {"phrasesnotfound": ["foo"], "fieldsnotfound": []}}

    pages = list(opened("pubmed", ncbi, page_size=10).search("foo OR bar"))

    assert [page.warnings for page in pages] == [("foo: not found, and dropped from the search",), (), ()]


def test_mistakes_that_pubmed_does_not_report_are_warnings_as_well(ncbi: Simulator, opened: SourceOpener) -> None:
    page, _ = opened("pubmed", ncbi).search("asthma[tiabb]")

    assert len(page.warnings) == 1
    assert "[tiabb]" in page.warnings[0]


def test_records_are_fetched_in_batches_of_two_hundred(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.corpus = Corpus.sized(450)
    ids = list(eutils.corpus.records)

    replies = list(opened("pubmed", ncbi).fetch(ids))

    assert [reply.body.count(b"<PubmedArticle>") for reply in replies] == [200, 200, 50]
    assert {asked.method for asked in ncbi.asked("efetch.fcgi")} == {"POST", "GET"}


def test_a_withdrawn_record_is_absent_from_the_reply(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.corpus.withdraw("30000002")

    (reply,) = opened("pubmed", ncbi).fetch(["30000001", "30000002"])
    (empty,) = opened("pubmed", ncbi).fetch(["30000002"])

    assert b"30000001" in reply.body
    assert b"30000002" not in reply.body
    assert b"<PubmedArticle>" not in empty.body


def test_nothing_to_fetch_asks_nothing(ncbi: Simulator, opened: SourceOpener) -> None:
    assert list(opened("pubmed", ncbi).fetch([])) == []
    assert ncbi.seen == []


@pytest.mark.parametrize("wrong", ["PMC1234567", "", "0", "12 34", "123456789", "10.1/x"])
def test_an_id_that_is_no_pmid_is_refused_before_anything_is_asked(
    wrong: str, ncbi: Simulator, opened: SourceOpener
) -> None:
    with pytest.raises(SourceRefused, match="not a PMID"):
        list(opened("pubmed", ncbi).fetch(["30000001", wrong]))

    assert ncbi.seen == []


def test_medline_is_pubmed_restricted_to_its_subset(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.corpus.put(replace(eutils.corpus.records["30000001"], medline=False))

    source = opened("medline", ncbi)
    (page,) = source.search("a[tiab] OR b[tiab]")

    assert (source.name, source.record_format) == ("medline", "pubmed-xml")
    assert ncbi.seen[0].parameters["term"] == "(a[tiab] OR b[tiab]) AND medline[sb]"
    assert page.hits == 29
    assert "30000001" not in page.ids


def test_a_large_search_of_medline_is_cut_as_well(eutils: EutilsService, ncbi: Simulator, opened: SourceOpener) -> None:
    eutils.corpus = Corpus.sized(11_000)

    assert len(ids_of(list(opened("medline", ncbi).search("a OR b")))) == 11_000


def test_a_corpus_that_changes_between_two_runs_is_seen_by_the_second(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    source = opened("pubmed", ncbi)
    before = set(ids_of(list(source.search("x"))))
    eutils.corpus.withdraw("30000003")
    eutils.corpus.put(replace(eutils.corpus.records["30000004"], pmid="39999999"))

    after = set(ids_of(list(source.search("x"))))

    assert (before - after, after - before) == ({"30000003"}, {"39999999"})


def test_a_bad_request_is_refused_with_the_words_of_the_service(ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil("400")

    with pytest.raises(SourceRefused, match="PubMed: HTTP 400: Error") as refusal:
        list(opened("pubmed", ncbi).search("asthma"))

    assert "strategy" in refusal.value.hint
    assert len(ncbi.seen) == 1


def test_a_field_that_only_pubmed_knows_is_no_mistake(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.fields = (*eutils.fields, "NOVL Novelty Score")
    eutils.corpus.answers["asthma[novl]"] = eutils.corpus.answers["asthma[tiabb]"] = frozenset(["30000001"])

    known = list(opened("pubmed", ncbi).search("asthma[novl]"))
    unknown = list(opened("pubmed", ncbi).search("asthma[tiabb]"))

    assert [page.warnings for page in known] == [(), ()]
    assert b"Novelty Score" in known[1].reply.body
    assert "[tiabb]" in unknown[0].warnings[0]
    assert [ids_of(pages) for pages in (known, unknown)] == [["30000001"], ["30000001"]]


def test_a_mirror_without_a_list_of_fields_is_searched_nevertheless(ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(Fault("404", only="einfo.fcgi"))

    (page,) = opened("pubmed", ncbi).search("asthma[tiabb]")

    assert "[tiabb]" in page.warnings[0]
