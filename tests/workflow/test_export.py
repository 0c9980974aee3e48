"""What is handed over is stored first, byte for byte; no tool is handed a report twice unless it asks for it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from harvester.citation import Citation
from harvester.errors import UsageError
from harvester.formats import PROFILES, Outgoing
from harvester.workflow.desk import Desk
from harvester.workflow.export import Manner, again, export, past_exports, reports_of_export
from harvester.workflow.export_parts import Cap, Part, beyond, parts
from harvester.workflow.history import undo
from harvester.workflow.judge import decide as judge
from harvester.workflow.screen import decide
from harvester.workflow.update import import_files
from tests.reviews import article, write_export
from tests.workflow.desks import TickingClock, bring, rows_of


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Five reports; the first was found by both searches."""
    bring(desk, "embase", 1, 2, 3, 4, 5)
    bring(desk, "ovid", 1)
    return desk


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def reports_in(text: str) -> list[str]:
    return [json.loads(line)["report_id"] for line in text.splitlines()]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_report_is_handed_over_once_with_all_its_records(filled: Desk) -> None:
    told = export(filled, "jsonl", tool="generic")
    assert reports_in(told.content) == ["R000001", "R000002", "R000003", "R000004", "R000005"]
    first = json.loads(told.content.splitlines()[0])
    assert first["record_ids"] == ["embase:L700001", "ovid:L700001"]
    assert first["sources"] == ["Embase", "Ovid"]


def test_only_what_a_tool_has_not_had_is_new_to_it(filled: Desk) -> None:
    assert export(filled, "ris", tool="rayyan", only_new=True).reports == 5
    assert export(filled, "ris", tool="rayyan", only_new=True).reports == 0
    bring(filled, "ovid", 6)
    told = export(filled, "jsonl", tool="rayyan", only_new=True)
    assert reports_in(told.content) == ["R000007"]
    assert export(filled, "ris", tool="covidence", only_new=True).reports == 6


def test_reports_that_joined_or_parted_after_they_were_handed_over_are_not_new(filled: Desk) -> None:
    export(filled, "ris", tool="rayyan", only_new=True)
    judge(filled, "R2", "R3", "duplicate", person="Ann")
    assert export(filled, "ris", tool="rayyan", only_new=True).reports == 0
    undo(filled)
    assert export(filled, "ris", tool="rayyan", only_new=True).reports == 0


def test_a_report_that_was_hidden_in_another_is_new_once_they_part(filled: Desk) -> None:
    judge(filled, "R2", "R3", "duplicate", person="Ann")
    export(filled, "ris", tool="rayyan", only_new=True)
    undo(filled)
    assert reports_in(export(filled, "jsonl", tool="rayyan", only_new=True).content) == ["R000003"]


def test_a_stage_can_be_asked_for(filled: Desk) -> None:
    decide(filled, ["R2", "R3"], "include", stage="title-abstract", reviewer="Ann")
    decide(filled, ["R4"], "exclude", stage="title-abstract", reviewer="Ann")
    assert export(filled, "ris", tool="generic", stage="retrieval").reports == 2
    assert export(filled, "ris", tool="generic", stage="title-abstract").reports == 2
    assert export(filled, "ris", tool="generic", stage="excluded").reports == 1


def test_a_file_is_what_the_store_remembers(filled: Desk, out: Path) -> None:
    told = export(filled, "ris", tool="rayyan", target=out / "rayyan.ris")
    content = (out / "rayyan.ris").read_bytes()
    [past] = past_exports(filled)
    assert past["sha256"] == hashlib.sha256(content).hexdigest()
    assert (past["tool"], past["file"], past["reports"]) == ("rayyan", "rayyan.ris", 5)
    assert told.to_json()["files"] == [{"file": str(out / "rayyan.ris"), "reports": 5, "search": ""}]
    assert names(out) == ["rayyan.ris"]


def test_an_export_can_be_had_again_byte_for_byte_whatever_has_changed_since(filled: Desk, out: Path) -> None:
    export(filled, "ris", tool="rayyan", target=out / "one.ris")
    first = (out / "one.ris").read_bytes()
    judge(filled, "R2", "R3", "duplicate", person="Ann")
    bring(filled, "ovid", 7, 8)
    assert again(filled, 1, out / "again.ris") == len(first)
    assert (out / "again.ris").read_bytes() == first


def test_an_export_that_never_was_cannot_be_had_again(filled: Desk, out: Path) -> None:
    with pytest.raises(UsageError, match="no export 7"):
        again(filled, 7, out / "again.ris")


def test_a_large_export_is_split_into_numbered_files(filled: Desk, out: Path) -> None:
    told = export(filled, "jsonl", tool="covidence", target=out / "c.jsonl", split=2)
    assert names(out) == ["c-1.jsonl", "c-2.jsonl", "c-3.jsonl"]
    assert [number for _, number, _ in told.files] == [2, 2, 1]
    texts = [(out / name).read_text(encoding="utf-8") for name in names(out)]
    assert [name for text in texts for name in reports_in(text)] == [f"R00000{number}" for number in range(1, 6)]
    assert [row["reports"] for row in past_exports(filled)] == [2, 2, 1]


def test_a_small_export_is_not_split(filled: Desk, out: Path) -> None:
    export(filled, "ris", tool="covidence", target=out / "c.ris", split=5)
    assert names(out) == ["c.ris"]


def test_splitting_needs_a_name_for_the_files(filled: Desk) -> None:
    with pytest.raises(UsageError, match="need a name"):
        export(filled, "ris", tool="covidence", split=2)


@pytest.mark.parametrize("split", [0, -1])
def test_a_file_of_no_reports_cannot_be_asked_for(filled: Desk, out: Path, split: int) -> None:
    with pytest.raises(UsageError, match="at least one report"):
        export(filled, "ris", tool="covidence", target=out / "c.ris", split=split)


@pytest.mark.parametrize("where", ["absent/c.ris", "."])
def test_a_target_that_cannot_be_written_stores_nothing(filled: Desk, out: Path, where: str) -> None:
    before = rows_of(filled)
    with pytest.raises(UsageError, match="cannot be written"):
        export(filled, "ris", tool="rayyan", target=out / where, only_new=True)
    assert rows_of(filled) == before
    assert names(out) == []
    assert names(out.parent) == ["out", "review"]


def test_a_part_that_cannot_be_written_takes_the_others_back(filled: Desk, out: Path) -> None:
    (out / "c-3.ris").mkdir()
    before = rows_of(filled)
    with pytest.raises(UsageError, match=r"c-3\.ris cannot be written"):
        export(filled, "ris", tool="rayyan", target=out / "c.ris", split=2)
    assert rows_of(filled) == before
    assert names(out) == ["c-3.ris"]


def test_a_format_or_tool_nobody_knows_stores_nothing(filled: Desk, out: Path) -> None:
    before = rows_of(filled)
    with pytest.raises(UsageError):
        export(filled, "papyrus", tool="rayyan", target=out / "a")
    with pytest.raises(UsageError):
        export(filled, "ris", tool="stone tablet", target=out / "a")
    assert rows_of(filled) == before
    assert names(out) == []


def test_an_export_that_fell_between_storing_and_naming_its_file_can_be_had_again(
    filled: Desk, out: Path, clock: TickingClock
) -> None:
    def now() -> datetime:
        """Put a folder in the way of the first file as soon as its draft is written."""
        if (out / ".c-1.ris.part").exists():
            (out / "c-1.ris").mkdir(exist_ok=True)
        return clock.now()

    with pytest.raises(UsageError, match=r"c-1\.ris cannot be written") as caught:
        export(replace(filled, now=now), "ris", tool="rayyan", target=out / "c.ris", split=3, only_new=True)
    assert "--again 1 -o FILE" in caught.value.hint
    first, second = past_exports(filled)
    assert (first["reports"], second["reports"]) == (3, 2)
    again(filled, first["export"], out / "found.ris")
    assert hashlib.sha256((out / "found.ris").read_bytes()).hexdigest() == first["sha256"]
    assert names(out) == ["c-1.ris", "found.ris"]
    assert export(filled, "ris", tool="rayyan", only_new=True).reports == 0


def test_the_first_source_of_the_review_is_believed_first(desk: Desk) -> None:
    online = article(1, JF="Journal of Hyperinflammation Online")
    import_files(desk, [write_export(desk.review.folder / "exports" / "o.ris", [online])], "ovid")
    bring(desk, "embase", 1)
    [line] = export(desk, "jsonl", tool="generic").content.splitlines()
    assert json.loads(line)["citation"]["journal"] == "Journal of Hyperinflammation"


def test_covidence_gets_a_file_for_each_search_and_each_report_once(filled: Desk, out: Path) -> None:
    bring(filled, "ovid", 2, 6, 7)
    told = export(filled, "jsonl", tool="covidence", target=out / "c.jsonl")
    assert [(Path(name).name, number, search) for name, number, search in told.files] == [
        ("c-embase.jsonl", 5, "embase"), ("c-ovid.jsonl", 2, "ovid"),
    ]  # fmt: skip
    held = [report for name in names(out) for report in reports_in((out / name).read_text(encoding="utf-8"))]
    assert len(held) == len(set(held)) == 7


def test_the_first_search_of_the_review_that_found_a_report_has_it(filled: Desk, out: Path) -> None:
    bring(filled, "ovid", 6)
    bring(filled, "embase", 6)  # later, and still first in review.toml
    export(filled, "jsonl", tool="covidence", target=out / "c.jsonl")
    assert names(out) == ["c.jsonl"]


def test_other_tools_get_one_file_unless_asked_and_covidence_can_have_one(filled: Desk, out: Path) -> None:
    bring(filled, "ovid", 6)
    export(filled, "ris", tool="covidence", target=out / "c.ris", manner=Manner(by_source=False))
    export(filled, "ris", tool="rayyan", target=out / "r.ris")
    export(filled, "ris", tool="rayyan", target=out / "s.ris", manner=Manner(by_source=True))
    assert names(out) == ["c.ris", "r.ris", "s-embase.ris", "s-ovid.ris"]


def test_a_file_for_each_search_needs_a_name(filled: Desk) -> None:
    with pytest.raises(UsageError, match="--per-source makes several files"):
        export(filled, "ris", tool="rayyan", manner=Manner(by_source=True))


def test_no_file_is_larger_than_the_tool_takes() -> None:
    items = [(number, Outgoing(Citation(title="x" * 50), f"R{number:06d}")) for number in range(1, 24)]
    made = parts({"": items}, Path("a.ris"), Cap(reports=10, size=300), lambda some: b"." * (60 * len(some)))
    assert [len(part.items) for part in made] == [5, 5, 5, 5, 3]
    assert [part.path and part.path.name for part in made][:2] == ["a-1.ris", "a-2.ris"]
    assert [number for part in made for number, _ in part.items] == list(range(1, 24))


def test_one_report_larger_than_a_file_may_be_goes_alone() -> None:
    items = [(number, Outgoing(Citation(), f"R{number:06d}")) for number in (1, 2)]
    assert len(parts({"": items}, Path("a.ris"), Cap(size=10), lambda some: b"." * (60 * len(some)))) == 2


def test_what_changed_since_it_was_handed_over_is_handed_over_again(filled: Desk) -> None:
    export(filled, "ris", tool="rayyan", only_new=True)
    changed = [article(2, N2="Background: added."), article(3, KW="a heading"), article(6)]
    import_files(filled, [write_export(filled.review.folder / "e.ris", changed)], "embase")
    either = export(filled, "jsonl", tool="generic", only_new=True)
    assert either.reports == 6
    told = export(filled, "ris", tool="rayyan", only_new=True, manner=Manner(changed=True))
    assert (told.reports, told.changed) == (2, 1)
    assert export(filled, "ris", tool="rayyan", only_new=True, manner=Manner(changed=True)).reports == 0


def test_only_the_changed_ones_can_be_asked_for(filled: Desk) -> None:
    export(filled, "ris", tool="rayyan")
    changed = [article(2, N2="Background: added."), article(6)]
    import_files(filled, [write_export(filled.review.folder / "e.ris", changed)], "embase")
    assert reports_in(export(filled, "jsonl", tool="rayyan", manner=Manner(changed=True)).content) == ["R000002"]


def test_the_reports_of_an_export_are_listed_with_todays_numbers(filled: Desk) -> None:
    export(filled, "ris", tool="rayyan")
    judge(filled, "R2", "R3", "duplicate", person="Ann")
    past, held = reports_of_export(filled, 1)
    assert (past["tool"], len(held)) == ("rayyan", 5)
    assert [(row["report"], row["today"]) for row in held][1:3] == [("R000002", "R000002"), ("R000003", "R000002")]
    with pytest.raises(UsageError, match="no export 7"):
        reports_of_export(filled, 7)


def test_line_ends_and_marks_are_as_asked(filled: Desk, out: Path) -> None:
    export(filled, "ris", tool="rayyan", target=out / "r.ris", manner=Manner(crlf=True, bom=True))
    export(filled, "csv", tool="asreview", target=out / "a.csv", manner=Manner(excel=True))
    written = (out / "r.ris").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfTY  - JOUR\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert (out / "a.csv").read_bytes().startswith(b"\xef\xbb\xbftitle,abstract,")


@pytest.mark.parametrize("manner", [Manner(crlf=True), Manner(bom=True)])
def test_line_ends_and_marks_are_for_ris(filled: Desk, manner: Manner) -> None:
    with pytest.raises(UsageError, match="for RIS"):
        export(filled, "nbib", tool="generic", manner=manner)
    with pytest.raises(UsageError, match="for tables"):
        export(filled, "ris", tool="generic", manner=Manner(excel=True))


def test_more_files_than_a_tool_takes_at_once_are_noticed(desk: Desk, out: Path) -> None:
    bring(desk, "embase", *range(1, 13))
    told = export(desk, "ris", tool="rayyan", target=out / "x.ris", split=1)
    assert len(told.files) == 12
    assert told.warnings == ("Rayyan takes 10 files in one upload: upload these 12 in 2 rounds.",)
    assert told.to_json()["warnings"] == list(told.warnings)
    assert export(desk, "ris", tool="rayyan", target=out / "y.ris", split=2).warnings == ()
    assert export(desk, "ris", tool="generic", target=out / "z.ris", split=1).warnings == ()


def test_a_file_larger_than_a_tool_takes_is_noticed() -> None:
    small = replace(PROFILES["rayyan"], most_bytes=1_000)
    item = (1, Outgoing(citation=Citation(title="Colchicine"), report_id="R000001"))
    fits, large = Part(Path("a-1.ris"), b"x" * 1_000, [item]), Part(Path("a-2.ris"), b"x" * 1_001, [item])
    assert beyond([fits], small) == ()
    assert beyond([fits, large], small) == ("a-2.ris has 1,001 bytes; Rayyan takes 1,000 in a file.",)
    assert beyond([replace(large, path=None)], small) == ("The output has 1,001 bytes; Rayyan takes 1,000 in a file.",)
