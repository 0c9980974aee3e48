"""The model review and its demonstration data are what their README promises."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from harvester.resources import shipped_path
from harvester.review import load_review
from tests.support import shared_data

FOLDER: Final = shipped_path("queries/anakinra-hlh")
DEMO: Final = FOLDER / "demo"
VERSIONS: Final = ("v1", "v2")
COLUMNS: Final = ["search", "accession", "doi", "stage", "decision", "reason", "reviewer"]
ALLOWED: Final = {
    "title-abstract": {"include", "exclude"},
    "retrieval": {"retrieved", "not retrieved"},
    "full-text": {"include", "exclude"},
}
_ACCESSION: Final = {
    ".nbib": re.compile(r"^PMID- (\d+)$", re.MULTILINE),
    ".ris": re.compile(r"^(?:ID|U2)  - (\S+)$", re.MULTILINE),
}


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exports(version: str, search: str) -> list[Path]:
    return sorted((DEMO / version / "imports" / search).iterdir())


@cache
def accessions(version: str, search: str) -> tuple[str, ...]:
    return tuple(number for path in exports(version, search) for number in _accessions(path))


def _accessions(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return [row["PUI"] for row in csv.DictReader(text.splitlines()[3:])]
    return _ACCESSION[path.suffix].findall(text)


def _keys() -> list[str]:
    return [search.key for search in load_review(FOLDER).searches]


def _decided(version: str) -> dict[tuple[str, str], dict[str, str]]:
    decided: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows(f"decisions-{version}.csv"):
        decided.setdefault((row["search"], row["accession"]), {})[row["stage"]] = row["decision"]
    return decided


def _reports() -> dict[tuple[str, str], str]:
    return {(row["search"], row["accession"]): row["report"] for row in rows("same-reports.csv")}


def test_the_model_review_is_read_without_a_mistake_or_warning() -> None:
    review = load_review(FOLDER)
    assert review.id == "anakinra-hlh"
    assert _keys() == ["pubmed", "medline", "embase"]
    assert review.warnings == ()


def test_every_strategy_says_that_it_is_a_draft() -> None:
    assert all("// DRAFT" in search.strategy for search in load_review(FOLDER).searches)


def test_the_lines_that_are_sent_hold_no_remark_of_ours() -> None:
    for search in load_review(FOLDER).searches:
        sent = [line for line in search.strategy.splitlines() if not line.startswith("//")]
        assert not re.search(r"\[check|<!--|<-|unverified", "\n".join(sent), re.IGNORECASE)
        assert "\n".join(sent).count("(") == "\n".join(sent).count(")")


def test_the_pubmed_strategy_is_one_line_that_the_e_utilities_take() -> None:
    pubmed = load_review(FOLDER).searches[0]
    assert len([line for line in pubmed.strategy.splitlines() if not line.startswith("//")]) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_the_exports_lie_where_update_looks_for_them(version: str) -> None:
    assert sorted(path.name for path in (DEMO / version / "imports").iterdir()) == sorted(_keys())
    assert all(exports(version, key) for key in _keys())


@pytest.mark.parametrize("version", VERSIONS)
def test_no_export_holds_a_record_twice(version: str) -> None:
    for key in _keys():
        assert len(set(accessions(version, key))) == len(accessions(version, key)) > 0


@pytest.mark.parametrize("version", VERSIONS)
def test_pubmed_records_have_the_tags_of_pubmed(version: str) -> None:
    for record in _records(exports(version, "pubmed")[0], r"\n\n(?=PMID- )"):
        tags = {line[:4].strip() for line in record.splitlines() if line[4:5] == "-"}
        assert {"PMID", "STAT", "LR", "DP", "TI", "PT", "TA", "JT", "EDAT", "MHDA", "CRDT", "PST", "SO"} <= tags


@pytest.mark.parametrize("version", VERSIONS)
def test_medline_records_are_counted_and_linked_as_ovid_does(version: str) -> None:
    text = exports(version, "medline")[0].read_text(encoding="utf-8")
    counters = re.findall(r"^(\d+)\. $\nTY  - JOUR$\nDB  - Ovid MEDLINE\(R\)", text, re.MULTILINE)
    assert counters == [str(number + 1) for number in range(len(accessions(version, "medline")))]
    assert text.count("Link to the Ovid Full Text or citation:") == len(counters)
    assert not re.search(r"^DO  - (?!https://dx\.doi\.org/)", text, re.MULTILINE)


def test_embase_records_are_those_of_embase_com() -> None:
    for record in _records(exports("v1", "embase")[0], r"\n\n(?=TY  - )"):
        tags = {line[:2] for line in record.splitlines()}
        assert {"TY", "M3", "Y1", "JF", "JO", "UR", "U2", "DB", "T1", "LA", "ER"} <= tags


def test_the_embase_update_begins_with_its_query_and_date_limit() -> None:
    first, dashes, blank, *_ = exports("v2", "embase")[0].read_text(encoding="utf-8").splitlines()
    assert first.startswith('"SEARCH QUERY","((\'anakinra\'/exp')
    assert "[02-01-2023]/sd NOT [02-12-2025]/sd" in first
    assert (set(dashes), blank) == ({"-"}, "")


def test_embase_numbers_are_of_the_made_up_series() -> None:
    numbers = [number for version in VERSIONS for number in accessions(version, "embase")]
    assert all(re.fullmatch(r"L99\d{7}", number) for number in numbers)


def test_no_export_holds_an_abstract() -> None:
    for path in DEMO.glob("v*/imports/*/*"):
        assert not re.search(r"^(?:AB  ?-|N2  -)", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_update_repeats_known_records_and_brings_new_and_changed_ones() -> None:
    for key in ("pubmed", "medline"):
        first, second = set(accessions("v1", key)), set(accessions("v2", key))
        assert first & second
        assert second - first
    changed = "PMID- 35974465"
    before, after = (
        next(r for r in _records(exports(v, "pubmed")[0], r"\n\n(?=PMID- )") if changed in r) for v in VERSIONS
    )
    assert "PST - aheadofprint" in before
    assert "VI  - 76" in after


def test_nearly_every_pubmed_record_comes_again_from_medline() -> None:
    pubmed, medline = ({n for v in VERSIONS for n in accessions(v, key)} for key in ("pubmed", "medline"))
    assert medline <= pubmed
    assert len(medline) > 0.9 * len(pubmed)


def test_each_record_has_one_answer() -> None:
    delivered = {(key, number) for version in VERSIONS for key in _keys() for number in accessions(version, key)}
    assert set(_reports()) == delivered


@pytest.mark.parametrize("version", VERSIONS)
def test_every_decision_names_a_record_that_was_delivered(version: str) -> None:
    table = rows(f"decisions-{version}.csv")
    assert list(table[0]) == COLUMNS
    for row in table:
        assert row["accession"] in accessions(version, row["search"]), row


@pytest.mark.parametrize("version", VERSIONS)
def test_decisions_and_reasons_are_those_the_review_knows(version: str) -> None:
    reasons = {"", *load_review(FOLDER).screening.exclusion_reasons}
    for row in rows(f"decisions-{version}.csv"):
        assert row["decision"] in ALLOWED[row["stage"]]
        assert row["reason"] in reasons
        assert bool(row["reason"]) == (row["decision"] == "exclude")


def test_every_report_is_decided_to_the_end_and_only_once() -> None:
    reports = _reports()
    first, second = ({reports[record] for record in _decided(version)} for version in VERSIONS)
    delivered = {reports[(key, number)] for key in _keys() for number in accessions("v1", key)}
    assert first == delivered
    assert not first & second
    assert first | second == set(reports.values())
    for version in VERSIONS:
        assert len(_decided(version)) == len({reports[record] for record in _decided(version)})
        assert all(_is_final(stages) for stages in _decided(version).values())


def _is_final(stages: dict[str, str]) -> bool:
    if stages["title-abstract"] == "exclude" or stages.get("retrieval") == "not retrieved":
        return "full-text" not in stages
    return "full-text" in stages


def test_some_reports_were_not_retrieved() -> None:
    decided = [stages for version in VERSIONS for stages in _decided(version).values()]
    assert [stages.get("retrieval") for stages in decided].count("not retrieved") == 3


def test_every_publication_is_one_of_the_facts() -> None:
    dois, pmids, titles = _facts()
    for row in rows("same-reports.csv"):
        assert row["search"] == "embase" or row["accession"] in pmids, row
        assert any(title.endswith(_plain(row["title"])) for title in titles), row
    for version in VERSIONS:
        assert {row["doi"].lower() for row in rows(f"decisions-{version}.csv")} <= dois | {""}


def test_reports_known_to_give_anakinra_intravenously_are_the_included_ones() -> None:
    with shared_data("anakinra/extraction.csv").open(encoding="utf-8", newline="") as file:
        intravenous = {row["doi"].lower() for row in csv.DictReader(file)}
    included = {
        row["doi"].lower()
        for version in VERSIONS
        for row in rows(f"decisions-{version}.csv")
        if (row["stage"], row["decision"]) == ("full-text", "include")
    }
    assert included == intravenous


def test_the_readme_counts_what_is_there() -> None:
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    for version in VERSIONS:
        (line,) = re.findall(rf"^\| {version} \|(.+)\|$", text, re.MULTILINE)
        written = [int(re.findall(r"\d+", cell)[0]) for cell in line.split("|")]
        assert written == [*(len(accessions(version, key)) for key in _keys()), len(_decided(version))]


def _records(path: Path, between: str) -> list[str]:
    return re.split(between, path.read_text(encoding="utf-8").strip("\n"))


def _facts() -> tuple[set[str], set[str], set[str]]:
    dois, pmids, titles = set[str](), set[str](), set[str]()
    for row in _fact_rows():
        dois.add(row["doi"].lower())
        pmids.add(row["pmid"])
        titles.update(_plain(part) for part in (row.get("title", ""), *_title_in(row.get("citation", ""))))
    return dois, pmids, titles


def _fact_rows() -> Iterator[dict[str, str]]:
    for name in ("records.csv", "records_incomplete.csv", "surveillance/zheln_hlh_anakinra_citations.tsv"):
        with shared_data(f"anakinra/{name}").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t" if name.endswith(".tsv") else ",")


def _title_in(citation: str) -> list[str]:
    """The title of a citation in PubMed's summary form: after the authors, before the journal and date."""
    found = re.match(r"[^.]+\. (.+[.?\])]) [A-Z][^.]*\. \d{4}", citation)
    return [found.group(1)] if found else []


def _plain(title: str) -> str:
    bare = unicodedata.normalize("NFKC", re.sub(r"</?\w+>", "", title)).casefold()
    return re.sub(r"\W+", " ", bare).strip()
