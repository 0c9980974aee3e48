"""The PRISMA-S appendix: all 16 items, each filled or left to the authors by name."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.documents import to_docx, to_html, to_markdown
from harvester.printable import remove_control_codes
from harvester.prisma import DuplicateCounts
from harvester.prisma.prisma_s import (
    AppendixData,
    AppendixRun,
    ChecklistItem,
    SearchDescription,
    StrategyText,
    build_checklist,
)
from harvester.prisma.search_appendix import appendix_to_json, appendix_to_rows, build_appendix

PUBMED = SearchDescription(
    key="pubmed",
    name="PubMed",
    kind="database",
    source="pubmed",
    platform="NLM",
    strategy='// core form\n(anakinra[tiab]) AND ("macrophage activation syndrome"[mh])\n',
    runs=(
        AppendixRun(date="2025-01-05", status="complete", promised=80, retrieved=80),
        AppendixRun(date="2025-02-01", status="partial", promised=95, retrieved=90),
        AppendixRun(date="2025-03-02", status="complete", promised=96, retrieved=96),
    ),
    records=97,
    limits="English",
    limits_justification="no translator at hand",
    filters="none",
    prior_work="none",
    peer_review="PRESS 2015, by a second information specialist",
)
MEDLINE = SearchDescription(
    key="medline", name="MEDLINE (Ovid)", kind="database", source="file", strategy="", runs=(), records=0
)
FACTS = AppendixData(
    title="Intravenous anakinra for HLH/MAS",
    software="harvester 0.1.0",
    searches=(PUBMED, MEDLINE),
    duplicates=DuplicateCounts(within=1, between=20, already_known=3),
)


def as_markdown(facts: AppendixData) -> str:
    return to_markdown(build_appendix(facts))


def item(number: int, facts: AppendixData = FACTS) -> ChecklistItem:
    return build_checklist(facts)[number - 1]


def with_searches(*searches: SearchDescription) -> AppendixData:
    return replace(FACTS, searches=searches)


def test_all_sixteen_items_are_there_in_order() -> None:
    assert [item.number for item in build_checklist(FACTS)] == list(range(1, 17))
    assert re.findall(r"^## (\d+) ", as_markdown(FACTS), re.MULTILINE) == [str(n) for n in range(1, 17)]


def test_every_item_says_something_even_without_searches() -> None:
    assert all(item.reported or item.missing for item in build_checklist(with_searches()))
    assert item(8, with_searches()).missing == ("a [[search]] in review.toml",)


def test_what_the_program_knows_is_filled() -> None:
    assert item(1).reported == ("PubMed, platform NLM", "MEDLINE (Ovid)")
    assert item(12).reported[0] == "PubMed: first run on 2025-01-05, re-run once, last on 2025-03-02"
    assert item(13).reported[0] == "PubMed: last searched on 2025-03-02"
    assert item(15).reported == ("PubMed: 97 records", "MEDLINE (Ovid): 0 records", "Together: 97 records")
    assert "24 (1 within a search, 20 between searches, 3 of reports known" in item(16).reported[1]


def test_what_a_person_must_write_names_the_key_of_review_toml() -> None:
    assert item(1).missing == ('[[search]] key = "medline": platform',)
    assert item(14).missing == ('[[search]] key = "medline": peer_review',)
    assert item(14).reported == ("PubMed: PRESS 2015, by a second information specialist",)
    assert 'to be filled by the authors**: \\[\\[search\\]\\] key = "medline": filters' in as_markdown(FACTS)


def test_a_limit_without_its_justification_is_not_complete() -> None:
    unjustified = with_searches(replace(PUBMED, limits_justification=""))
    assert item(9, unjustified).missing == ('[[search]] key = "pubmed": limits_justification',)
    assert item(9, with_searches(replace(PUBMED, limits="none", limits_justification=""))).is_complete


def test_a_run_that_did_not_finish_is_no_date_of_search() -> None:
    partial = with_searches(replace(PUBMED, runs=PUBMED.runs[1:2]))
    assert item(13, partial).missing == ("run `harvester update pubmed`",)
    assert "| PubMed | NLM | 2025-02-01 | all dates | partial | 95 | 90 |" in as_markdown(partial)


def test_a8_a_search_with_a_partial_run_alone_is_partly_run() -> None:
    partial = with_searches(replace(PUBMED, runs=PUBMED.runs[1:2]))
    sentence = "PubMed: partly run on 2025-02-01, 90 of 95 records retrieved"
    assert item(12, partial).reported == (sentence,)
    assert item(13, partial).reported == (sentence,)
    assert not item(13, partial).is_complete
    assert "not searched yet" not in as_markdown(partial)


def test_a8_a_later_partial_or_failed_run_is_named_beside_the_last_complete_one() -> None:
    later = with_searches(replace(PUBMED, runs=PUBMED.runs[:2]))
    assert item(13, later).reported == (
        "PubMed: last searched on 2025-01-05; partly run on 2025-02-01, 90 of 95 records retrieved",
    )
    failed = AppendixRun(date="2025-04-01", status="failed", promised=None, retrieved=0)
    assert item(13, with_searches(replace(PUBMED, runs=(failed,)))).reported == (
        "PubMed: the run of 2025-04-01 failed",
    )
    unknown = AppendixRun(date="2025-04-01", status="partial", promised=None, retrieved=3)
    assert item(12, with_searches(replace(PUBMED, runs=(unknown,)))).reported == (
        "PubMed: partly run on 2025-04-01, 3 records retrieved",
    )


def test_a_search_run_by_hand_asks_for_its_file() -> None:
    assert item(13).missing == ("search MEDLINE (Ovid) by hand, then `harvester import FILE --search medline`",)
    assert "### MEDLINE" not in as_markdown(FACTS)


def test_registers_websites_and_citation_searching_have_their_own_items() -> None:
    kinds = {3: "register", 4: "organisation", 5: "citation"}
    for number, kind in kinds.items():
        assert not item(number).is_complete
        found = with_searches(PUBMED, replace(PUBMED, key="x", name="X", kind=kind, platform="Web"))
        assert item(number, found).reported == ("X; platform Web",)


def test_a_platform_used_for_two_databases_is_reported() -> None:
    both = with_searches(PUBMED, replace(MEDLINE, platform="NLM"))
    assert item(2, both).reported[0] == "NLM was used for PubMed and MEDLINE (Ovid)"


def test_contacts_and_other_methods_are_printed_when_given() -> None:
    told = replace(FACTS, contacts="two manufacturers", other_methods="none")
    assert (item(6, told).reported, item(7, told).reported) == (("two manufacturers",), ("none",))
    assert not item(6).is_complete
    assert not item(7).is_complete


def test_hits_a_source_did_not_report_are_unknown() -> None:
    run = AppendixRun(date="2025-01-05", status="complete", promised=None, retrieved=7, window="2024 to 2025")
    written = as_markdown(with_searches(replace(PUBMED, name="A|B", runs=(run,))))
    assert r"| A\|B | NLM | 2025-01-05 | 2024 to 2025 | complete | not reported | 7 |" in written


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_strategy_stands_in_the_appendix_character_by_character(strategy: str) -> None:
    facts = with_searches(replace(PUBMED, strategy=strategy))
    assert appendix_to_json(facts)["searches"][0]["strategy"] == strategy
    written = as_markdown(facts)
    fence = re.findall("^(`{3,})text$", written, re.MULTILINE)[0]
    shown = remove_control_codes(strategy)
    assert f"\n{fence}text\n{shown.removesuffix(chr(10))}\n{fence}\n" in written
    assert fence not in shown


def test_the_json_can_be_written_and_counts_the_open_items() -> None:
    told = json.loads(json.dumps(appendix_to_json(FACTS)))
    assert [item["item"] for item in told["items"]] == list(range(1, 17))
    assert {item["item"] for item in told["items"] if not item["filled"]} == {
        1,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
        13,
        14,
    }
    assert told["items"][5]["missing"][0].startswith("to be filled by the authors: ")


def test_how_the_database_interpreted_a_strategy_is_shown_below_it() -> None:
    damaged = replace(PUBMED, translation="anakinra[Title]", warnings=("hlh*: too many variations",))
    told = as_markdown(with_searches(damaged))
    assert "As interpreted by the database:\n\n```text\nanakinra[Title]\n```" in told
    assert "- hlh\\*: too many variations" in told
    assert "PubMed: about the strategy: hlh*: too many variations" in item(8, with_searches(damaged)).reported


def test_a_database_without_an_interpretation_of_a_strategy_is_not_quoted() -> None:
    assert "interpreted by the database" not in as_markdown(FACTS)


WORDED = StrategyText(text="anakinra[tiab] AND HLH[tiab]", first="2025-01-05", last="2025-02-01", runs=2)
BROADER = "anakinra[tiab] AND (HLH[tiab] OR MAS[tiab])"
CHANGED = replace(
    PUBMED,
    strategy=BROADER,
    earlier=(WORDED,),
    current=StrategyText(text=BROADER, first="2025-03-02", last="2025-03-02", runs=1),
)


def test_every_wording_of_a_strategy_is_shown_with_its_dates() -> None:
    told = as_markdown(with_searches(CHANGED))
    assert f"As run on 2025-03-02:\n\n```text\n{BROADER}\n```" in told
    assert "Earlier version, run twice from 2025-01-05 to 2025-02-01:\n\n```text\nanakinra[tiab] AND HLH" in told
    updates = item(12, with_searches(CHANGED)).reported
    assert any("the strategy was changed once" in line for line in updates)


def test_citation_searching_reports_seeds_direction_and_index() -> None:
    snowball = replace(
        PUBMED,
        key="snow",
        name="Citation searching",
        kind="citation",
        platform="Scopus",
        seeds="the 12 included reports",
    )
    found = item(5, with_searches(snowball))
    assert found.reported == ("Citation searching; platform Scopus; seed references: the 12 included reports",)
    assert found.missing == ('[[search]] key = "snow": direction',)


def test_items_of_the_whole_review_come_from_its_own_table() -> None:
    said = replace(FACTS, online_resources="conference pages of EULAR", citation_searching="none")
    assert (item(4, said).reported, item(5, said).is_complete) == (("conference pages of EULAR",), True)
    assert item(6).missing == ("contacts under [search_report]",)


def test_the_page_shows_what_hostile_texts_say_and_runs_none_of_it() -> None:
    hostile = replace(PUBMED, name="<script>alert(1)</script>", strategy="a <b> & c\n<img src=x onerror=y>")
    told = to_html(build_appendix(with_searches(hostile)))
    assert "<script" not in told
    assert "<img" not in told
    assert "a &lt;b&gt; &amp; c" in told
    assert not re.search(r"https?://", told)


def test_the_word_document_has_all_items_as_headings_and_the_strategies_line_by_line() -> None:
    document = Document(
        io.BytesIO(to_docx(build_appendix(with_searches(replace(PUBMED, strategy="1 anakinra/\n2 hlh.tw.\x0b")))))
    )
    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 2"]
    assert [heading.split()[0] for heading in headings[:16]] == [str(number) for number in range(1, 17)]
    assert any(each.text == "1 anakinra/\n2 hlh.tw.\ufffd" for each in document.paragraphs)
    assert len(document.tables[0].rows) == 1 + 16
    assert [cell.text for cell in document.tables[1].rows[1].cells][:3] == ["PubMed", "NLM", "2025-01-05"]


def test_the_table_has_a_row_for_every_point_and_every_wording() -> None:
    rows = list(appendix_to_rows(with_searches(CHANGED)))
    assert {row[0] for row in rows} == {str(number) for number in range(1, 17)}
    assert [row[3] for row in rows if row[2] == "strategy"] == [
        "PubMed, run twice from 2025-01-05 to 2025-02-01:\nanakinra[tiab] AND HLH[tiab]",
        f"PubMed, run on 2025-03-02:\n{BROADER}",
    ]
