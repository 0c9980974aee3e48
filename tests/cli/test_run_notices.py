"""A9: no hits, a collapse of hits and a changed strategy are warned of in update, status and notifications."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.run_harvester import harvester
from tests.reviews import make_review, search_table
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator


def codes(run: dict[str, object]) -> list[str]:
    notices = run["notices"]
    assert isinstance(notices, list)
    return [notice["code"] for notice in notices]


def test_a9_no_hits_and_a_changed_strategy(tmp_path: Path) -> None:
    service = EutilsService(Corpus.sized(20))
    service.corpus.answers["nothing[tiab]"] = frozenset()
    service.corpus.answers["few[tiab]"] = frozenset(list(service.corpus.records)[:9])
    with Simulator(service) as pubmed:
        folder = make_review(tmp_path, search_table("pubmed", "pubmed", base_url=pubmed.url))
        first = harvester("--review", folder, "--json", "update").document["runs"][0]
        (folder / "pubmed.txt").write_text("// a comment\nnothing[tiab]\n", encoding="utf-8")
        waiting = harvester("--review", folder, "--json", "status").document["searches"][0]
        mail, hook = tmp_path / "news.md", tmp_path / "news.json"
        shown = harvester("--review", folder, "update", "--notify", mail)
        status = harvester("--review", folder, "status")
        again = harvester("--review", folder, "--json", "update", "--notify", hook).document["runs"][0]
        (folder / "pubmed.txt").write_text("few[tiab]\n", encoding="utf-8")
        few = harvester("--review", folder, "--json", "update").document["runs"][0]

    assert codes(first) == []
    assert codes(waiting) == ["strategy-changed"]
    for text in (shown.out, status.out, mail.read_text(encoding="utf-8")):
        assert "no hits (run 1 had 20)" in " ".join(text.split())
        assert "the strategy is another one than that of run 1" in " ".join(text.split())
    assert codes(again) == ["no-hits"]
    assert json.loads(hook.read_text(encoding="utf-8"))["runs"][0]["notices"][0]["code"] == "no-hits"
    assert codes(few) == ["strategy-changed"]


def test_a9_hits_below_half_of_the_last_complete_run(tmp_path: Path) -> None:
    corpus = Corpus.sized(20)
    with Simulator(EutilsService(corpus)) as pubmed:
        folder = make_review(tmp_path, search_table("pubmed", "pubmed", base_url=pubmed.url))
        harvester("--review", folder, "update")
        corpus.withdraw(*list(corpus.records)[:10])
        half = harvester("--review", folder, "--json", "update").document["runs"][0]
        corpus.withdraw(*list(corpus.records)[:6])
        fewer = harvester("--review", folder, "--json", "update").document["runs"][0]

    assert codes(half) == []
    assert fewer["notices"] == [{"code": "hits-collapsed", "hits": 4, "previous_hits": 10, "previous_run": 2}]


def test_a5_a_search_removed_from_the_review_is_marked(tmp_path: Path) -> None:
    with Simulator(EutilsService(Corpus.sized(3))) as pubmed:
        folder = make_review(tmp_path, search_table("pubmed", "pubmed", base_url=pubmed.url))
        harvester("--review", folder, "update")
        make_review(folder, search_table("ovid"))
        shown = harvester("--review", folder, "status")
        searches = harvester("--review", folder, "--json", "status").document["searches"]

    assert {search["key"]: search["removed"] for search in searches} == {"ovid": False, "pubmed": True}
    assert "pubmed: not in review.toml any more" in " ".join(shown.out.split())
