"""What a tool gives back is stored once, under the right report, and nothing that was decided is lost."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from harvester.errors import FormatError, UsageError
from harvester.review import load_review
from harvester.screening import Decision, Stage
from harvester.store import screening, screening_imports
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.judge import judge_pair as judge
from harvester.workflow.screening.conflicts import list_conflicts
from harvester.workflow.screening.decide import decide_reports
from harvester.workflow.screening.import_decisions import DecisionImport, import_decisions
from harvester.workflow.screening.read_export import ImportOptions
from harvester.workflow.screening.report_states import load_stages
from tests.reviews import article, ris
from tests.workflow.contexts import TickingClock, import_articles, prepare, rows_of


@pytest.fixture
def screening_desk(context: ReviewContext, clock: TickingClock) -> ReviewContext:
    """Four reports."""
    return prepare(context, clock, fill)


def fill(context: ReviewContext, _: TickingClock) -> None:
    import_articles(context, "embase", 1, 2, 3, 4)


def table(context: ReviewContext, *rows: dict[str, str], name: str = "decisions.csv") -> Path:
    path = context.review.folder / name
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def rayyan(number: int, note: str, **more: str) -> dict[str, str]:
    """An article as Rayyan's table has it, without any number of ours."""
    said = article(number)
    return {
        "key": f"rayyan-{number}", "title": said["T1"], "year": said["Y1"], "authors": said["A1"].split("|")[0],
        "doi": said["DO"], "notes": note,
    } | more  # fmt: skip


def voted(**votes: str) -> str:
    return "RAYYAN-INCLUSION: {" + ", ".join(f'"{who}"=>"{how}"' for who, how in votes.items()) + "}"


def take(
    context: ReviewContext, path: Path, *, tool: str = "rayyan", stage: Any = "title-abstract", **more: Any
) -> DecisionImport:
    dry_run, rest = more.pop("dry_run", False), more.pop("rest", None)
    return import_decisions(
        context, [path], ImportOptions(tool=tool, stage=stage, **more), unmatched_target=rest, dry_run=dry_run
    )


def where(context: ReviewContext) -> dict[int, str]:
    with context.store.read() as session:
        return dict(load_stages(session, context.review.screening))


def stored(context: ReviewContext) -> list[tuple[int, str, str, str]]:
    with context.store.read() as session:
        return [(row.report_id, row.reviewer, row.verdict, row.reason) for row in screening.load_decision_rows(session)]


def test_decisions_of_several_reviewers_find_their_reports(screening_desk: ReviewContext) -> None:
    path = table(
        screening_desk,
        rayyan(1, voted(Ann="Included", Bob="Included")),
        rayyan(2, voted(Ann="Excluded", Bob="Maybe") + " | RAYYAN-EXCLUSION-REASONS: Wrong  Route"),
        rayyan(3, ""),
    )
    told = take(screening_desk, path)
    assert (told.rows, told.matched, told.unmatched, told.ambiguous, told.decisions) == (3, 3, (), (), 4)
    assert (told.undecided_rows, told.reviewers, told.evidence) == (1, ("Ann", "Bob"), {"DOI": 3})
    assert stored(screening_desk)[2] == (2, "Ann", "exclude", "wrong route")
    assert where(screening_desk)[1] == "retrieval"
    assert [(conflict.report) for conflict in list_conflicts(screening_desk)] == ["R000002"]


def test_the_same_file_twice_changes_nothing(screening_desk: ReviewContext) -> None:
    path = table(screening_desk, rayyan(1, voted(Ann="Included")), rayyan(99, voted(Ann="Included")))
    take(screening_desk, path)
    before = rows_of(screening_desk)
    told = take(screening_desk, path)
    assert (told.decisions, told.known, len(told.unmatched)) == (0, 1, 1)
    assert rows_of(screening_desk) == before


def test_a_file_taken_in_again_does_not_undo_what_was_decided_since(screening_desk: ReviewContext) -> None:
    first = table(screening_desk, rayyan(1, voted(Ann="Included")), name="january.csv")
    later = table(screening_desk, rayyan(1, voted(Ann="Excluded")), name="march.csv")
    take(screening_desk, first)
    assert take(screening_desk, later).decisions == 1
    assert take(screening_desk, first).decisions == 0
    assert where(screening_desk)[1] == "excluded"
    decide_reports(screening_desk, ["R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    again = table(screening_desk, rayyan(1, voted(Ann="Excluded")), rayyan(2, voted(Ann="Included")), name="april.csv")
    assert take(screening_desk, again).decisions == 1
    assert where(screening_desk)[1] == "retrieval"


def test_a_newer_decision_supersedes_and_the_older_one_stays(screening_desk: ReviewContext) -> None:
    take(screening_desk, table(screening_desk, rayyan(1, voted(Ann="Included")), name="a.csv"))
    take(screening_desk, table(screening_desk, rayyan(1, voted(Ann="Excluded")), name="b.csv"))
    assert [verdict for _, _, verdict, _ in stored(screening_desk)] == ["include", "exclude"]
    assert where(screening_desk)[1] == "excluded"


def test_an_older_export_that_comes_late_does_not_supersede(screening_desk: ReviewContext) -> None:
    def of(day: str, label: str, name: str) -> Path:
        said = {"report": "R1", "decision": label, "reviewer": "Ann", "date": day}
        return table(screening_desk, said, name=name)

    take(screening_desk, of("2026-03-01", "exclude", "march.csv"), tool="csv")
    assert take(screening_desk, of("2026-01-01", "include", "january.csv"), tool="csv").decisions == 1
    assert where(screening_desk)[1] == "excluded"
    with screening_desk.store.read() as session:
        dates = screening_imports.load_tool_dates(session)
    assert [f"{moment:%m-%d}" for moment in dates.values()] == ["03-01", "01-01"]


def test_what_was_not_placed_is_written_to_a_table_that_can_be_filled_in_and_taken_in(
    screening_desk: ReviewContext,
) -> None:
    path = table(
        screening_desk,
        rayyan(1, voted(Ann="Included")),
        rayyan(98, voted(Ann="Excluded", Bob="Included") + " | RAYYAN-EXCLUSION-REASONS: wrong route"),
        rayyan(2, voted(Ann="Included"), doi="", year="", authors=""),
    )
    told = take(screening_desk, path)
    assert ([row.to_json()["line"] for row in told.unmatched], len(told.ambiguous)) == ([3], 1)
    assert told.ambiguous[0].to_json()["candidates"] == ["R000002"]
    [name] = told.unmatched_files
    assert Path(name).name == "decisions.csv.unmatched.csv"
    rows = list(csv.DictReader(io.StringIO(Path(name).read_text(encoding="utf-8-sig"))))
    assert [(row["decision"], row["reviewer"], row["candidates"]) for row in rows] == [
        ("exclude", "Ann", ""), ("include", "Bob", ""), ("include", "Ann", "R000002"),
    ]  # fmt: skip
    for row, report in zip(rows, ("R3", "R3", "R2"), strict=True):
        row["report"] = report
        row["title"] = ""  # the title is that of another report: the person knows better
    again = take(screening_desk, table(screening_desk, *rows, name="filled.csv"), tool="csv")
    assert (again.matched, again.decisions) == (3, 3)


def test_rest_goes_where_it_is_asked_to(screening_desk: ReviewContext, tmp_path: Path) -> None:
    told = take(screening_desk, table(screening_desk, rayyan(98, voted(Ann="Included"))), rest=tmp_path / "rest.csv")
    assert told.unmatched_files == (str(tmp_path / "rest.csv"),)
    assert (tmp_path / "rest.csv").is_file()


def test_a_dry_run_stores_and_writes_nothing(screening_desk: ReviewContext) -> None:
    before = rows_of(screening_desk)
    toml = (screening_desk.review.folder / "review.toml").read_bytes()
    note = voted(Ann="Excluded") + " | RAYYAN-EXCLUSION-REASONS: bad vibes"
    path = table(screening_desk, rayyan(1, note), rayyan(98, voted(Ann="Included")))
    told = take(screening_desk, path, dry_run=True, add_reasons=True)
    assert (told.decisions, told.added_reasons, told.unmatched_files) == (1, ("bad vibes",), ())
    assert rows_of(screening_desk) == before
    assert (screening_desk.review.folder / "review.toml").read_bytes() == toml
    assert not path.with_name("decisions.csv.unmatched.csv").exists()


def test_unknown_reasons_are_refused_with_the_reviews_list_and_nothing_is_stored(screening_desk: ReviewContext) -> None:
    before = rows_of(screening_desk)
    note = voted(Ann="Excluded") + " | RAYYAN-EXCLUSION-REASONS: bad vibes,wrong-population"
    with pytest.raises(UsageError, match=r"'bad vibes' \(1\).*wrong route, wrong population"):
        take(screening_desk, table(screening_desk, rayyan(1, voted(Ann="Included")), rayyan(2, note)))
    assert rows_of(screening_desk) == before


def test_reasons_can_be_mapped_or_added_without_disturbing_the_file(screening_desk: ReviewContext) -> None:
    note = voted(Ann="Excluded") + " | RAYYAN-EXCLUSION-REASONS: bad vibes"
    path = table(screening_desk, rayyan(1, note))
    take(screening_desk, path, reason_map={"Bad Vibes": "wrong route"})
    assert stored(screening_desk)[-1][3] == "wrong route"
    toml = screening_desk.review.folder / "review.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("[screening]", "# ours\n[screening]  # how"), "utf-8")
    told = take(screening_desk, path, add_reasons=True)
    assert (told.added_reasons, told.decisions) == (("bad vibes",), 1)
    assert load_review(screening_desk.review.folder).screening.exclusion_reasons[-1] == "bad vibes"
    assert "# ours\n[screening]  # how" in toml.read_text(encoding="utf-8")


def test_of_several_reasons_the_first_of_the_reviews_list_counts(screening_desk: ReviewContext) -> None:
    note = voted(Ann="Excluded") + " | RAYYAN-EXCLUSION-REASONS: wrong population,wrong route"
    take(screening_desk, table(screening_desk, rayyan(1, note)), stage="full-text", implied=True)
    assert stored(screening_desk)[-1][3] == "wrong route"


def test_an_exclusion_on_full_text_needs_its_reason(screening_desk: ReviewContext) -> None:
    path = table(screening_desk, rayyan(1, voted(Ann="Excluded")))
    with pytest.raises(FormatError, match=r"1 reports are excluded .*decisions.csv:2"):
        take(screening_desk, path, stage="full-text", implied=True)
    assert take(screening_desk, path, stage="full-text", reason="wrong route", implied=True).decisions == 1


def test_a_list_needs_its_decision(screening_desk: ReviewContext) -> None:
    path = table(screening_desk, {"Title": article(1)["T1"], "DOI": article(1)["DO"], "Covidence #": "#1"})
    with pytest.raises(UsageError, match="has no decisions") as caught:
        take(screening_desk, path, tool="covidence")
    assert "--decision include" in caught.value.hint
    told = take(screening_desk, path, tool="covidence", decision="exclude", day=date(2026, 3, 31))
    assert (told.decisions, told.reviewers) == (1, ("Covidence",))


def test_a_sheet_made_by_hand_is_taken_in_as_it_is(screening_desk: ReviewContext) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    said = [(article(number)["T1"], article(number)["DO"]) for number in (1, 2, 3)]
    page.append(["Title", "DOI", "Include?", "Reason for exclusion"])
    page.append([*said[0], True, None])
    page.append([*said[1], "No", "Wrong route"])
    page.append([*said[2], None, None])
    path = screening_desk.review.folder / "sheet.xlsx"
    book.save(path)
    told = take(screening_desk, path, tool="csv", reviewer="Ann")
    assert (told.matched, told.decisions, told.undecided_rows) == (3, 2, 1)
    assert stored(screening_desk) == [(1, "Ann", "include", ""), (2, "Ann", "exclude", "wrong route")]
    assert take(screening_desk, path, tool="csv", reviewer="Ann").decisions == 0


def test_a_table_of_windows_with_semicolons_is_taken_in_as_it_is(screening_desk: ReviewContext) -> None:
    path = screening_desk.review.folder / "blatt.csv"
    text = f"Titel;DOI;Entscheidung;Prüfung\r\n{article(1)['T1']};{article(1)['DO']};Einschließen;ja\r\n"
    path.write_bytes(text.encode("cp1252"))
    assert take(screening_desk, path, tool="csv").verdicts == {"include": 1}


def test_a_group_of_a_reference_manager_is_a_list_whose_decision_is_said(screening_desk: ReviewContext) -> None:
    path = screening_desk.review.folder / "group.ris"
    path.write_text(ris(article(1), article(2)), encoding="utf-8")
    with pytest.raises(FormatError, match="not a table of decisions") as caught:
        take(screening_desk, path, tool="csv")
    assert "--decision" in caught.value.hint
    assert take(screening_desk, path, tool="csv", decision="include", reviewer="Ann").decisions == 2


def test_two_rows_of_one_report_with_two_decisions_go_to_a_person(screening_desk: ReviewContext) -> None:
    path = table(screening_desk, rayyan(1, voted(Ann="Included")), rayyan(1, voted(Ann="Excluded")))
    told = take(screening_desk, path)
    assert (told.matched, told.decisions, len(told.ambiguous)) == (0, 0, 2)
    assert "lines 2, 3 are one report" in told.ambiguous[0].row.why


def test_rows_of_two_reports_that_are_one_by_now_make_a_conflict(screening_desk: ReviewContext) -> None:
    judge(screening_desk, "R1", "R2", "duplicate", person="Ann")
    rows = [{"report": "R1", "decision": "include", "reviewer": "Ann"}, {"report": "R2", "decision": "exclude",
                                                                        "reviewer": "Ann"}]  # fmt: skip
    assert take(screening_desk, table(screening_desk, *rows), tool="csv").decisions == 2
    [conflict] = list_conflicts(screening_desk)
    assert [row["decided_as"] for row in conflict.decisions] == ["R000001", "R000002"]


def test_a_zip_with_articles_and_log_is_read_whole(screening_desk: ReviewContext) -> None:
    articles = table(screening_desk, rayyan(1, voted(Ann="Included"))).read_bytes()
    log = "created_at,user_id,user_email,article_id,key,value\n2026-02-03T04:05:06Z,1,ann@example.org,1,included,1\n"
    path = screening_desk.review.folder / "rayyan.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("articles.csv", articles)
        archive.writestr("customizations_log.csv", log)
        archive.writestr("__MACOSX/._articles.csv", b"\x00")
    assert take(screening_desk, path).decisions == 1
    with screening_desk.store.read() as session:
        [moment] = screening_imports.load_tool_dates(session).values()
    assert moment.isoformat() == "2026-02-03T04:05:06+00:00"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02", b"not a table at all\nreally"])
def test_a_file_of_something_else_is_refused_and_nothing_stored(screening_desk: ReviewContext, content: bytes) -> None:
    before = rows_of(screening_desk)
    path = screening_desk.review.folder / "x.csv"
    path.write_bytes(content)
    for tool in ("rayyan", "csv", "eppi"):
        with pytest.raises(FormatError):
            take(screening_desk, path, tool=tool)
    assert rows_of(screening_desk) == before


def test_wrong_rows_of_a_plain_table_are_all_listed(screening_desk: ReviewContext) -> None:
    rows = [
        {"report": "R1", "decision": "perhaps", "reason": "", "date": ""},
        {"report": "", "decision": "include", "reason": "", "date": ""},
        {"report": "R1", "decision": "include", "reason": "wrong route", "date": ""},
        {"report": "R1", "decision": "include", "reason": "", "date": "soon"},
    ]
    with pytest.raises(FormatError, match="4 rows") as caught:
        take(screening_desk, table(screening_desk, *rows), tool="csv")
    assert all(f"decisions.csv:{line}: " in caught.value.message for line in (2, 3, 4, 5))


def test_a_project_of_asreview_without_its_library_says_what_to_install(screening_desk: ReviewContext) -> None:
    path = screening_desk.review.folder / "x.asreview"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", "{}")
    try:
        import asreview  # noqa: F401
    except ImportError:
        with pytest.raises(UsageError, match="not installed") as caught:
            take(screening_desk, path, tool="asreview")
        assert "harvester[asreview]" in caught.value.hint
    else:
        with pytest.raises(FormatError, match="cannot be opened"):
            take(screening_desk, path, tool="asreview")


@pytest.mark.parametrize(
    "reason",
    ["bad; very, bad", 'the "worst"', "one [two]\nthree", "back\\slash", "a=b # c", "'''", "tab\there", "é ＝"],
)
def test_a11_a_reason_of_a_tool_never_makes_review_toml_invalid(screening_desk: ReviewContext, reason: str) -> None:
    path = table(screening_desk, {"report": "R1", "decision": "exclude", "reviewer": "Ann", "reason": reason})
    told = take(screening_desk, path, tool="csv", add_reasons=True)
    reasons = load_review(screening_desk.review.folder).screening.exclusion_reasons
    assert reasons[-len(told.added_reasons) :] == told.added_reasons
    assert stored(screening_desk)[-1][3] in reasons


def test_a11_a_row_that_finds_no_report_adds_no_reason(screening_desk: ReviewContext) -> None:
    before = (screening_desk.review.folder / "review.toml").read_bytes()
    row = {"report": "R999", "decision": "exclude", "reviewer": "Ann", "reason": "never seen"}
    assert take(screening_desk, table(screening_desk, row), tool="csv", add_reasons=True).added_reasons == ()
    assert (screening_desk.review.folder / "review.toml").read_bytes() == before


def test_a3_a_table_of_full_texts_that_were_not_included_is_refused_unless_implied(
    screening_desk: ReviewContext,
) -> None:
    rows = [{"report": f"R{number}", "decision": "include", "reviewer": "Ann"} for number in (1, 2)]
    take(screening_desk, table(screening_desk, rows[0]), tool="csv")
    both = table(screening_desk, *rows, name="texts.csv")
    with pytest.raises(FormatError, match=r"texts.csv:3: R000002"):
        take(screening_desk, both, tool="csv", stage="full-text")
    assert len(stored(screening_desk)) == 1
    take(screening_desk, both, tool="csv", stage="full-text", implied=True)
    assert [where(screening_desk)[number] for number in (1, 2)] == ["included", "included"]


def test_a6_a_decision_of_the_future_is_refused_with_its_line(screening_desk: ReviewContext) -> None:
    row = {"report": "R1", "decision": "include", "reviewer": "Ann", "date": "2999-01-01"}
    with pytest.raises(FormatError, match=r"1 row with a date in the future: decisions.csv:2"):
        take(screening_desk, table(screening_desk, row), tool="csv")
    assert stored(screening_desk) == []
