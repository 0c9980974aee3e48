"""The search appendix shows each strategy exactly as it was run."""

from __future__ import annotations

from pathlib import Path

from harvester import __version__
from harvester.prisma.prisma_s import items
from harvester.workflow.appendix import appendix, without_remarks
from harvester.workflow.deduplicate import deduplicate
from harvester.workflow.judge import decide
from tests.workflow.desks import bring, desk_on, hand_review


def test_remarks_for_people_are_no_part_of_what_was_run() -> None:
    assert without_remarks("// a draft\n1 anakinra/\n  // checked\n2 https://x\n") == "1 anakinra/\n2 https://x"


def test_the_appendix_shows_the_strategy_as_run_even_when_the_file_has_changed_since(tmp_path: Path) -> None:
    folder = hand_review(tmp_path / "review", "embase")
    (folder / "embase.txt").write_text("// first try\nanakinra:ti\n", encoding="utf-8")
    with desk_on(folder) as desk:
        bring(desk, "embase", 1, 2)
    (folder / "embase.txt").write_text("anakinra:ti,ab\n", encoding="utf-8")
    with desk_on(folder) as desk:
        (search,) = appendix(desk).searches
    assert search.strategy == "anakinra:ti"
    assert search.records == 2


def test_every_wording_that_was_run_is_kept_and_a_remark_makes_none(tmp_path: Path) -> None:
    folder = hand_review(tmp_path / "review", "embase")
    for number, text in enumerate(("anakinra:ti", "// a remark\nanakinra:ti", "anakinra:ti,ab"), 1):
        (folder / "embase.txt").write_text(text, encoding="utf-8")
        with desk_on(folder) as desk:
            bring(desk, "embase", number)
    with desk_on(folder) as desk:
        (search,) = appendix(desk).searches
    assert [(each.text, each.runs) for each in search.earlier] == [("anakinra:ti", 2)]
    assert search.current is not None
    assert (search.current.text, search.current.runs) == ("anakinra:ti,ab", 1)


def test_item_16_tells_the_program_the_duplicates_by_rule_and_by_people_and_what_people_judged(tmp_path: Path) -> None:
    folder = hand_review(tmp_path / "review", "embase", "ovid")
    with desk_on(folder) as desk:
        bring(desk, "embase", 1, 2, 3)
        bring(desk, "ovid", 2, 3)
        deduplicate(desk)
        decide(desk, "R1", "R2", "duplicate", person="Ann")
        facts = appendix(desk)
    sixteen = " ".join(items(facts)[15].reported)
    assert f"de-duplicated with harvester {__version__}" in sixteen
    assert "3 of 5 records were duplicates: 2 found by rule, 1 by people." in sixteen
    assert "People judged 1 pair: 1 the same report" in sixteen
