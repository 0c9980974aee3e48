"""Hand reports over, each once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from harvester import formats
from harvester.cli import options
from harvester.events import EventKind
from harvester.screening import Decision, ReportStage, Stage
from harvester.screening.imports import TOOL_NAMES
from harvester.workflow.export import ALL_STAGES
from harvester.workflow.reporting.flow import Layout
from tests.cli.run_harvester import LATER_NBIB, harvester, put


def test_the_choices_of_the_command_line_are_those_of_the_program() -> None:
    assert tuple(formats.EXPORT_FORMATS) == options.FORMATS
    assert set(options.TOOLS) == set(formats.EXPORT_PROFILES)
    assert set(options.EXPORT_STAGES) == {ALL_STAGES, *ReportStage}
    assert tuple(Stage) == options.DECISION_STAGES
    assert get_args(Layout) == options.LAYOUTS
    assert options.SCREENED_BY == TOOL_NAMES
    assert tuple(EventKind) == options.EVENT_KINDS
    assert set(options.DecisionType.stored.values()) == {str(decision) for decision in Decision}


def test_ris_goes_to_standard_output_untouched(harvested: Path) -> None:
    said = harvester("--review", harvested, "export")
    assert said.out.startswith("TY  - ")
    assert said.out.count("\nER  - ") == 4
    assert "Lindström, Åsa" in said.raw.decode("utf-8")
    assert "4 reports for generic" in said.err


def test_jsonl_is_a_line_for_each_report(harvested: Path) -> None:
    said = harvester("--review", harvested, "export", "jsonl")
    assert len([json.loads(line) for line in said.out.splitlines()]) == 4


def test_new_hands_each_report_out_once_to_each_tool(harvested: Path) -> None:
    target = harvested / "to-screen.ris"
    words: list[str | Path] = ["--review", harvested, "export", "ris", "--new", "-o", target, "--for"]
    assert harvester(*words, "rayyan", "--json").document["reports"] == 4
    written = target.read_bytes()
    again = harvester(*words, "rayyan")
    assert "Nothing new" in again.out
    assert target.read_bytes() == written
    assert harvester(*words, "covidence", "--json").document["reports"] == 4
    put(harvested, "pubmed", "later.nbib", LATER_NBIB)
    harvester("--review", harvested, "update")
    assert harvester(*words, "rayyan", "--json").document["reports"] == 1


def test_an_export_is_split_into_files(harvested: Path) -> None:
    target = harvested / "part.ris"
    told = harvester("--review", harvested, "export", "-o", target, "--split", "3", "--json").document
    assert [(Path(part["file"]).name, part["reports"]) for part in told["files"]] == [
        ("part-1.ris", 3),
        ("part-2.ris", 1),
    ]


def test_more_files_than_rayyan_takes_at_once_are_noticed(harvested: Path) -> None:
    titles = (
        "Canakinumab for gout", "Fatigue after a virus", "Amyloidosis of the kidney", "Growth of children on steroids",
        "Genes of hereditary fever", "Vaccines in the immunosuppressed", "Costs of rare disease", "Rash and joint pain",
    )  # fmt: skip
    more = [
        LATER_NBIB.replace("3000000", f"310000{number}").replace(
            "Anakinra on demand in cryopyrin-associated syndromes", title
        )
        for number, title in enumerate(titles, start=10)
    ]
    put(harvested, "pubmed", "more.nbib", "\n".join(more))
    harvester("--review", harvested, "update")
    words: list[str | Path] = ["--review", harvested, "export", "--for", "rayyan", "--split", "1", "-o"]
    said = harvester(*words, harvested / "x.ris")
    assert said.exit_code == 0
    assert "Rayyan takes 10 files in one upload" in said.out + said.err


def test_past_exports_are_listed_and_written_again_byte_for_byte(harvested: Path) -> None:
    first, second = harvested / "first.ris", harvested / "second.ris"
    harvester("--review", harvested, "export", "-o", first, "--for", "rayyan")
    assert "first.ris" in harvester("--review", harvested, "export", "--list").out
    (past,) = harvester("--review", harvested, "export", "--list", "--json").document["exports"]
    assert past["tool"] == "rayyan"
    assert harvester("--review", harvested, "export", "--again", "1", "-o", second).exit_code == 0
    assert second.read_bytes() == first.read_bytes()


def test_again_needs_a_file_and_a_number_that_exists(harvested: Path) -> None:
    assert harvester("--review", harvested, "export", "--again", "1").exit_code == 2
    assert harvester("--review", harvested, "export", "--again", "8", "-o", harvested / "x").exit_code == 2


def test_only_the_wanted_stage_is_handed_over(harvested: Path) -> None:
    harvester("--review", harvested, "screen", "decide", "R1", "include", "--stage", "title-abstract")
    stage: list[str | Path] = ["--stage", "title-abstract", "-o", harvested / "x.ris", "--json"]
    assert harvester("--review", harvested, "export", *stage).document["reports"] == 3
