"""A5: a renamed or vanished search key is noticed before everything is fetched again, and the store follows."""

from __future__ import annotations

from pathlib import Path

from tests.cli.run_harvester import UNMARKED_RIS, harvester, put
from tests.reviews import make_review, search_table
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator


def text(said: object) -> str:
    return " ".join(f"{getattr(said, 'out', '')} {getattr(said, 'err', '')}".split())


def test_a5_a_renamed_search_is_not_fetched_again_and_can_be_renamed(tmp_path: Path) -> None:
    with Simulator(EutilsService(Corpus.sized(6))) as pubmed:
        folder = make_review(tmp_path, search_table("pubmed", "pubmed", base_url=pubmed.url))
        harvester("--review", folder, "update")
        (folder / "imports" / "pubmed").mkdir(parents=True)
        make_review(folder, search_table("pm", "pubmed", base_url=pubmed.url))
        asked = len(pubmed.seen)
        check = harvester("--review", folder, "check")
        refused = harvester("--review", folder, "update")
        imported = harvester("--review", folder, "import", put(folder, "x", "a.ris", UNMARKED_RIS), "--search", "pm")
        unasked = len(pubmed.seen)
        renamed = harvester("--review", folder, "rename-search", "pubmed", "pm")
        again = harvester("--review", folder, "--json", "update")

    for said in (check, refused, imported):
        assert "the store has 6 records of the search pubmed (Pubmed)" in text(said)
        assert "harvester rename-search pubmed pm" in text(said)
    assert (check.exit_code, refused.exit_code, imported.exit_code) == (0, 1, 2)
    assert "imports/pubmed belongs to no search" not in text(check)
    assert unasked == asked
    assert renamed.exit_code == 0
    assert "pubmed is pm now, with its 6 records. imports/pubmed/ is imports/pm/ now." in text(renamed)
    assert (folder / "imports" / "pm").is_dir()
    (run,) = again.document["runs"]
    assert (run["status"], run["new"], run["known"]) == ("complete", 0, 6)
    assert len(harvester("--review", folder, "--json", "prisma").document["sources"]) == 1
    assert "search renamed" in text(harvester("--review", folder, "history"))
    assert harvester("--review", folder, "db", "check").exit_code == 0


def test_a5_files_of_a_renamed_search_are_still_known(tmp_path: Path) -> None:
    folder = make_review(tmp_path, search_table("scholar", name="Scholar"))
    put(folder, "scholar", "a.ris", UNMARKED_RIS)
    harvester("--review", folder, "update")
    make_review(folder, search_table("gs", name="Scholar"))

    assert harvester("--review", folder, "rename-search", "scholar", "gs").exit_code == 0
    put(folder, "gs", "b.ris", UNMARKED_RIS + "\n")
    updated = harvester("--review", folder, "--json", "update").document

    assert [(run["new"], run["known"]) for run in updated["runs"]] == [(0, 3)]
    assert updated["records"] == 3
    assert harvester("--review", folder, "db", "check").exit_code == 0


def test_a5_anyway_runs_another_search_all_the_same(tmp_path: Path) -> None:
    with Simulator(EutilsService(Corpus.sized(6))) as pubmed:
        folder = make_review(tmp_path, search_table("pubmed", "pubmed", base_url=pubmed.url))
        harvester("--review", folder, "update")
        make_review(folder, search_table("pm", "pubmed", base_url=pubmed.url))
        assert harvester("--review", folder, "update", "--anyway").exit_code == 0


def test_a5_what_cannot_be_renamed(tmp_path: Path) -> None:
    folder = make_review(tmp_path, search_table("one"), search_table("two"))
    put(folder, "one", "a.ris", UNMARKED_RIS)
    harvester("--review", folder, "update")

    for old, new, why in (
        ("one", "two", "review.toml still has a search one"),
        ("none", "two", "The store has no search none"),
        ("one", "three", "This review has no search 'three'"),
    ):
        said = harvester("--review", folder, "rename-search", old, new)
        assert said.exit_code == 2
        assert why in text(said)
