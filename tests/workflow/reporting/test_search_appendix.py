"""The search appendix shows each strategy exactly as it was run."""

from __future__ import annotations

from pathlib import Path

from harvester import __version__
from harvester.prisma.prisma_s import build_checklist
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.dedup.judge import judge_pair
from harvester.workflow.reporting.search_appendix import load_search_appendix, strip_comments
from tests.workflow.contexts import import_articles, manual_review, open_test_review


def test_remarks_for_people_are_no_part_of_what_was_run() -> None:
    assert strip_comments("// a draft\n1 anakinra/\n  // checked\n2 https://x\n") == "1 anakinra/\n2 https://x"


def test_the_appendix_shows_the_strategy_as_run_even_when_the_file_has_changed_since(tmp_path: Path) -> None:
    folder = manual_review(tmp_path / "review", "embase")
    (folder / "embase.txt").write_text("// first try\nanakinra:ti\n", encoding="utf-8")
    with open_test_review(folder) as context:
        import_articles(context, "embase", 1, 2)
    (folder / "embase.txt").write_text("anakinra:ti,ab\n", encoding="utf-8")
    with open_test_review(folder) as context:
        (search,) = load_search_appendix(context).searches
    assert search.strategy == "anakinra:ti"
    assert search.records == 2


def test_every_wording_that_was_run_is_kept_and_a_remark_makes_none(tmp_path: Path) -> None:
    folder = manual_review(tmp_path / "review", "embase")
    for number, text in enumerate(("anakinra:ti", "// a remark\nanakinra:ti", "anakinra:ti,ab"), 1):
        (folder / "embase.txt").write_text(text, encoding="utf-8")
        with open_test_review(folder) as context:
            import_articles(context, "embase", number)
    with open_test_review(folder) as context:
        (search,) = load_search_appendix(context).searches
    assert [(each.text, each.runs) for each in search.earlier] == [("anakinra:ti", 2)]
    assert search.current is not None
    assert (search.current.text, search.current.runs) == ("anakinra:ti,ab", 1)


def test_item_16_tells_the_program_the_duplicates_by_rule_and_by_people_and_what_people_judged(tmp_path: Path) -> None:
    folder = manual_review(tmp_path / "review", "embase", "ovid")
    with open_test_review(folder) as context:
        import_articles(context, "embase", 1, 2, 3)
        import_articles(context, "ovid", 2, 3)
        deduplicate_store(context)
        judge_pair(context, "R1", "R2", "duplicate", person="Ann")
        facts = load_search_appendix(context)
    sixteen = " ".join(build_checklist(facts)[15].reported)
    assert f"de-duplicated with harvester {__version__}" in sixteen
    assert "3 of 5 records were duplicates: 2 found by rule, 1 by people." in sixteen
    assert "People judged 1 pair: 1 the same report" in sixteen
