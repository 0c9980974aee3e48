"""Begin a review, check it, take files in, see how it stands."""

from __future__ import annotations

from pathlib import Path

from tests.cli.run_harvester import LATER_NBIB, NBIB, REVIEW, RIS, harvester, put


def test_a_new_review_is_valid_and_its_next_steps_are_told(tmp_path: Path) -> None:
    said = harvester("init", tmp_path / "fever")
    assert said.exit_code == 0
    assert "3. harvester --review" in said.out
    assert harvester("--review", tmp_path / "fever", "check").exit_code == 0


def test_a_review_is_never_overwritten(review: Path) -> None:
    said = harvester("init", review)
    assert said.exit_code == 2
    assert "nothing was written" in said.err
    assert (review / "review.toml").read_text(encoding="utf-8") == REVIEW


def test_check_says_what_an_update_would_do(review: Path) -> None:
    text = REVIEW.replace('source = "file"\nname = "PubMed"', 'source = "pubmed"\nname = "PubMed"')
    text = text.replace('source = "file"\nname = "Embase"', 'source = "embase"\nname = "Embase"')
    (review / "review.toml").write_text(text, encoding="utf-8")
    pubmed, embase = harvester("--review", review, "check", "--json").document["searches"]
    assert set(pubmed) >= {"key", "name", "source", "kind", "strategy_file", "would"}
    assert pubmed["would"].startswith("asks PubMed through NLM E-utilities")
    assert embase["would"].startswith("skipped:")
    assert "ELSEVIER_API_KEY" in embase["would"]
    with_key = harvester("--review", review, "check", "--json", env={"ELSEVIER_API_KEY": "abc"}).document
    assert with_key["searches"][1]["would"].startswith("asks Embase through")


def test_check_of_a_search_run_elsewhere_names_its_folder(review: Path) -> None:
    said = harvester("--review", review, "check")
    assert "imports files from imports/embase/" in said.out


def test_check_finds_export_files_that_no_update_would_take_in(review: Path) -> None:
    put(review, "embsae", "embase.ris", RIS)
    (review / "imports" / "README.txt").write_text("where files go", encoding="utf-8")
    (review / "imports" / "loose.ris").write_text(RIS, encoding="utf-8")
    warnings = harvester("--review", review, "check", "--json").document["warnings"]
    assert [warning.split()[0] for warning in warnings] == ["imports/embsae", "imports/loose.ris"]
    assert "imports/embase/" in warnings[0]


def test_check_shows_what_the_database_would_misread(review: Path) -> None:
    text = REVIEW.replace('source = "file"\nname = "PubMed"', 'source = "pubmed"\nname = "PubMed"')
    (review / "review.toml").write_text(text, encoding="utf-8")
    (review / "pubmed.txt").write_text("colchicine.ti,ab. AND fever[tiab]\n", encoding="utf-8")
    assert "the syntax of Ovid" in harvester("--review", review, "check").out


def test_mistakes_are_values_in_json_and_the_exit_code_is_1(review: Path) -> None:
    (review / "review.toml").write_text(REVIEW.replace('kind = "database"', 'kind = "databse"'), encoding="utf-8")
    said = harvester("--review", review, "check", "--json")
    assert said.exit_code == 1
    assert [mistake["line"] for mistake in said.document["mistakes"]] == [11, 18]
    assert said.document["error"]["kind"] == "review"


def test_an_update_takes_in_what_waits_and_tells_it_as_a_table(review: Path) -> None:
    put(review, "pubmed", "pubmed.nbib", NBIB)
    put(review, "embase", "embase.ris", RIS)
    said = harvester("--review", review, "update")
    assert said.exit_code == 0
    assert "5 records, 4 reports; 4 new reports to screen; 0 pairs to review." in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines()[:3])
    assert " export ris --new" in said.out


def test_the_json_of_an_update_has_the_shape_of_the_contract(review: Path) -> None:
    put(review, "pubmed", "pubmed.nbib", NBIB)
    told = harvester("--review", review, "update", "--json").document
    assert set(told) >= {"review", "runs", "records", "reports", "new_reports", "to_review", "alerts"}
    run = told["runs"][0]
    wanted = ["search", "run", "status", "mode", "promised", "retrieved", "new", "known", "changed", "gone", "error"]
    assert set(run) >= set(wanted)
    assert (run["search"], run["status"], run["promised"], run["new"]) == ("pubmed", "complete", 3, 3)
    assert told["runs"][1]["status"] == "skipped"


def test_a_second_update_changes_nothing(harvested: Path) -> None:
    before = harvester("--review", harvested, "status", "--json").document
    told = harvester("--review", harvested, "update", "--json").document
    assert told["new_reports"] == 0
    assert harvester("--review", harvested, "status", "--json").document == before


def test_a_dry_run_stores_nothing(review: Path) -> None:
    put(review, "pubmed", "pubmed.nbib", NBIB)
    said = harvester("--review", review, "update", "--dry-run")
    assert said.exit_code == 0
    assert "this file would be imported" in said.out
    assert harvester("--review", review, "status", "--json").document["records"] == 0


def test_a_dry_run_goes_with_neither_full_nor_imports_only(review: Path) -> None:
    assert harvester("--review", review, "update", "--dry-run", "--full").exit_code == 2


def test_an_unexpanded_pattern_is_expanded(review: Path) -> None:
    put(review, "pubmed", "a.nbib", NBIB)
    put(review, "pubmed", "b.nbib", LATER_NBIB)
    pattern = review / "imports" / "pubmed" / "*.nbib"
    told = harvester("--review", review, "import", pattern, "--search", "pubmed", "--json").document
    assert [run["file"] for run in told["runs"]] == ["a.nbib, b.nbib"]


def test_the_same_file_twice_adds_nothing_and_says_so(harvested: Path) -> None:
    path = harvested / "imports" / "embase" / "embase.ris"
    said = harvester("--review", harvested, "import", path, "--search", "embase")
    assert said.exit_code == 0
    assert "this file was imported before" in said.out
    assert "0 new reports to screen" in said.out


def test_a_file_with_fewer_records_than_the_database_found_is_partial(review: Path) -> None:
    path = put(review, "embase", "embase.ris", RIS)
    words: list[str | Path] = [
        "--review",
        review,
        "import",
        path,
        "--search",
        "embase",
        "--hits",
        "9",
        "--date",
        "2026-03-31",
    ]
    said = harvester(*words, "--json")
    assert said.exit_code == 3
    assert said.document["runs"][0]["status"] == "partial"
    status = harvester("--review", review, "status", "--json").document
    assert status["searches"][1]["last_run"]["date"] == "2026-03-31"


def test_an_import_without_its_search_says_how_to_name_it(review: Path) -> None:
    said = harvester("--review", review, "import", put(review, "embase", "a.ris", RIS))
    assert (said.exit_code, said.out) == (2, "")
    assert "--search KEY" in said.err


def test_a_dry_run_shows_what_files_hold_and_needs_no_review(tmp_path: Path) -> None:
    path = tmp_path / "a.nbib"
    path.write_text(NBIB)
    said = harvester("import", path, "--dry-run")
    assert said.exit_code == 0
    assert "nothing was stored" in said.out
    assert "a.nbib  nbib" in said.out
    document = harvester("--json", "import", path, "--dry-run").document
    assert (document["stored"], document["records"]) == (False, len(NBIB.split("PMID-")) - 1)
    [file] = document["files"]
    assert (file["format"], file["encoding"], file["fields"]["title"]) == ("nbib", "utf-8", document["records"])


def test_a_dry_run_of_what_cannot_be_read_fails_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    said = harvester("import", path, "--dry-run")
    assert said.exit_code == 1
    assert "this is a PDF document" in said.out


def test_strict_refuses_what_a_plain_import_takes_in_part(review: Path) -> None:
    path = put(review, "embase", "a.ris", RIS + "TY  - JOUR\nER  - \n")
    words = ("--review", review, "import", path, "--search", "embase")
    assert harvester(*words, "--strict").exit_code == 1
    assert harvester(*words).exit_code == 3


def test_status_shows_what_waits(harvested: Path) -> None:
    said = harvester("--review", harvested, "status")
    assert "5 records, 4 reports" in said.out
    assert "4  to screen on title and abstract" in said.out


def test_the_json_of_status_has_the_shape_of_the_contract(harvested: Path) -> None:
    told = harvester("--review", harvested, "status", "--json").document
    assert set(told) >= {"records", "reports", "searches", "to_review", "to_screen", "conflicts"}
    assert set(told["searches"][0]) >= {"key", "last_run", "records"}


def test_quiet_gives_no_advice(harvested: Path) -> None:
    assert "Next:" in harvester("--review", harvested, "status").out
    assert "Next:" not in harvester("--review", harvested, "status", "-q").out
