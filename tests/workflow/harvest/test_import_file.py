"""An export file becomes a run of its search, once; what of it cannot be read is told and nothing is lost."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from harvester.errors import FormatError, UsageError
from harvester.store import blobs, records, runs
from harvester.store.models import Page, UnparsedRecord
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.import_file import FileChecks, import_file
from harvester.workflow.harvest.update import import_files, update_review
from harvester.workflow.parallel.read_file import ReadOptions
from harvester.workflow.store_check import check_store
from tests.reviews import article, ris, write_export
from tests.workflow.contexts import counts, import_articles, open_test_review, rows_of

HEAD = "Accession Number,Title,Author Names,Publication Year,Source title\n"


@pytest.fixture
def exports(context: ReviewContext) -> Path:
    folder = context.review.folder / "exports"
    folder.mkdir()
    return folder


def revisions_of(context: ReviewContext, accession: str) -> list[tuple[int, str]]:
    with context.store.read() as session:
        found = records.find_record_ids(session, accession=accession, source="embase")
        return [(row.revision, row.citation.title) for row in records.load_records(session, found)]


def test_a_first_import_tells_what_it_brought(context: ReviewContext) -> None:
    result = import_articles(context, "embase", *range(12))
    assert counts(result.runs[0]) == {
        "status": "complete",
        "promised": 12,
        "retrieved": 12,
        "new": 12,
        "known": 0,
        "changed": 0,
        "gone": 0,
    }
    assert (result.records, result.reports, result.new_reports) == (12, 12, 12)
    assert check_store(context) == ()


def test_the_file_is_kept_byte_for_byte(context: ReviewContext, exports: Path) -> None:
    path = write_export(exports / "a.ris", [article(1)])
    import_files(context, [path], "embase")
    with context.store.read() as session:
        page = session.scalars(select(Page)).one()
        assert blobs.get(session, page.sha256) == path.read_bytes()
        [run] = runs.load_runs(session)
    assert (run.file_name, run.file_sha256) == ("a.ris", hashlib.sha256(path.read_bytes()).hexdigest())


def test_the_same_file_twice_adds_nothing_and_says_so(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    before = rows_of(context)
    again = import_articles(context, "embase", 1, 2, 3)
    assert rows_of(context) == before
    assert (again.runs[0].run, again.runs[0].new, again.runs[0].known) == (1, 0, 3)
    assert "imported before, on 2026-11-23 as run 1" in again.runs[0].remarks[0]


def test_the_same_file_for_another_search_is_a_run_of_that_search(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, file="a.ris")
    result = import_articles(context, "ovid", 1, 2, file="a.ris")
    assert (result.runs[0].new, result.records, result.reports, result.new_reports) == (2, 4, 2, 0)


def test_a_later_export_brings_only_what_is_new(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    result = import_articles(context, "embase", 2, 3, 4, 5)
    assert (result.runs[0].new, result.runs[0].known, result.new_reports) == (2, 2, 2)


def test_a_changed_record_gets_a_new_revision(context: ReviewContext, exports: Path) -> None:
    import_articles(context, "embase", 1, 2)
    path = write_export(exports / "changed.ris", [article(1, N2="Background: added."), article(2)])
    [run] = import_files(context, [path], "embase").runs
    assert (run.status, run.changed, run.known) == ("complete", 1, 2)
    assert [revision for revision, _ in revisions_of(context, "L700001")] == [2]
    assert [revision for revision, _ in revisions_of(context, "L700002")] == [1]


def test_a_table_of_records_known_from_ris_is_kept_but_does_not_replace_them(
    context: ReviewContext, exports: Path
) -> None:
    import_articles(context, "embase", 1)
    title = revisions_of(context, "L700001")[0][1]
    (exports / "a.csv").write_text(f'{HEAD}L700001,"{title} (shortened)",Author1 A.B.,1991,J Hyp\n', encoding="utf-8")
    [run] = import_files(context, [exports / "a.csv"], "embase").runs
    assert (run.new, run.known, run.changed) == (0, 1, 0)
    assert revisions_of(context, "L700001") == [(1, title)]


def test_two_rows_of_one_number_are_two_records(context: ReviewContext, exports: Path) -> None:
    path = write_export(exports / "a.ris", [article(1), article(1)])
    result = import_files(context, [path], "embase")
    assert (result.runs[0].status, result.runs[0].new, result.reports) == ("complete", 2, 1)


def test_a_number_that_denotes_another_document_now_is_another_record(context: ReviewContext, exports: Path) -> None:
    import_articles(context, "embase", 1)
    other = article(2, T1="Dexamethasone against dengue shock", U2="L700001", DO="")
    [run] = import_files(context, [write_export(exports / "other.ris", [other])], "embase").runs
    assert (run.new, run.known, run.changed) == (1, 0, 0)
    assert "both are kept" in run.remarks[0]
    [again] = import_files(context, [write_export(exports / "more.ris", [other, article(3)])], "embase").runs
    assert (again.new, again.known, again.changed) == (1, 1, 0)


def test_fewer_records_than_the_database_said_make_the_run_partial(context: ReviewContext, exports: Path) -> None:
    path = write_export(exports / "a.ris", [article(1), article(2)])
    result = import_files(context, [path], "embase", hits=5)
    assert (result.runs[0].status, result.runs[0].error) == ("partial", "3 of 5 records are missing")
    assert result.in_part


def test_more_records_than_the_database_said_make_the_run_partial(context: ReviewContext, exports: Path) -> None:
    path = write_export(exports / "a.ris", [article(1), article(2)])
    [run] = import_files(context, [path], "embase", hits=1).runs
    assert (run.status, run.error) == ("partial", "2 records retrieved, but 1 hit reported")


def test_a_record_that_cannot_be_read_makes_the_run_partial_and_is_told(context: ReviewContext, exports: Path) -> None:
    path = exports / "a.jsonl"
    bad = '{"citation": {"title": 7, "colour": "red"}}'
    path.write_text('{"id": "1", "citation": {"title": "One report"}}\n' + bad, encoding="utf-8")
    [run] = import_files(context, [path], "embase").runs
    assert (run.status, run.promised, run.retrieved) == ("partial", 2, 1)
    assert run.error == "1 of 2 records are missing; 1 could not be read"
    [(line, reason)] = run.unread
    assert line == 2
    assert reason
    with context.store.read() as session:
        rows = session.execute(select(UnparsedRecord.line, UnparsedRecord.reason)).all()
        assert rows == [tuple(record) for record in run.unread]


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 not records", b"<html><body>Please log in</body></html>", b"\x00\xff\x00", b"TY  - JOUR"],
    ids=["empty", "pdf", "login page", "noise", "cut off"],
)
def test_a_file_that_no_reader_understands_changes_nothing(
    context: ReviewContext, exports: Path, content: bytes
) -> None:
    import_articles(context, "embase", 1)
    before = rows_of(context)
    (exports / "bad").write_bytes(content)
    with pytest.raises(FormatError, match="bad"):
        import_files(context, [exports / "bad"], "ovid")
    assert rows_of(context) == before


def test_a_bad_file_stops_no_other(context: ReviewContext, exports: Path) -> None:
    good = write_export(exports / "good.ris", [article(1)])
    (exports / "bad.ris").write_bytes(b"%PDF-1.7")
    result = import_files(context, [exports / "bad.ris", good], "embase")
    assert [(run.status, run.file) for run in result.runs] == [("failed", "bad.ris"), ("complete", "good.ris")]
    assert result.in_part
    assert result.records == 1


def test_a_file_that_is_not_there_is_named_with_those_beside_it(context: ReviewContext, exports: Path) -> None:
    write_export(exports / "embase-1.ris", [article(1)])
    with pytest.raises(UsageError, match=r"no file .*embase-2.ris") as caught:
        import_files(context, [exports / "embase-2.ris"], "embase")
    assert "embase-1.ris" in caught.value.hint


def test_a_folder_is_no_file(context: ReviewContext, exports: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        import_files(context, [exports], "embase")


def test_a_search_that_does_not_exist_is_refused_before_anything_is_read(context: ReviewContext, exports: Path) -> None:
    with pytest.raises(UsageError, match="no search 'psycinfo'") as caught:
        import_files(context, [exports / "absent.ris"], "psycinfo")
    assert "embase, ovid" in caught.value.hint


def test_the_day_of_the_search_is_the_one_given_or_the_file_s_own(context: ReviewContext, exports: Path) -> None:
    one, other = write_export(exports / "a.ris", [article(1)]), write_export(exports / "b.ris", [article(2)])
    os.utime(other, (1_700_000_000, 1_700_000_000))
    import_files(context, [one], "embase", search_date=date(2026, 3, 1))
    import_files(context, [other], "embase")
    with context.store.read() as session:
        assert [run.search_date for run in runs.load_runs(session)] == ["2026-03-01", "2023-11-14"]


def test_an_update_takes_in_the_files_that_wait_once(context: ReviewContext) -> None:
    folder = context.review.folder / "imports" / "embase"
    write_export(folder / "a.ris", [article(1), article(2)])
    write_export(folder / "older" / "b.ris", [article(3)])
    (folder / ".hidden.ris").write_text(ris(article(4)), encoding="utf-8")
    first = update_review(context)
    assert [(run.search, run.status, run.file) for run in first.runs] == [
        ("embase", "complete", "a.ris, b.ris"),
        ("ovid", "skipped", None),
    ]
    second = update_review(context)
    assert [run.status for run in second.runs] == ["skipped", "skipped"]
    assert (second.records, second.new_reports) == (3, 0)


def test_a_waiting_file_that_cannot_be_read_is_told_at_every_update(context: ReviewContext) -> None:
    folder = context.review.folder / "imports" / "embase"
    folder.mkdir(parents=True)
    (folder / "a.ris").write_bytes(b"%PDF-1.7")
    for _ in range(2):
        [failed, _] = update_review(context).runs
        assert (failed.status, failed.file, failed.run) == ("failed", "a.ris", None)
        assert "Export the records" in (failed.error or "")


def test_a_search_named_twice_runs_once(context: ReviewContext) -> None:
    assert [run.search for run in update_review(context, ["ovid", "ovid"]).runs] == ["ovid"]


def test_a_search_renamed_in_review_toml_keeps_its_records(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    path = context.review.folder / "review.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('name = "Embase"', 'name = "Embase.com"'), "utf-8")
    with open_test_review(context.review.folder) as renamed:
        import_articles(renamed, "embase", 1, 2)
        with renamed.store.read() as session:
            assert [row.name for row in runs.load_searches(session)] == ["Embase.com"]
            assert len(records.load_records(session)) == 2


def test_strict_refuses_a_file_with_one_bad_record_and_stores_nothing_of_it(
    context: ReviewContext, exports: Path
) -> None:
    path = exports / "a.ris"
    path.write_bytes(ris(article(1)).encode() + b"TY  - JOUR\nER  - \n")
    before = rows_of(context)
    with pytest.raises(
        FormatError, match=r"a\.ris, line \d+: a record cannot be read: .* nothing of the file was stored"
    ):
        import_files(context, [path], "embase", strict=True)
    assert rows_of(context) == before
    [run] = import_files(context, [path], "embase").runs
    assert (run.retrieved, len(run.unread)) == (1, 1)


def test_strict_takes_in_the_sound_files_among_several(context: ReviewContext, exports: Path) -> None:
    bad = exports / "a.ris"
    bad.write_bytes(ris(article(1)).encode() + b"TY  - JOUR\nER  - \n")
    good = write_export(exports / "b.ris", [article(2)])
    result = import_files(context, [bad, good], "embase", strict=True)
    assert [run.status for run in result.runs] == ["failed", "complete"]


def test_the_query_a_file_states_is_kept_with_its_run(context: ReviewContext, exports: Path) -> None:
    path = exports / "a.csv"
    path.write_text('"SEARCH QUERY","anakinra:ti"\n-----\n\n"Title","PUI","DOI"\n"One","L2029880245","10.1000/x"\n')
    [run] = import_files(context, [path], "embase").runs
    assert run.translation == "SEARCH QUERY anakinra:ti"
    with context.store.read() as session:
        assert runs.load_runs(session)[0].translation == run.translation
    [again] = import_files(context, [path], "embase").runs
    assert again.translation == run.translation


@pytest.mark.parametrize("processes", [1, 2])
def test_a_large_file_is_kept_in_pages_that_joined_are_the_file(
    context: ReviewContext, exports: Path, processes: int
) -> None:
    path = write_export(exports / "a.ris", [*map(article, range(40)), article(0)])
    run = import_file(context, context.search("embase"), path, options=ReadOptions(size=3_000, processes=processes))
    assert (run.promised, run.retrieved, run.new) == (41, 41, 41)  # the number that comes again is a record of its own
    with context.store.read() as session:
        pages = session.scalars(select(Page).order_by(Page.seq)).all()
        assert len(pages) > 3
        assert b"".join(blobs.get(session, page.sha256) for page in pages) == path.read_bytes()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_large_file_that_breaks_leaves_nothing_of_its_first_parts(
    context: ReviewContext, exports: Path, processes: int
) -> None:
    path = write_export(exports / "a.ris", [article(number) for number in range(40)])
    path.write_bytes(path.read_bytes() + b"TY  - JOUR\nER  - \n")
    before = rows_of(context)
    with pytest.raises(FormatError, match="nothing of the file was stored"):
        import_file(
            context,
            context.search("embase"),
            path,
            options=ReadOptions(size=3_000, processes=processes),
            checks=FileChecks(strict=True),
        )
    assert rows_of(context) == before
