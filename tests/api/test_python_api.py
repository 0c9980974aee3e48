"""The Python API: every public name, its docstring's example, values that pandas takes as they are."""

from __future__ import annotations

import doctest
import importlib
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import harvester as hv
from harvester.errors import FormatError, LockedError, UsageError
from tests.cli.run_harvester import harvested_review, harvester
from tests.support import ROOT

IMPORTS = ROOT / "queries" / "anakinra-hlh" / "demo" / "v1" / "imports"
EMBASE = IMPORTS / "embase" / "embase-2023-01-02.ris"
PUBMED = IMPORTS / "pubmed" / "pubmed-2023-01-02.nbib"
MODULES = ("records", "deduplication", "review", "open_review", "prisma_flow")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return harvested_review(tmp_path / "fever")


@pytest.fixture
def review(folder: Path) -> Iterator[hv.Review]:
    with hv.open_review(folder, "r+") as review:
        yield review


@pytest.fixture(scope="module")
def records() -> hv.Records:
    return hv.read_files(EMBASE, PUBMED)


@pytest.mark.parametrize("name", hv.__all__)
def test_every_public_name_exists_and_is_described(name: str) -> None:
    assert inspect.getdoc(getattr(hv, name))
    assert name in dir(hv)


@pytest.mark.parametrize("name", ["read_files", "deduplicate", "explain", "write_file", "open_review"])
def test_every_public_function_says_what_goes_in_and_what_it_raises_and_gives_an_example(name: str) -> None:
    text = inspect.getdoc(getattr(hv, name)) or ""
    assert "Args:" in text
    assert "Example:" in text
    assert "Raises:" in text or name in {"deduplicate", "explain"}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_give_what_they_show(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert doctest.testmod(importlib.import_module(f"harvester.api.{name}")).failed == 0


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = hv.nothing


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "('numpy', 'sqlalchemy', 'rich', 'click')"
    code = f"import sys, harvester; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}, cwd=ROOT
    )
    assert run.stdout.strip() == "[]"


def test_records_say_where_they_come_from(records: hv.Records) -> None:
    assert {record.source for record in records} == {EMBASE.name, PUBMED.name}
    assert records[-1].accession == records[-1].citation.pmid
    assert records[0].line == 1
    assert len(records[:3]) == 3
    assert repr(records) == f"<{len(records)} records>"


def test_tables_are_lists_of_flat_dictionaries_with_the_same_keys(records: hv.Records) -> None:
    result = hv.deduplicate(records)
    for rows in (records.to_dicts(), result.to_dicts(), result.pairs_to_dicts(), result.unique.to_dicts()):
        assert len({tuple(row) for row in rows}) == 1
        assert all(isinstance(value, str | int | float | None) for row in rows for value in row.values())
    assert [row["cluster"] for row in result.to_dicts()] == result.clusters.tolist()


def test_files_are_de_duplicated_as_the_command_does_it(records: hv.Records, tmp_path: Path) -> None:
    result = hv.deduplicate(records)
    document = harvester("dedup", "files", EMBASE, PUBMED, "--json", "-o", tmp_path / "command.ris").document
    assert (document["records"], document["reports"]) == (len(records), len(result.unique))
    assert document["to_review"] == len(result.to_review)
    assert document["expected_errors"] == result.expected_errors.to_json()
    hv.write_file(result.unique, tmp_path / "python.ris")
    assert (tmp_path / "python.ris").read_text("utf-8") == (tmp_path / "command.ris").read_text("utf-8")


def test_a_pair_is_explained_in_sentences(records: hv.Records) -> None:
    explained = hv.explain(records[0], records[1].citation)
    assert explained.outcome == "distinct"
    assert explained.sentences
    pair = next(pair for pair in hv.deduplicate(records).pairs if pair.outcome == "duplicate")
    assert hv.explain(records[pair.a], records[pair.b]).outcome == "duplicate"


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text('title,year\n"A title, 2020\n', encoding="utf-8")
    with pytest.raises(UsageError):
        hv.read_files(tmp_path / "missing.ris")
    with pytest.raises(UsageError):
        hv.read_files()
    path.write_bytes(b"")
    with pytest.raises(FormatError):
        hv.read_files(path)
    with pytest.raises(UsageError, match=r"records[.]doc"):
        hv.write_file([], tmp_path / "records.doc")
    with pytest.raises(UsageError, match="cannot be written"):
        hv.write_file([], tmp_path / "none" / "records.ris")


def test_a_review_gives_its_records_and_reports(review: hv.Review) -> None:
    assert len(review.records()) == review.status().records == 5
    assert [report.name for report in review.reports()] == ["R000001", "R000002", "R000003", "R000005"]
    assert review.reports("title-abstract").to_dicts()[0]["stage"] == "title-abstract"
    assert not review.reports("included")
    with pytest.raises(UsageError, match="There is no stage"):
        review.reports("nowhere")
    assert "mode 'r+'" in repr(review)


def test_decisions_and_the_flow_are_those_of_the_command_line(folder: Path, review: hv.Review) -> None:
    review.decide("R000001", "include", stage="title-abstract", reviewer="Ann")
    review.decide(["R000002", "R000003"], "unsure", stage="title-abstract", reviewer="Ann")
    assert [report.name for report in review.reports("retrieval")] == ["R000001"]
    flow = review.flow()
    assert json.loads(harvester("--review", folder, "prisma", "--json").out)["boxes"] == flow.to_dict()["boxes"]
    assert flow.boxes["records_screened"] == 4
    assert flow.to_svg().startswith("<?xml")
    assert "records_screened" in flow.to_csv()


def test_a_pair_can_be_judged_and_explained(review: hv.Review) -> None:
    assert review.pairs_to_review() == ()
    judged = review.judge("R000001", "R000002", "different", person="Ann")
    assert "different reports" in judged.sentence
    assert not review.explain("R000001", "R000002").same_report
    with pytest.raises(UsageError, match="There is no verdict"):
        review.judge("R000001", "R000002", "perhaps", person="Ann")  # type: ignore[arg-type]


def test_reports_are_exported_and_a_version_is_released(review: hv.Review, tmp_path: Path) -> None:
    assert review.export(tmp_path / "new.ris", tool="rayyan", only_new=True).reports == 4
    assert review.export(tool="rayyan", only_new=True).reports == 0
    review.release("v1", allow_pending=True)
    assert review.flow(release="v1").boxes["new_reports"] == 0
    assert review.alerts() == ()
    assert review.deduplicate().judged == 0


def test_files_are_imported_and_searches_run(review: hv.Review) -> None:
    result = review.import_files([PUBMED], "pubmed")
    assert result.runs[0].new == len(hv.read_files(PUBMED))
    assert review.update(dry_run=True).reports == result.reports
    assert review.update(imports_only=True).reports == result.reports


def test_a_review_opened_for_reading_is_not_changed_and_a_locked_one_not_opened(folder: Path) -> None:
    with hv.open_review(folder / "review.toml") as reader, pytest.raises(UsageError, match="opened for reading"):
        reader.release("v1")
    with hv.open_review(folder, mode="w") as writer:
        with pytest.raises(LockedError):
            hv.open_review(folder, mode="w")
        assert writer.release("v1", allow_pending=True).included == 0
    with pytest.raises(UsageError, match="no mode"):
        hv.open_review(folder, mode="a")  # type: ignore[arg-type]
