"""Look at doubtful pairs, understand, decide, take back; de-duplicate files by themselves."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.cli.run_harvester import NBIB, RIS, harvester

PAIR = ("pubmed:30000004", "embase:L700000002")


def reports(review: Path) -> int:
    number: int = harvester("--review", review, "status", "--json").document["reports"]
    return number


def test_dedup_alone_says_when_there_is_nothing_to_judge(harvested: Path) -> None:
    said = harvester("--review", harvested, "dedup")
    assert "de-duplicated before" in said.out
    assert harvester("--review", harvested, "dedup", "--json").document["judged"] == 0


def test_a_doubtful_pair_is_shown_side_by_side_with_what_to_type(doubtful: Path) -> None:
    said = harvester("--review", doubtful, "dedup", "pairs")
    assert "Pair 1 of 1" in said.out
    assert "Autoinflammation letters" in said.out
    assert f"harvester dedup merge {PAIR[1]} {PAIR[0]}" in said.out


def test_the_json_of_pairs_lists_them(doubtful: Path) -> None:
    (pair,) = harvester("--review", doubtful, "dedup", "pairs", "--json").document["pairs"]
    assert {pair["record_a"], pair["record_b"]} == set(PAIR)


def test_a_pair_is_explained_in_a_sentence_for_each_field(doubtful: Path) -> None:
    said = harvester("--review", doubtful, "dedup", "explain", *PAIR)
    assert "are different reports" in said.out
    assert "journal" in said.out
    told = harvester("--review", doubtful, "dedup", "explain", *PAIR, "--json").document
    assert {"field", "weight", "sentence"} <= set(told["evidence"][0])


def test_a_person_merges_splits_and_takes_it_back(doubtful: Path) -> None:
    before = reports(doubtful)
    said = harvester("--review", doubtful, "dedup", "merge", *PAIR, "--reviewer", "Ann")
    assert "are one report now" in said.out
    assert reports(doubtful) == before - 1
    assert "Ann" in harvester("--review", doubtful, "dedup", "explain", *PAIR).out
    assert harvester("--review", doubtful, "dedup", "undo").exit_code == 0
    assert reports(doubtful) == before
    harvester("--review", doubtful, "dedup", "split", *PAIR)
    assert harvester("--review", doubtful, "dedup", "pairs", "--json").document["pairs"] == []


def test_nothing_to_undo_is_told(harvested: Path) -> None:
    said = harvester("--review", harvested, "dedup", "undo")
    assert said.exit_code == 2
    assert "no manual judgement" in said.err


def test_an_unknown_record_says_how_records_are_named(harvested: Path) -> None:
    said = harvester("--review", harvested, "dedup", "explain", "R99", "R1")
    assert said.exit_code == 2
    assert "R000123" in said.err


def test_files_are_deduplicated_without_a_review(tmp_path: Path) -> None:
    (tmp_path / "a.nbib").write_text(NBIB, encoding="utf-8")
    (tmp_path / "b.ris").write_text(RIS, encoding="utf-8")
    out, clusters, pairs = tmp_path / "unique.ris", tmp_path / "clusters.csv", tmp_path / "pairs.csv"
    files = [tmp_path / "a.nbib", tmp_path / "b.ris"]
    said = harvester("dedup", "files", *files, "-o", out, "--clusters", clusters, "--pairs", pairs, "--json")
    assert said.exit_code == 0
    told = said.document
    assert set(told) >= {"records", "reports", "duplicates", "to_review", "seconds"}
    assert (told["records"], told["reports"], told["duplicates"]) == (5, 4, 1)
    assert out.read_text(encoding="utf-8").count("TY  - ") == 4
    rows = list(csv.DictReader(clusters.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["file", "row", "record_id", "cluster"]
    assert [row["file"] for row in rows] == ["a.nbib"] * 3 + ["b.ris"] * 2
    assert pairs.read_text(encoding="utf-8").startswith("record_a,record_b,probability,verdict,explanation\n")


def test_an_output_nobody_can_write_is_refused_before_the_work(tmp_path: Path) -> None:
    said = harvester("dedup", "files", tmp_path / "gone.ris", "-o", tmp_path / "unique.doc")
    assert said.exit_code == 2
    assert ".ris, .csv, .jsonl" in said.err


def test_a_file_with_a_broken_record_is_read_in_part(harvested: Path) -> None:
    broken = harvested / "broken.jsonl"
    good = harvester("--review", harvested, "export", "jsonl").out
    broken.write_text(good + '{"title": \n', encoding="utf-8")
    said = harvester("dedup", "files", broken)
    assert said.exit_code == 3
    assert "4 records, 4 reports" in said.out
    assert "could not be read: " in said.out
    assert "broken.jsonl:5:" in said.out


def test_errors_to_expect_are_told_in_words_and_in_json(doubtful: Path, tmp_path: Path) -> None:
    assert "Expected errors: " in harvester("--review", doubtful, "dedup").out
    told = harvester("--review", doubtful, "dedup", "--json").document["expected_errors"]
    assert set(told["false_merges"]) == {"expected", "low", "high", "of"}
    assert told["false_merges"]["of"] == 1
    assert told["misses"]["in_review"] > 0
    (tmp_path / "a.nbib").write_text(NBIB, encoding="utf-8")
    assert harvester("dedup", "files", tmp_path / "a.nbib", "--json").document["expected_errors"]["misses"]["low"] == 0


def test_doubtful_pairs_go_out_as_a_table_and_come_back(doubtful: Path, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    said = harvester("--review", doubtful, "dedup", "pairs", "--csv", table)
    assert f"1 pair written: {table}" in " ".join(said.out.split())
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(text.replace(f"{PAIR[1]},{PAIR[0]},,", f"{PAIR[1]},{PAIR[0]},same,"), encoding="utf-8")
    done = harvester("--review", doubtful, "dedup", "pairs", "--from", table, "--reviewer", "Ann", "--json")
    assert (done.exit_code, done.document["answered"], done.document["wrong"]) == (0, {"same": 1}, 0)
    table.write_text("record_a,record_b,verdict\nx,y,same\n", encoding="utf-8")
    wrong = harvester("--review", doubtful, "dedup", "pairs", "--from", table)
    assert wrong.exit_code == 3
    assert "pairs.csv:2: There is no record 'x'." in wrong.out


def test_a_sample_is_drawn_written_and_reported(doubtful: Path, tmp_path: Path) -> None:
    drawn = harvester("--review", doubtful, "dedup", "sample", "2", "--seed", "7", "--json").document
    assert (drawn["seed"], drawn["drawn"], drawn["waiting"]) == (7, 2, 2)
    again = harvester("--review", doubtful, "dedup", "sample", "--seed", "7", "--csv", tmp_path / "audit.csv", "--json")
    assert again.document["sample"] == drawn["sample"]
    assert "probability" not in (tmp_path / "audit.csv").read_text(encoding="utf-8-sig")
    assert "Too few judgements" in harvester("--review", doubtful, "dedup", "sample", "--report").out
    both = harvester("--review", doubtful, "dedup", "sample", "--report", "--csv", tmp_path / "x.csv")
    assert both.exit_code == 2


def test_the_history_names_judgements_that_can_be_taken_back(doubtful: Path) -> None:
    harvester("--review", doubtful, "dedup", "split", *PAIR, "--reviewer", "Ann", "--note", "another letter")
    (event,) = harvester("--review", doubtful, "dedup", "history", "--json").document["judgements"]
    assert (event["by"], event["remark"], event["stands"]) == ("Ann", "another letter", True)
    said = harvester("--review", doubtful, "dedup", "undo", event["judgement"], "--reviewer", "Bob")
    assert f"{event['judgement']} was undone" in said.out
    assert "undone by Bob" in " ".join(harvester("--review", doubtful, "dedup", "history", PAIR[0]).out.split())


def test_links_say_when_there_are_none(doubtful: Path) -> None:
    assert "by their sources or by comparison" in harvester("--review", doubtful, "dedup", "links").out
    assert harvester("--review", doubtful, "dedup", "links", "--json").document == {"links": []}
