"""Decisions in, the flow out; the flow adds up at every step."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.run_harvester import LATER_NBIB, Said, harvester, put

REASON = "no primary data"


def ask(review: Path, *words: str | Path) -> Said:
    said = harvester("--review", review, *words)
    assert said.exit_code == 0, said.err
    return said


def decide(review: Path, *words: str) -> None:
    ask(review, "screen", "decide", *words)


def adds_up(review: Path) -> bool:
    for layout in ("latest+previous", "all"):
        told = ask(review, "prisma", "--layout", layout, "--json").document
        if not told["checks"] or not all(check["ok"] for check in told["checks"]):
            return False
    return "equations of the flow hold" in ask(review, "prisma").out


def screened_to_the_end(review: Path) -> None:
    decide(review, "R1", "R2", "include", "--stage", "title-abstract")
    decide(review, "R3", "R5", "exclude", "--stage", "title-abstract")
    ask(review, "screen", "retrieval", "R1", "R2", "retrieved")
    decide(review, "R1", "include", "--stage", "full-text")
    decide(review, "R2", "exclude", "--stage", "full-text", "--reason", REASON)


def test_the_flow_adds_up_at_every_step_of_screening(harvested: Path) -> None:
    steps = [
        ("screen", "decide", "R1", "R2", "include", "--stage", "title-abstract"),
        ("screen", "decide", "R3", "exclude", "--stage", "title-abstract"),
        ("screen", "decide", "R5", "exclude", "--stage", "before-screening", "--automation"),
        ("screen", "retrieval", "R1", "R2", "retrieved"),
        ("screen", "retrieval", "R2", "not-retrieved"),
        ("screen", "decide", "R1", "include", "--stage", "full-text"),
        ("release", "v1"),
        ("screen", "decide", "R1", "exclude", "--stage", "full-text", "--reason", REASON, "--settle"),
    ]
    assert adds_up(harvested)
    for step in steps:
        ask(harvested, *step)
        assert adds_up(harvested), step


def test_the_json_of_the_flow_has_the_shape_of_the_contract(harvested: Path) -> None:
    told = ask(harvested, "prisma", "--json").document
    assert set(told) >= {"boxes", "pending", "duplicates_detail", "sources", "checks", "as_of", "layout"}
    assert set(told["duplicates_detail"]) == {"within", "between", "already_known"}
    assert set(told["sources"][0]) >= {"search", "raw", "within_duplicates", "distinct", "only_here"}
    assert told["boxes"]["database_results"] == 5
    assert told["boxes"]["duplicates"] == 1
    assert told["boxes"]["database_specific_results"] == [{"label": "PubMed", "n": 3}, {"label": "Embase", "n": 2}]


def test_the_table_fits_80_columns_and_has_no_colour_in_a_pipe(harvested: Path) -> None:
    lines = ask(harvested, "prisma").out.splitlines()
    assert all(len(line) <= 80 for line in lines[1:])
    assert not any("\x1b" in line or line != line.rstrip() for line in lines)


def test_the_flow_is_written_in_the_format_of_the_files_ending(harvested: Path) -> None:
    for name in ("flow.csv", "flow.json", "flow.txt"):
        ask(harvested, "prisma", "-o", harvested / name)
    assert (harvested / "flow.csv").read_text(encoding="utf-8").startswith("data,node,box,")
    assert json.loads((harvested / "flow.json").read_text(encoding="utf-8"))["boxes"]["duplicates"] == 1
    assert "Identification" in (harvested / "flow.txt").read_text(encoding="utf-8")
    assert ask(harvested, "prisma", "--format", "csv").raw == (harvested / "flow.csv").read_bytes()


def test_a_number_is_opened_down_to_its_records(harvested: Path) -> None:
    screened_to_the_end(harvested)
    opened = ask(harvested, "prisma", "--open", f"dbr_excluded/{REASON}", "--json").document
    assert (opened["n"], opened["unit"]) == (1, "report")
    assert opened["members"][0]["record"] == "pubmed:30000002"
    assert "embase:L700000001" in ask(harvested, "prisma", "--open", "duplicates").out
    assert ask(harvested, "prisma", "--open", "title_abstract", "--json").document["box"] == "pending_title_abstract"


def test_an_unknown_box_lists_those_with_something_in_them(harvested: Path) -> None:
    said = harvester("--review", harvested, "prisma", "--open", "box9")
    assert said.exit_code == 2
    assert "records_screened" in said.err


def test_every_box_of_the_flow_can_be_opened(harvested: Path) -> None:
    screened_to_the_end(harvested)
    boxes = ask(harvested, "prisma", "--json").document["boxes"]
    for box, number in boxes.items():
        opened = ask(harvested, "prisma", "--open", box, "--json").document
        total = number if isinstance(number, int) else sum(line["n"] for line in number)
        assert opened["n"] == total == len(opened["members"]) + opened["repeats"], box


def test_before_its_first_day_the_flow_is_empty(harvested: Path) -> None:
    told = ask(harvested, "prisma", "--as-of", "2001-01-01", "--json").document
    assert (told["as_of"], told["boxes"]["database_results"]) == ("2001-01-01", 0)


def test_a_release_keeps_its_flow_and_the_next_flow_is_an_update(harvested: Path) -> None:
    screened_to_the_end(harvested)
    frozen = ask(harvested, "prisma", "--json").document
    assert "Released v1: 1 reports included" in ask(harvested, "release", "v1").out
    now = ask(harvested, "prisma")
    assert "Nothing was searched since release v1" in now.out
    assert "harvester prisma --version v1" in now.out
    put(harvested, "pubmed", "later.nbib", LATER_NBIB)
    ask(harvested, "update")
    updated = ask(harvested, "prisma", "--json").document
    assert (updated["previous"], updated["boxes"]["previous_reports"]) == ("v1", 1)
    kept = ask(harvested, "prisma", "--release", "v1", "--json").document
    assert kept["boxes"] == frozen["boxes"]
    shown = ask(harvested, "prisma", "--release", "v1").out
    assert "Release v1, as of" in shown
    assert "Reports excluded" in shown
    assert ask(harvested, "prisma", "--release", "v1", "--format", "csv").out.startswith("data,node,box,")


def test_a_release_with_something_pending_must_be_allowed(harvested: Path) -> None:
    said = harvester("--review", harvested, "release", "v1")
    assert said.exit_code == 2
    assert "--allow-pending" in said.err
    assert "4 reports are carried over" in ask(harvested, "release", "v1", "--allow-pending").out


def test_a_release_does_not_go_with_another_day_or_a_list(harvested: Path) -> None:
    for more in (["--as-of", "2026-01-01"], ["--open", "duplicates"]):
        assert harvester("--review", harvested, "prisma", "--release", "v1", *more).exit_code == 2


def test_decisions_come_from_a_table_and_unknown_rows_are_listed(harvested: Path) -> None:
    table = harvested / "decisions.csv"
    table.write_text(
        "search,accession,doi,stage,decision,reason,reviewer\n"
        "pubmed,30000001,,title-abstract,include,,Ann\n"
        "embase,L700000002,,title-abstract,exclude,,Ann\n"
        ",,10.5555/none,title-abstract,include,,Ann\n",
        encoding="utf-8",
    )
    said = harvester("--review", harvested, "screen", "decide", "--from", table, "--json")
    assert said.exit_code == 3
    assert set(said.document) >= {"rows", "matched", "unmatched", "ambiguous", "decisions"}
    assert (said.document["matched"], said.document["unmatched"]) == (2, 1)
    shown = harvester("--review", harvested, "screen", "decide", "--from", table)
    assert "matches no report: decisions.csv:4: 10.5555/none" in shown.out


def test_a_table_goes_with_nothing_else(harvested: Path) -> None:
    words = ["screen", "decide", "R1", "include", "--from", "x.csv"]
    assert harvester("--review", harvested, *words).exit_code == 2


def test_a_decision_needs_reports_a_verdict_and_a_stage(harvested: Path) -> None:
    for words in ([], ["R1", "include"]):
        said = harvester("--review", harvested, "screen", "decide", *words)
        assert said.exit_code == 2
        assert "--stage title-abstract" in said.err


def test_reviewers_who_disagree_are_listed_until_somebody_settles_it(harvested: Path) -> None:
    assert "No two reviewers disagree." in ask(harvested, "screen", "conflicts").out
    decide(harvested, "R1", "include", "--stage", "title-abstract", "--reviewer", "Ann")
    decide(harvested, "R1", "exclude", "--stage", "title-abstract", "--reviewer", "Ben")
    shown = ask(harvested, "screen", "conflicts").out
    assert "R000001  Colchicine in adult familial Mediterranean fever" in shown
    assert "Ben" in shown
    assert "To resolve one: harvester screen decide R000001" in shown
    assert len(ask(harvested, "screen", "conflicts", "--json").document["conflicts"]) == 1
    decide(harvested, "R1", "exclude", "--stage", "title-abstract", "--reviewer", "Cleo", "--settle")
    assert ask(harvested, "screen", "conflicts", "--json").document["conflicts"] == []


ASREVIEW = (
    "title,authors,year,doi,asreview_label,asreview_time\n"
    'Colchicine in adult familial Mediterranean fever: a randomised trial,"Okafor, Ngozi",2019,'
    "10.5555/jfr.2019.221,1,1760000000\n"
    "Something nobody here knows,,2001,,0,1760000001\n"
)


def test_what_a_tool_gives_back_is_taken_in_and_the_rest_is_written_to_a_table(harvested: Path) -> None:
    (harvested / "asreview.csv").write_text(ASREVIEW, encoding="utf-8")
    words: list[str | Path] = [
        "screen",
        "import",
        harvested / "asreview.csv",
        "--from",
        "asreview",
        "--stage",
        "title-abstract",
    ]
    said = harvester("--review", harvested, *words, "--reviewer", "Ann", "--json")
    assert said.exit_code == 3
    counts = [said.document[key] for key in ("rows", "matched", "unmatched", "ambiguous", "decisions")]
    assert counts == [2, 1, 1, 0, 1]
    shown = harvester("--review", harvested, *words, "--reviewer", "Ann")
    assert "2 rows: 0 new decisions stored, 1 known before." in shown.out
    assert "asreview.csv:3: no report has its number, its DOI or its title" in shown.out
    assert (harvested / "asreview.csv.unmatched.csv").is_file()


def test_what_was_taken_in_is_listed(harvested: Path) -> None:
    assert "Nothing has been imported" in ask(harvested, "screen", "import", "--list").out
    (harvested / "asreview.csv").write_text(ASREVIEW, encoding="utf-8")
    harvester(
        "--review", harvested, "screen", "import", harvested / "asreview.csv", "--from", "asreview",
        "--stage", "title-abstract", "--reviewer", "Ann",
    )  # fmt: skip
    [row] = ask(harvested, "screen", "import", "--list", "--json").document["imports"]
    keys = ("import", "tool", "file", "stage", "rows", "matched", "unmatched", "decisions")
    assert [row[key] for key in keys] == [1, "asreview", "asreview.csv", "title-abstract", 2, 1, 1, 1]
    assert len(row["sha256"]) == 64
    shown = ask(harvested, "screen", "import", "--list").out
    assert "asreview.csv" in shown
    assert row["at"].replace("+00:00", "Z") in shown


def test_an_import_needs_files_their_tool_and_their_stage(harvested: Path) -> None:
    for words in ([], ["x.csv"], ["x.csv", "--from", "csv"], ["--from", "csv", "--stage", "full-text"]):
        said = harvester("--review", harvested, "screen", "import", *words)
        assert said.exit_code == 2
        assert "--from TOOL --stage title-abstract" in said.err
    assert harvester("--review", harvested, "screen", "import", "x.csv", "--list").exit_code == 2


def test_a_map_of_reasons_must_say_which_is_which(harvested: Path) -> None:
    words = ["screen", "import", "x.csv", "--from", "csv", "--stage", "full-text", "--reason-map", "bad"]
    said = harvester("--review", harvested, *words)
    assert said.exit_code == 2
    assert "THEIRS=OURS" in said.err


def test_disagreements_are_gone_through_at_a_terminal_only(harvested: Path) -> None:
    said = harvester("--review", harvested, "screen", "conflicts", "--settle")
    assert said.exit_code == 2
    assert "screen decide R000012 include" in said.err


def test_how_far_reviewers_agree_is_a_line_for_each_two(harvested: Path) -> None:
    assert "No two reviewers have decided" in ask(harvested, "screen", "agreement").out
    for reviewer, excluded in (("Ann", ["R3"]), ("Ben", ["R3", "R2"]), ("Cleo", ["R2"])):
        decide(harvested, "R1", "include", "--stage", "title-abstract", "--reviewer", reviewer)
        decide(harvested, *excluded, "exclude", "--stage", "title-abstract", "--reviewer", reviewer)
    shown = ask(harvested, "screen", "agreement").out
    assert "Ann · Ben" in shown
    assert "100.0 %" in shown
    assert "1.00 to 1.00" not in shown
    assert "unknown (1)" in shown
    assert "(1) the large-sample variance of kappa is 0" in shown
    assert "(2) kappa is not defined" in shown
    told = ask(harvested, "screen", "agreement", "--json").document
    assert told["by"] == "first decision"
    [stage] = told["stages"]
    assert [(pair["reviewers"], pair["n"], pair["kappa"]) for pair in stage["pairs"]] == [
        (["Ann", "Ben"], 2, 1.0), (["Ann", "Cleo"], 1, None), (["Ben", "Cleo"], 2, 1.0),
    ]  # fmt: skip
    assert stage["fleiss"]["n"] == 1


def test_an_export_is_opened_down_to_its_reports(harvested: Path) -> None:
    harvester("--review", harvested, "export", "-o", harvested / "x.ris", "--for", "covidence", "--json")
    told = ask(harvested, "export", "--list", "1", "--json").document
    assert (told["tool"], len(told["held"])) == ("covidence", told["reports"])
    assert told["held"][0] == {"report": "R000001", "today": "R000001", "title": told["held"][0]["title"]}
    assert "R000001" in ask(harvested, "export", "--list", "1").out


def test_full_texts_are_listed_and_handed_to_the_library(harvested: Path, tmp_path: Path) -> None:
    assert "No full text is sought" in ask(harvested, "screen", "retrieval").out
    decide(harvested, "R1", "R2", "include", "--stage", "title-abstract")
    shown = ask(harvested, "screen", "retrieval")
    assert "2 full texts: 2 sought, 0 retrieved, 0 not retrieved." in shown.out
    for ending in ("csv", "md", "json"):
        assert ask(harvested, "screen", "retrieval", "-o", tmp_path / f"wanted.{ending}").exit_code == 0
    assert (tmp_path / "wanted.csv").read_text(encoding="utf-8").startswith("report,status,reason,authors,year,title")
    told = ask(harvested, "screen", "retrieval", "--json").document["reports"]
    assert told[0]["links"][0] == {"name": "DOI", "url": "https://doi.org/10.5555/jfr.2019.221"}
    assert harvester("--review", harvested, "screen", "retrieval", "R1").exit_code == 2


def test_a_folder_of_pdfs_is_filed(harvested: Path, tmp_path: Path) -> None:
    decide(harvested, "R1", "include", "--stage", "title-abstract")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "R000001.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "papers" / "unknown.pdf").write_bytes(b"nothing")
    said = harvester("--review", harvested, "screen", "retrieval", "--pdfs", tmp_path / "papers")
    assert said.exit_code == 3
    assert "1 file matched and marked as retrieved, 0 known before, 0 ambiguous, 1 unmatched." in said.out


def test_unsure_is_one_decision_under_either_word(harvested: Path) -> None:
    for word in ("unsure", "undecided"):
        decide(harvested, "R1", word, "--stage", "title-abstract")
    with closing(sqlite3.connect(harvested / "harvest.db")) as store:
        assert store.execute("SELECT verdict FROM decision").fetchall() == [("undecided",), ("undecided",)]
    refused = harvester("--review", harvested, "screen", "decide", "R1", "perhaps", "--stage", "title-abstract")
    assert refused.exit_code == 2
    assert "'include', 'exclude', 'unsure'" in refused.err
