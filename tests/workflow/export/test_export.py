"""What is handed over is stored first, byte for byte; no tool is handed a report twice unless it asks for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from harvester.citation import Citation
from harvester.errors import UsageError
from harvester.formats import EXPORT_PROFILES, ExportRecord
from harvester.screening import Decision, Stage
from harvester.store import Store
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import undo_judgements
from harvester.workflow.dedup.judge import judge_pair as judge
from harvester.workflow.export import (
    ExportOptions,
    export_reports,
    list_exported_reports,
    list_exports,
    rewrite_export,
)
from harvester.workflow.export.split_files import ExportFile, FileLimit, limit_warnings, split_files
from harvester.workflow.harvest.update import import_files
from harvester.workflow.screening.decide import decide_reports
from tests.reviews import article, write_export
from tests.workflow.contexts import TickingClock, import_articles, prepare, rows_of


@pytest.fixture
def filled(context: ReviewContext, clock: TickingClock) -> ReviewContext:
    """Five reports; the first was found by both searches."""
    return prepare(context, clock, fill)


def fill(context: ReviewContext, _: TickingClock) -> None:
    import_articles(context, "embase", 1, 2, 3, 4, 5)
    import_articles(context, "ovid", 1)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def reports_in(text: str) -> list[str]:
    return [json.loads(line)["report_id"] for line in text.splitlines()]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_report_is_handed_over_once_with_all_its_records(filled: ReviewContext) -> None:
    told = export_reports(filled, "jsonl", tool="generic")
    assert reports_in(told.content) == ["R000001", "R000002", "R000003", "R000004", "R000005"]
    first = json.loads(told.content.splitlines()[0])
    assert first["record_ids"] == ["embase:L700001", "ovid:L700001"]
    assert first["sources"] == ["Embase", "Ovid"]


def test_only_what_a_tool_has_not_had_is_new_to_it(filled: ReviewContext) -> None:
    assert export_reports(filled, "ris", tool="rayyan", only_new=True).reports == 5
    assert export_reports(filled, "ris", tool="rayyan", only_new=True).reports == 0
    import_articles(filled, "ovid", 6)
    told = export_reports(filled, "jsonl", tool="rayyan", only_new=True)
    assert reports_in(told.content) == ["R000007"]
    assert export_reports(filled, "ris", tool="covidence", only_new=True).reports == 6


def test_reports_that_joined_or_parted_after_they_were_handed_over_are_not_new(filled: ReviewContext) -> None:
    export_reports(filled, "ris", tool="rayyan", only_new=True)
    judge(filled, "R2", "R3", "duplicate", person="Ann")
    assert export_reports(filled, "ris", tool="rayyan", only_new=True).reports == 0
    undo_judgements(filled)
    assert export_reports(filled, "ris", tool="rayyan", only_new=True).reports == 0


def test_a_report_that_was_hidden_in_another_is_new_once_they_part(filled: ReviewContext) -> None:
    judge(filled, "R2", "R3", "duplicate", person="Ann")
    export_reports(filled, "ris", tool="rayyan", only_new=True)
    undo_judgements(filled)
    assert reports_in(export_reports(filled, "jsonl", tool="rayyan", only_new=True).content) == ["R000003"]


def test_a_stage_can_be_asked_for(filled: ReviewContext) -> None:
    decide_reports(filled, ["R2", "R3"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    decide_reports(filled, ["R4"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    assert export_reports(filled, "ris", tool="generic", stage="retrieval").reports == 2
    assert export_reports(filled, "ris", tool="generic", stage="title-abstract").reports == 2
    assert export_reports(filled, "ris", tool="generic", stage="excluded").reports == 1


def test_a_file_is_what_the_store_remembers(filled: ReviewContext, out: Path) -> None:
    told = export_reports(filled, "ris", tool="rayyan", target=out / "rayyan.ris")
    content = (out / "rayyan.ris").read_bytes()
    [past] = list_exports(filled)
    assert past["sha256"] == hashlib.sha256(content).hexdigest()
    assert (past["tool"], past["file"], past["reports"]) == ("rayyan", "rayyan.ris", 5)
    assert told.to_json()["files"] == [{"file": str(out / "rayyan.ris"), "reports": 5, "search": ""}]
    assert names(out) == ["rayyan.ris"]


def test_an_export_can_be_had_again_byte_for_byte_whatever_has_changed_since(filled: ReviewContext, out: Path) -> None:
    export_reports(filled, "ris", tool="rayyan", target=out / "one.ris")
    first = (out / "one.ris").read_bytes()
    judge(filled, "R2", "R3", "duplicate", person="Ann")
    import_articles(filled, "ovid", 7, 8)
    assert rewrite_export(filled, 1, out / "again.ris") == len(first)
    assert (out / "again.ris").read_bytes() == first


def test_an_export_that_never_was_cannot_be_had_again(filled: ReviewContext, out: Path) -> None:
    with pytest.raises(UsageError, match="no export 7"):
        rewrite_export(filled, 7, out / "again.ris")


def test_a_large_export_is_split_into_numbered_files(filled: ReviewContext, out: Path) -> None:
    told = export_reports(filled, "jsonl", tool="covidence", target=out / "c.jsonl", split=2)
    assert names(out) == ["c-1.jsonl", "c-2.jsonl", "c-3.jsonl"]
    assert [number for _, number, _ in told.files] == [2, 2, 1]
    texts = [(out / name).read_text(encoding="utf-8") for name in names(out)]
    assert [name for text in texts for name in reports_in(text)] == [f"R00000{number}" for number in range(1, 6)]
    assert [row["reports"] for row in list_exports(filled)] == [2, 2, 1]


def test_a_small_export_is_not_split(filled: ReviewContext, out: Path) -> None:
    export_reports(filled, "ris", tool="covidence", target=out / "c.ris", split=5)
    assert names(out) == ["c.ris"]


def test_splitting_needs_a_name_for_the_files(filled: ReviewContext) -> None:
    with pytest.raises(UsageError, match="need a name"):
        export_reports(filled, "ris", tool="covidence", split=2)


@pytest.mark.parametrize("split", [0, -1])
def test_a_file_of_no_reports_cannot_be_asked_for(filled: ReviewContext, out: Path, split: int) -> None:
    with pytest.raises(UsageError, match="at least one report"):
        export_reports(filled, "ris", tool="covidence", target=out / "c.ris", split=split)


@pytest.mark.parametrize("where", ["absent/c.ris", "."])
def test_a_target_that_cannot_be_written_stores_nothing(filled: ReviewContext, out: Path, where: str) -> None:
    before = rows_of(filled)
    with pytest.raises(UsageError, match="cannot be written"):
        export_reports(filled, "ris", tool="rayyan", target=out / where, only_new=True)
    assert rows_of(filled) == before
    assert names(out) == []
    assert names(out.parent) == ["out", "review"]


def test_a_part_that_cannot_be_written_takes_the_others_back(filled: ReviewContext, out: Path) -> None:
    (out / "c-3.ris").mkdir()
    before = rows_of(filled)
    with pytest.raises(UsageError, match=r"c-3\.ris cannot be written"):
        export_reports(filled, "ris", tool="rayyan", target=out / "c.ris", split=2)
    assert rows_of(filled) == before
    assert names(out) == ["c-3.ris"]


def test_a_format_or_tool_nobody_knows_stores_nothing(filled: ReviewContext, out: Path) -> None:
    before = rows_of(filled)
    with pytest.raises(UsageError):
        export_reports(filled, "papyrus", tool="rayyan", target=out / "a")
    with pytest.raises(UsageError):
        export_reports(filled, "ris", tool="stone tablet", target=out / "a")
    assert rows_of(filled) == before
    assert names(out) == []


def test_an_export_that_fell_between_storing_and_naming_its_file_can_be_had_again(
    filled: ReviewContext, out: Path
) -> None:
    class StoreWithObstacle(Store):
        """Puts a folder in the way of the first file as soon as the export is stored."""

        @contextmanager
        def write(self) -> Iterator[Session]:
            with filled.store.write() as session:
                yield session
            (out / "c-1.ris").mkdir()

    obstructed = StoreWithObstacle(filled.store._engine, "")
    with pytest.raises(UsageError, match=r"c-1\.ris cannot be written") as caught:
        export_reports(
            replace(filled, store=obstructed), "ris", tool="rayyan", target=out / "c.ris", split=3, only_new=True
        )
    assert "--again 1 -o FILE" in caught.value.hint
    first, second = list_exports(filled)
    assert (first["reports"], second["reports"]) == (3, 2)
    rewrite_export(filled, first["export"], out / "found.ris")
    assert hashlib.sha256((out / "found.ris").read_bytes()).hexdigest() == first["sha256"]
    assert names(out) == ["c-1.ris", "found.ris"]
    assert export_reports(filled, "ris", tool="rayyan", only_new=True).reports == 0


def test_the_first_source_of_the_review_is_believed_first(context: ReviewContext) -> None:
    online = article(1, JF="Journal of Hyperinflammation Online")
    import_files(context, [write_export(context.review.folder / "exports" / "o.ris", [online])], "ovid")
    import_articles(context, "embase", 1)
    [line] = export_reports(context, "jsonl", tool="generic").content.splitlines()
    assert json.loads(line)["citation"]["journal"] == "Journal of Hyperinflammation"


def test_covidence_gets_a_file_for_each_search_and_each_report_once(filled: ReviewContext, out: Path) -> None:
    import_articles(filled, "ovid", 2, 6, 7)
    told = export_reports(filled, "jsonl", tool="covidence", target=out / "c.jsonl")
    assert [(Path(name).name, number, search) for name, number, search in told.files] == [
        ("c-embase.jsonl", 5, "embase"), ("c-ovid.jsonl", 2, "ovid"),
    ]  # fmt: skip
    held = [report for name in names(out) for report in reports_in((out / name).read_text(encoding="utf-8"))]
    assert len(held) == len(set(held)) == 7


def test_the_first_search_of_the_review_that_found_a_report_has_it(filled: ReviewContext, out: Path) -> None:
    import_articles(filled, "ovid", 6)
    import_articles(filled, "embase", 6)  # later, and still first in review.toml
    export_reports(filled, "jsonl", tool="covidence", target=out / "c.jsonl")
    assert names(out) == ["c.jsonl"]


def test_other_tools_get_one_file_unless_asked_and_covidence_can_have_one(filled: ReviewContext, out: Path) -> None:
    import_articles(filled, "ovid", 6)
    export_reports(filled, "ris", tool="covidence", target=out / "c.ris", options=ExportOptions(by_source=False))
    export_reports(filled, "ris", tool="rayyan", target=out / "r.ris")
    export_reports(filled, "ris", tool="rayyan", target=out / "s.ris", options=ExportOptions(by_source=True))
    assert names(out) == ["c.ris", "r.ris", "s-embase.ris", "s-ovid.ris"]


def test_a_file_for_each_search_needs_a_name(filled: ReviewContext) -> None:
    with pytest.raises(UsageError, match="--per-source makes several files"):
        export_reports(filled, "ris", tool="rayyan", options=ExportOptions(by_source=True))


def test_no_file_is_larger_than_the_tool_takes() -> None:
    items = [(number, ExportRecord(Citation(title="x" * 50), f"R{number:06d}")) for number in range(1, 24)]
    made = split_files(
        {"": items}, Path("a.ris"), FileLimit(reports=10, size=300), lambda some: b"." * (60 * len(some))
    )
    assert [len(part.items) for part in made] == [5, 5, 5, 5, 3]
    assert [part.path and part.path.name for part in made][:2] == ["a-1.ris", "a-2.ris"]
    assert [number for part in made for number, _ in part.items] == list(range(1, 24))


def test_one_report_larger_than_a_file_may_be_goes_alone() -> None:
    items = [(number, ExportRecord(Citation(), f"R{number:06d}")) for number in (1, 2)]
    assert len(split_files({"": items}, Path("a.ris"), FileLimit(size=10), lambda some: b"." * (60 * len(some)))) == 2


def test_what_changed_since_it_was_handed_over_is_handed_over_again(filled: ReviewContext) -> None:
    export_reports(filled, "ris", tool="rayyan", only_new=True)
    changed = [article(2, N2="Background: added."), article(3, KW="a heading"), article(6)]
    import_files(filled, [write_export(filled.review.folder / "e.ris", changed)], "embase")
    either = export_reports(filled, "jsonl", tool="generic", only_new=True)
    assert either.reports == 6
    told = export_reports(filled, "ris", tool="rayyan", only_new=True, options=ExportOptions(changed=True))
    assert (told.reports, told.changed) == (2, 1)
    assert export_reports(filled, "ris", tool="rayyan", only_new=True, options=ExportOptions(changed=True)).reports == 0


def test_only_the_changed_ones_can_be_asked_for(filled: ReviewContext) -> None:
    export_reports(filled, "ris", tool="rayyan")
    changed = [article(2, N2="Background: added."), article(6)]
    import_files(filled, [write_export(filled.review.folder / "e.ris", changed)], "embase")
    assert reports_in(export_reports(filled, "jsonl", tool="rayyan", options=ExportOptions(changed=True)).content) == [
        "R000002"
    ]


def test_the_reports_of_an_export_are_listed_with_todays_numbers(filled: ReviewContext) -> None:
    export_reports(filled, "ris", tool="rayyan")
    judge(filled, "R2", "R3", "duplicate", person="Ann")
    past, held = list_exported_reports(filled, 1)
    assert (past["tool"], len(held)) == ("rayyan", 5)
    assert [(row["report"], row["today"]) for row in held][1:3] == [("R000002", "R000002"), ("R000003", "R000002")]
    with pytest.raises(UsageError, match="no export 7"):
        list_exported_reports(filled, 7)


def test_line_ends_and_marks_are_as_asked(filled: ReviewContext, out: Path) -> None:
    export_reports(filled, "ris", tool="rayyan", target=out / "r.ris", options=ExportOptions(crlf=True, bom=True))
    export_reports(filled, "csv", tool="asreview", target=out / "a.csv", options=ExportOptions(excel=True))
    written = (out / "r.ris").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfTY  - JOUR\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert (out / "a.csv").read_bytes().startswith(b"\xef\xbb\xbftitle,abstract,")


@pytest.mark.parametrize("manner", [ExportOptions(crlf=True), ExportOptions(bom=True)])
def test_line_ends_and_marks_are_for_ris(filled: ReviewContext, manner: ExportOptions) -> None:
    with pytest.raises(UsageError, match="for RIS"):
        export_reports(filled, "nbib", tool="generic", options=manner)
    with pytest.raises(UsageError, match="for tables"):
        export_reports(filled, "ris", tool="generic", options=ExportOptions(excel=True))


def test_more_files_than_a_tool_takes_at_once_are_noticed(context: ReviewContext, out: Path) -> None:
    import_articles(context, "embase", *range(1, 13))
    told = export_reports(context, "ris", tool="rayyan", target=out / "x.ris", split=1)
    assert len(told.files) == 12
    assert told.warnings == ("Rayyan takes 10 files in one upload: upload these 12 in 2 rounds.",)
    assert told.to_json()["warnings"] == list(told.warnings)
    assert export_reports(context, "ris", tool="rayyan", target=out / "y.ris", split=2).warnings == ()
    assert export_reports(context, "ris", tool="generic", target=out / "z.ris", split=1).warnings == ()


def test_a_file_larger_than_a_tool_takes_is_noticed() -> None:
    small = replace(EXPORT_PROFILES["rayyan"], max_bytes=1_000)
    item = (1, ExportRecord(citation=Citation(title="Colchicine"), report_id="R000001"))
    fits, large = ExportFile(Path("a-1.ris"), b"x" * 1_000, [item]), ExportFile(Path("a-2.ris"), b"x" * 1_001, [item])
    assert limit_warnings([fits], small) == ()
    assert limit_warnings([fits, large], small) == ("a-2.ris has 1,001 bytes; Rayyan takes 1,000 in a file.",)
    assert limit_warnings([replace(large, path=None)], small) == (
        "The output has 1,001 bytes; Rayyan takes 1,000 in a file.",
    )
