"""harvester undo and history: whatever a person stored can be taken back, and the history names all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.run_harvester import harvester


@pytest.fixture
def screened(harvested: Path) -> Path:
    """A review in which Ann included two reports on title and abstract, by two commands."""
    for report in ("R1", "R2"):
        run(harvested, "screen", "decide", report, "include", "--stage", "title-abstract", "--reviewer", "Ann")
    return harvested


def run(folder: Path, *words: str | Path, exit_code: int = 0) -> Any:
    said = harvester("--review", folder, *words, "--json")
    assert said.exit_code == exit_code, said.err
    return said.document


def waiting(folder: Path) -> int:
    number: int = run(folder, "status")["to_screen"]
    return number


def test_a2_undo_takes_back_the_last_action_of_the_reviewer_and_goes_further_back(screened: Path) -> None:
    run(screened, "screen", "decide", "R3", "exclude", "--stage", "title-abstract", "--reviewer", "Bob")
    before = waiting(screened)
    said = harvester("--review", screened, "undo", "--reviewer", "ann ")
    assert "Undone: event" in said.out
    assert "R000002: include (title-abstract)" in said.out
    assert "R000002 waits for title and abstract screening." in said.out
    assert waiting(screened) == before + 1
    assert run(screened, "undo", "--reviewer", "Ann")["undone"]["what"] == "R000001: include (title-abstract)"
    assert run(screened, "undo", "--reviewer", "Ann", exit_code=2)["error"]["kind"] == "usage"


def test_a2_an_undo_is_undone_by_its_number(screened: Path) -> None:
    before = run(screened, "prisma")
    undone = run(screened, "undo", "--reviewer", "Ann", "--reason", "the wrong report")
    again = run(screened, "undo", str(undone["event"]), "--reviewer", "Ann")
    assert again["restored"]["event"] == undone["undone"]["event"]
    assert run(screened, "prisma")["boxes"] == before["boxes"]
    refused = run(screened, "undo", str(undone["event"]), exit_code=2)["error"]
    assert f"undone already, by event {again['event']}" in refused["message"]
    assert refused["hint"] == f"To make it count again: harvester undo {again['event']}"


def test_a2_the_history_lists_every_event_and_marks_what_was_undone(screened: Path) -> None:
    undone = run(screened, "undo", "--reviewer", "Ann", "--reason", "the wrong report")
    events = run(screened, "history")["events"]
    assert [event["event"] for event in events] == list(range(1, len(events) + 1))
    assert {"records-imported", "decision", "undo"} <= {event["kind"] for event in events}
    assert events[-1] | {"at": ""} == {
        "event": undone["event"], "kind": "undo", "person": "Ann", "at": "", "what": f"event {undone['event'] - 1}",
        "reason": "the wrong report", "undoes": undone["event"] - 1, "undone_by": None,
    }  # fmt: skip
    assert events[-2]["undone_by"] == undone["event"]
    shown = harvester("--review", screened, "history", "--reviewer", "ANN", "--kind", "decision", "--limit", "1").out
    assert shown.count("\n") == 1
    assert f"decision, Ann: R000002: include (title-abstract)  [undone by {undone['event']}]" in shown
    assert "No such event" in harvester("--review", screened, "history", "--since", "2999-01-01").out


def test_a2_screen_undo_takes_back_decisions_only(screened: Path) -> None:
    run(screened, "screen", "retrieval", "R1", "retrieved", "--reviewer", "Ann")
    assert run(screened, "screen", "undo", "--reviewer", "Ann")["undone"]["what"] == "R000002: include (title-abstract)"
    assert run(screened, "undo", "--reviewer", "Ann")["undone"]["kind"] == "retrieval"


def test_a2_an_import_of_the_wrong_list_is_undone_and_imported_again(harvested: Path, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("report,decision\nR1,include\nR2,include\nR3,exclude\n", encoding="utf-8")
    words = ("screen", "import", table, "--from", "csv", "--stage", "title-abstract", "--reviewer", "Ann")
    before = run(harvested, "status")
    imported = run(harvested, *words)
    assert (imported["decisions"], run(harvested, *words)["decisions"]) == (3, 0)
    [listed] = run(harvested, "screen", "import", "--list")["imports"]
    assert (listed["event"], listed["undone"]) == (imported["event"], False)
    undone = run(harvested, "screen", "import", "--undo", str(listed["import"]))
    assert undone["undone"]["what"] == "import 1, list.csv from csv: 3 decisions"
    assert run(harvested, "status") == before
    assert run(harvested, "screen", "import", "--list")["imports"][0]["undone"]
    assert "1 (undone)" in harvester("--review", harvested, "screen", "import", "--list").out
    assert run(harvested, *words)["decisions"] == 3
    assert run(harvested, "screen", "import", "--undo", "9", exit_code=2)["error"]["hint"].startswith(
        "harvester screen"
    )


def test_a2_an_export_was_not_handed_over_after_all(harvested: Path, tmp_path: Path) -> None:
    first = run(harvested, "export", "--for", "rayyan", "--new", "-o", tmp_path / "a.ris")
    assert run(harvested, "export", "--for", "rayyan", "--new", "-o", tmp_path / "b.ris")["reports"] == 0
    assert run(harvested, "undo")["undone"]["kind"] == "export"
    assert run(harvested, "export", "--list")["exports"][0]["undone"]
    assert run(harvested, "export", "--for", "rayyan", "--new", "-o", tmp_path / "c.ris")["reports"] == first["reports"]


def test_a2_only_the_latest_release_is_undone_and_its_name_is_never_given_again(harvested: Path) -> None:
    for name in ("v1", "v2"):
        run(harvested, "release", name, "--allow-pending")
    first, second = (event["event"] for event in run(harvested, "history", "--kind", "release")["events"])
    refused = run(harvested, "undo", str(first), exit_code=2)["error"]
    assert refused["hint"] == f"Undo v2 first: harvester undo {second}"
    undone = run(harvested, "undo", str(second))
    assert "There is, or was, a release 'v2'" in run(harvested, "release", "v2", exit_code=2)["error"]["message"]
    run(harvested, "release", "v3", "--allow-pending")
    assert "v3 was made after v2" in run(harvested, "undo", str(undone["event"]), exit_code=2)["error"]["message"]


def test_a2_a_judgement_of_a_pair_is_reached_by_its_event(doubtful: Path) -> None:
    before = run(doubtful, "status")
    [pair] = run(doubtful, "dedup", "pairs")["pairs"]
    names = (pair["record_a"], pair["record_b"])
    run(doubtful, "dedup", "merge", *names)
    merged = run(doubtful, "status")
    assert merged["reports"] == before["reports"] - 1
    undone = run(doubtful, "undo")
    assert run(doubtful, "status") == before
    run(doubtful, "undo", str(undone["event"]))
    assert run(doubtful, "status") == merged
    run(doubtful, "dedup", "undo")
    assert run(doubtful, "status") == before
    assert run(doubtful, "history", "--limit", "1")["events"][0]["kind"] == "undo"
    assert run(doubtful, "undo", "--reviewer", "Ann", exit_code=2)["error"]["kind"] == "usage"


def test_a2_what_follows_from_other_events_is_refused_with_the_way_out(doubtful: Path) -> None:
    [event] = run(doubtful, "history", "--kind", "deduplication")["events"][:1]
    refused = run(doubtful, "undo", str(event["event"]), exit_code=2)["error"]
    assert "harvester dedup split" in refused["hint"]
    assert run(doubtful, "undo", "999", exit_code=2)["error"]["message"] == "There is no event 999."
