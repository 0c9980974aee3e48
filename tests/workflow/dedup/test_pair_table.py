"""Pairs go out as a table and come back answered: every row is checked, none is lost, twice does no harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from harvester.errors import FormatError
from harvester.screening import Decision, Stage
from harvester.store import judgements
from harvester.store.judgements import NewJudgement
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import list_judgements, undo_judgements
from harvester.workflow.dedup.judge import judge_pair, merge_records, split_records
from harvester.workflow.dedup.pair_table import PAIR_COLUMNS, import_pair_table, write_pair_table
from harvester.workflow.dedup.review_queue import list_pairs_to_review
from harvester.workflow.harvest.update import import_files
from harvester.workflow.screening.decide import decide_reports as screen
from harvester.workflow.store_check import check_store
from tests.reviews import article, write_export
from tests.workflow.contexts import TickingClock, import_articles, new_event, prepare

DOUBTS = ((1, 2, 0.5), (3, 4, 0.6), (5, 6, 0.8))


@pytest.fixture
def doubts(context: ReviewContext, clock: TickingClock) -> Iterator[ReviewContext]:
    """Six reports, three pairs of which may be one."""
    yield prepare(context, clock, fill)
    assert check_store(context) == ()


def fill(context: ReviewContext, _: TickingClock) -> None:
    import_articles(context, "embase", *range(1, 7))
    doubt(context, *DOUBTS)


def doubt(context: ReviewContext, *pairs: tuple[int, int, float]) -> None:
    with context.store.write() as session:
        new = [
            NewJudgement(record_a=a, record_b=b, verdict="unsure", made_by="rule", probability=probability)
            for a, b, probability in pairs
        ]
        judgements.add_judgements(session, new, event=new_event(context, session))


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def answered(
    context: ReviewContext,
    tmp_path: Path,
    *verdicts: str,
    change: Callable[[list[dict[str, str]]], object] | None = None,
) -> Path:
    """The table as handed out, its verdicts filled in."""
    rows = rows_of(write_pair_table(list_pairs_to_review(context)))
    for row, verdict in zip(rows, verdicts, strict=False):
        row["verdict"] = verdict
    if change is not None:
        change(rows)
    path = tmp_path / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_table_holds_both_records_of_each_pair_and_an_empty_verdict(doubts: ReviewContext) -> None:
    first, *_ = rows_of(write_pair_table(list_pairs_to_review(doubts)))
    assert (first["record_a"], first["record_b"], first["verdict"]) == ("embase:L700001", "embase:L700002", "")
    assert first["doi_a"] == "10.5555/trial.1"
    assert first["title_b"].startswith("Anakinra for macrophage activation")
    assert (first["probability"], first["report_b"]) == ("0.5000", "R000002")


def test_a_blind_table_does_not_say_what_the_rules_think(doubts: ReviewContext) -> None:
    (first, *_) = rows_of(write_pair_table(list_pairs_to_review(doubts), blind=True))
    assert tuple(first) == PAIR_COLUMNS


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless_and_comes_back(
    context: ReviewContext, tmp_path: Path
) -> None:
    rows = [article(1, T1="=cmd|' /C calc'!A0"), article(2, T1="@SUM(1+1)")]
    import_files(context, [write_export(tmp_path / "evil.ris", rows)], "embase")
    doubt(context, (1, 2, 0.5))
    (row,) = rows_of(write_pair_table(list_pairs_to_review(context)))
    assert (row["title_a"][:2], row["title_b"][:2]) == ("'=", "'@")
    assert import_pair_table(context, answered(context, tmp_path, "same"), person="Ann").answers == {"same": 1}


def test_answers_come_back_and_rows_without_one_are_left_for_later(doubts: ReviewContext, tmp_path: Path) -> None:
    taken = import_pair_table(doubts, answered(doubts, tmp_path, "same", "Different "), person="Ann")
    assert (taken.rows, dict(taken.answers), taken.empty) == (3, {"same": 1, "different": 1}, 1)
    assert [(event.verdict, event.by) for event in list_judgements(doubts)] == [
        ("duplicate", "Ann"),
        ("distinct", "Ann"),
    ]
    assert len(list_pairs_to_review(doubts)) == 1


def test_taking_the_same_table_again_changes_nothing(doubts: ReviewContext, tmp_path: Path) -> None:
    path = answered(doubts, tmp_path, "same", "different", "unsure")
    import_pair_table(doubts, path, person="Ann")
    before = list_judgements(doubts)
    taken = import_pair_table(doubts, path, person="Ann")
    assert (taken.already, dict(taken.answers), taken.wrong) == (3, {}, [])
    assert list_judgements(doubts) == before


def test_a_table_is_taken_back_in_one_go(doubts: ReviewContext, tmp_path: Path) -> None:
    import_pair_table(doubts, answered(doubts, tmp_path, "same", "same", "same"), person="Ann")
    assert undo_judgements(doubts).sentence == "3 judgements about 6 records were undone."
    assert len(list_pairs_to_review(doubts)) == 3


@pytest.mark.parametrize(
    ("column", "found", "told"),
    [
        ("verdict", "perhaps", "verdict: 'perhaps' is none of same, different, unsure."),
        ("record_a", "embase:L9", "There is no record 'embase:L9'."),
        ("record_b", "embase:L700001", "are the same record"),
        ("record_b", "embase:L700006", "were never exported as a pair. Were single columns sorted?"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_with_its_line_and_the_others_are_stored(
    doubts: ReviewContext, tmp_path: Path, column: str, found: str, told: str
) -> None:
    path = answered(doubts, tmp_path, "same", "same", "same", change=lambda rows: rows[0].update({column: found}))
    taken = import_pair_table(doubts, path, person="Ann")
    (wrong,) = taken.wrong
    assert wrong.startswith("pairs.csv:2: ")
    assert told in wrong
    assert dict(taken.answers) == {"same": 2}


def test_a_pair_somebody_answered_otherwise_keeps_that_answer(doubts: ReviewContext, tmp_path: Path) -> None:
    path = answered(doubts, tmp_path, "same", "same")
    judge_pair(doubts, "embase:L700001", "embase:L700002", "distinct", person="Bob")
    taken = import_pair_table(doubts, path, person="Ann")
    (wrong,) = taken.wrong
    assert wrong.startswith("pairs.csv:2: verdict: same, but Bob answered different before (J4).")
    assert "harvester dedup undo J4" in wrong
    assert dict(taken.answers) == {"same": 1}


def test_who_was_unsure_may_be_answered_for(doubts: ReviewContext, tmp_path: Path) -> None:
    path = answered(doubts, tmp_path, "same")
    judge_pair(doubts, "embase:L700001", "embase:L700002", "unsure", person="Bob")
    assert dict(import_pair_table(doubts, path, person="Ann").answers) == {"same": 1}


def test_a_row_that_contradicts_people_is_left_out_and_undoes_no_other(doubts: ReviewContext, tmp_path: Path) -> None:
    path = answered(doubts, tmp_path, "same", "same")
    merge_records(doubts, ["embase:L700001", "embase:L700005"], person="Bob")
    split_records(doubts, ["embase:L700005", "embase:L700002"], person="Eve")
    taken = import_pair_table(doubts, path, person="Ann")
    (wrong,) = taken.wrong
    assert wrong.startswith("pairs.csv:2: That contradicts earlier judgements: Bob judged")
    assert dict(taken.answers) == {"same": 1}


def test_a_row_may_name_its_own_person_and_give_a_note(doubts: ReviewContext, tmp_path: Path) -> None:
    def sign(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row["person"] = ""
        rows[0].update(person="Dr Who", note="one trial")

    import_pair_table(doubts, answered(doubts, tmp_path, "same", "same", change=sign), person="Ann")
    assert [(event.by, event.remark) for event in list_judgements(doubts)] == [("Dr Who", "one trial"), ("Ann", "")]


def test_what_answers_mean_for_the_screening_is_told(doubts: ReviewContext, tmp_path: Path) -> None:
    screen(doubts, ["R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    screen(doubts, ["R2"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Bob")
    taken = import_pair_table(doubts, answered(doubts, tmp_path, "same"), person="Ann")
    (told,) = taken.consequences
    assert told.startswith(
        "R000001 was decided differently at title-abstract: include by Ann (as R000001), exclude by Bob"
    )


def test_a_spreadsheet_s_own_format_and_separator_are_read_too(doubts: ReviewContext, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("verdict", "record_b", "record_a"), ("SAME", "embase:L700002", "embase:L700001")):
        book.active.append(row)
    book.save(tmp_path / "pairs.xlsx")
    (tmp_path / "semicolon.csv").write_text(
        "record_a;record_b;verdict\nembase:L700003;embase:L700004;different\n", encoding="utf-16"
    )
    assert dict(import_pair_table(doubts, tmp_path / "pairs.xlsx", person="Ann").answers) == {"same": 1}
    assert dict(import_pair_table(doubts, tmp_path / "semicolon.csv", person="Ann").answers) == {"different": 1}


@pytest.mark.parametrize("content", [b"", b"title,doi\na,b\n", b"\x00\xff\x00", b"record_a,record_b\na,b\n"])
def test_another_file_is_refused_as_a_whole(doubts: ReviewContext, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.csv").write_bytes(content)
    with pytest.raises(FormatError, match="is no table of pairs") as caught:
        import_pair_table(doubts, tmp_path / "other.csv", person="Ann")
    assert "dedup pairs --csv" in caught.value.hint
