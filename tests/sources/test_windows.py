"""Changed and recently added records of a search, from PubMed and Embase."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from harvester.sources import Source, SupportsChanges, SupportsDateWindow
from harvester.sources.ncbi.eutils import EutilsSource as Adapter
from tests.simulators.clinicaltrials import ClinicalTrialsService
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.embase import EmbaseService
from tests.simulators.europepmc import EuropePmcService
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator
from tests.sources.opening import WITH_ELSEVIER_KEY, SourceOpener, ids_of
from tests.sources.plugin_sources import Foreign

STRATEGY = "anakinra[tiab] OR interleukin-1[tiab]"
DAY = date(2026, 11, 20)
TODAY = "2026-11-23"


def telling(source: Source) -> SupportsChanges:
    assert isinstance(source, SupportsChanges)
    return source


def with_window(source: Source) -> SupportsDateWindow:
    assert isinstance(source, SupportsDateWindow)
    return source


def dated(pmid: str, *, crdt: str, edat: str = "", mhda: str = "", lr: str = "") -> SimulatedRecord:
    return SimulatedRecord(pmid=pmid, title="x", crdt=crdt, edat=edat, mhda=mhda, lr=lr, pui=f"L{pmid}")


def test_pubmed_is_asked_for_records_revised_since_a_day(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    changed = replace(eutils.corpus.records["30000007"], lr="2026-11-21")
    eutils.corpus.put(changed, replace(eutils.corpus.records["30000008"], lr="2026-11-19"))

    pages = list(telling(opened("pubmed", ncbi)).changed_since(STRATEGY, DAY))

    assert ids_of(pages) == ["30000007"]
    assert [asked.parameters["term"] for asked in ncbi.seen] == [
        f"({STRATEGY}) AND (2026/11/20:2026/11/23[lr])",
    ]


def test_medline_is_asked_within_its_own_subset(eutils: EutilsService, ncbi: Simulator, opened: SourceOpener) -> None:
    fresh = replace(eutils.corpus.records["30000007"], lr=TODAY)
    eutils.corpus.put(fresh, replace(fresh, pmid="30000008", medline=False))
    assert ids_of(list(telling(opened("medline", ncbi)).changed_since(STRATEGY, DAY))) == ["30000007"]


@pytest.mark.parametrize("axis", ["crdt", "mhda", "edat"])
def test_a_date_window_of_pubmed_finds_records_by_any_of_three_dates(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener, axis: str
) -> None:
    days = {"crdt": "2020-01-01", "edat": "2019-01-01", "mhda": "2021-01-01"} | {axis: "2026-11-20"}
    eutils.corpus.put(dated("40000001", **days), dated("40000002", crdt="2026-11-19"))

    pages = list(with_window(opened("pubmed", ncbi)).search_since(STRATEGY, DAY))

    assert ids_of(pages) == ["40000001"]
    days_asked = "2026/11/20:2026/11/23"
    clause = f"({days_asked}[crdt] OR {days_asked}[mhda] OR {days_asked}[edat])"
    assert ncbi.seen[-1].parameters["term"] == f"({STRATEGY}) AND {clause}"


def test_a_window_too_large_to_be_listed_is_cut_like_any_search(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    eutils.corpus = Corpus.of(
        dated(str(50_000_000 + number), crdt="2026-11-21", mhda="2020-01-01") for number in range(40)
    )
    eutils.corpus.put(*(dated(str(60_000_000 + number), crdt="2026-11-22") for number in range(40)))
    eutils.window = 50
    source = opened("pubmed", ncbi)
    assert isinstance(source, Adapter)
    pages = list(replace(source, max_listed=50).search_since(STRATEGY, DAY))
    assert sorted(ids_of(pages)) == sorted(eutils.corpus.records)


def test_a_window_of_embase_leaves_its_last_day_out(
    elsevier_service: EmbaseService, elsevier: Simulator, opened: SourceOpener
) -> None:
    days = ("2026-11-19", "2026-11-20", TODAY, "2026-11-24")
    elsevier_service.corpus = Corpus.of(dated(str(number), crdt=day) for number, day in enumerate(days, 1))
    query = "'anakinra'/exp OR kineret:ti"

    pages = list(with_window(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY)).search_since(query, DAY))

    assert sorted(ids_of(pages)) == ["L2", "L3"]
    assert all(page.holds_records for page in pages)
    assert elsevier.seen[0].parameters["query"] == f"({query}) AND [20-11-2026]/sd NOT [24-11-2026]/sd"


def test_embase_sends_its_records_with_every_search_and_need_not_tell_what_changed(
    elsevier: Simulator, opened: SourceOpener
) -> None:
    assert not isinstance(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY), SupportsChanges)


def test_a_window_of_europe_pmc_takes_what_was_indexed_first_in_it(
    ebi_service: EuropePmcService, ebi: Simulator, opened: SourceOpener
) -> None:
    days = ("2026-11-19", "2026-11-20", TODAY)
    ebi_service.corpus = Corpus.of(dated(str(number), crdt=day) for number, day in enumerate(days, 1))
    strategy = "// synonym = N\nanakinra"

    pages = list(with_window(opened("europepmc", ebi)).search_since(strategy, DAY))

    assert sorted(ids_of(pages)) == ["MED:2", "MED:3"]
    assert ebi.seen[0].parameters["query"] == "(anakinra) AND (FIRST_IDATE:[2026-11-20 TO 2026-11-23])"
    assert ebi.seen[0].parameters["synonym"] == "N"


def test_a_window_of_the_register_takes_what_was_added_or_edited_in_it(
    register_service: ClinicalTrialsService, register: Simulator, opened: SourceOpener
) -> None:
    register_service.corpus = Corpus.of(
        dated(str(number), crdt="2020-01-01", lr=day) for number, day in enumerate(("2026-11-19", "2026-11-20", ""), 1)
    )

    version, page = with_window(opened("clinicaltrials", register)).search_since("anakinra", DAY)

    assert (version.hits, page.ids) == (1, ("NCT00000002",))
    term = "(anakinra) AND AREA[LastUpdatePostDate]RANGE[2026-11-20,MAX]"
    assert register.seen[1].parameters["query.term"] == term


def test_a_source_without_a_window_is_known_as_such() -> None:
    assert not isinstance(Foreign(), SupportsDateWindow)
