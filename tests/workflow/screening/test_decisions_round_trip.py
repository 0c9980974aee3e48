"""Out to each tool, through all that it does to a file, and back: every decision finds its report, none another's."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from harvester.screening import Stage
from harvester.store import screening
from harvester.workflow.context import ReviewContext
from harvester.workflow.export import ExportOptions, export_reports
from harvester.workflow.harvest.update import import_files
from harvester.workflow.screening.import_decisions import DecisionImport, import_decisions
from harvester.workflow.screening.read_export import ImportOptions
from tests.reviews import article, write_export
from tests.screening.rewrites import abstrackr, asreview, covidence, eppi, managers, rayyan
from tests.screening.rewrites.tags import parse
from tests.workflow.contexts import manual_review, open_test_review

REPORTS: Final = 500
VERDICTS: Final = ("include", "exclude", "undecided")

Rewrite = Callable[[str, Sequence[str], str], bytes]

TELLING: Final[dict[str, tuple[str, str, Rewrite]]] = {
    "Rayyan, RIS": ("rayyan", "rayyan.ris", rayyan.as_ris),
    "Rayyan, CSV": ("rayyan", "rayyan.csv", rayyan.as_csv),
    "Rayyan, zip": ("rayyan", "rayyan.zip", rayyan.as_zip),
    "ASReview, RIS": ("asreview", "asreview.ris", asreview.as_ris),
    "EPPI-Reviewer, JSON": ("eppi", "eppi.json", eppi.as_json),
    "Abstrackr": ("abstrackr", "abstrackr.csv", abstrackr.as_csv),
}
"""Tools whose files say who decided what: name of the tool, of the file, and what it makes of ours."""

LISTS: Final[dict[str, tuple[str, str, Callable[[str], bytes]]]] = {
    **{
        f"Covidence, for {flavour}": ("covidence", "c.ris", partial(covidence.as_ris, flavour=flavour))
        for flavour in ("endnote", "mendeley", "refworks")
    },
    "Covidence, CSV": ("covidence", "c.csv", covidence.as_csv),
    "EPPI-Reviewer, RIS": ("eppi", "e.ris", eppi.as_ris),
    "Zotero": ("zotero", "z.ris", managers.zotero),
    "EndNote": ("endnote", "n.ris", managers.endnote),
    "Mendeley": ("mendeley", "m.ris", managers.mendeley),
    "RefWorks": ("generic", "w.ris", managers.refworks),
}  # fmt: skip
"""Tools and programs whose lists are the decision."""


def made(number: int) -> dict[str, str]:
    """A fifth each: with DOI and Embase's number; without DOI; without either; "Editorial" of one author, each in
    another year; one title and author in one year, in two journals.
    """
    kind, plain = number % 5, article(number)
    if kind == 1:
        return article(number, DO="")
    if kind == 2:
        return article(number, DO="", U2="")
    if kind == 3:
        year, volume = 1950 + number // 5 % 70, number // 5
        return plain | {"T1": "Editorial", "A1": "Okafor, N.", "Y1": str(year), "VL": str(volume), "DO": "",
                        "JF": f"Acta {'ABCDEFGHIJ'[number // 5 % 10]} Medica", "SP": str(number), "EP": ""}  # fmt: skip
    if kind == 4:
        pair, side = number // 10, number // 5 % 2
        return plain | {"T1": f"Reply to the author, volume {pair}", "A1": "Demir, Elif", "Y1": "2011",
                        "JF": ("Lancet Fever", "Gut Reaction")[side], "VL": str(pair + 1 + 300 * side),
                        "SP": str(number + 5000 * side), "EP": "", "DO": f"10.5555/reply.{number}"}  # fmt: skip
    return plain


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReviewContext]:
    """500 reports of two searches; each test imports as a tool of its own, so that they do not meet."""
    with open_test_review(manual_review(tmp_path_factory.mktemp("round") / "review")) as context:
        for key, numbers in (("embase", range(1, 301)), ("ovid", range(301, REPORTS + 1))):
            path = write_export(context.review.folder / f"{key}.ris", [made(number) for number in numbers])
            result = import_files(context, [path], key)
        assert result.reports == REPORTS
        yield context


_SENT: Final[dict[tuple[str, str], str]] = {}


def sent(context: ReviewContext, tool: str, format_name: str = "ris") -> str:
    """What the one desk of this module hands over to a tool; written once."""
    if (tool, format_name) not in _SENT:
        manner = ExportOptions(by_source=False)
        _SENT[tool, format_name] = export_reports(context, format_name, tool=tool, options=manner).content
    return _SENT[tool, format_name]


def verdicts_of(reports: int) -> list[str]:
    return [VERDICTS[place % 3] for place in range(reports)]


def taken(
    context: ReviewContext, folder: Path, name: str, content: bytes, **reading: Any
) -> tuple[DecisionImport, dict[int, str]]:
    """What came of a file, and the decisions stored: report → verdict."""
    (folder / name).write_bytes(content)
    with context.store.read() as session:
        before = len(screening.load_decision_rows(session))
    told = import_decisions(context, [folder / name], ImportOptions(stage=Stage.TITLE_ABSTRACT, **reading))
    with context.store.read() as session:
        return told, {row.report_id: row.verdict for row in screening.load_decision_rows(session)[before:]}


@pytest.mark.parametrize("name", TELLING)
def test_every_decision_comes_back_to_its_report(context: ReviewContext, tmp_path: Path, name: str) -> None:
    tool, file, rewrite = TELLING[name]
    text = sent(context, tool if tool != "abstrackr" else "generic")
    reviewer = f"by {name}"
    content = rewrite(text, verdicts_of(REPORTS), reviewer)
    told, decided = taken(context, tmp_path, file, content, tool=tool, reviewer=reviewer)
    assert (told.rows, told.matched, told.rows_to_match) == (REPORTS, REPORTS, ())
    meant = dict(enumerate(verdicts_of(REPORTS), start=1))
    if tool in {"asreview", "eppi"}:  # what is undecided there says nothing
        meant = {report: verdict for report, verdict in meant.items() if verdict != "undecided"}
    assert decided == meant


def test_asreviews_table_comes_back_too(context: ReviewContext, tmp_path: Path) -> None:
    content = asreview.as_csv(sent(context, "asreview", "csv"), verdicts_of(REPORTS), "Csv")
    told, decided = taken(context, tmp_path, "a.csv", content, tool="asreview")
    assert (told.matched, told.rows_to_match) == (REPORTS, ())
    assert all(verdict == VERDICTS[(report - 1) % 3] for report, verdict in decided.items())
    assert len(decided) == sum(verdict != "undecided" for verdict in verdicts_of(REPORTS))


@pytest.mark.parametrize("name", LISTS)
def test_every_record_of_a_list_comes_back_to_its_report(context: ReviewContext, tmp_path: Path, name: str) -> None:
    tool, file, rewrite = LISTS[name]
    content = rewrite(sent(context, tool))
    reader = tool if tool in {"covidence", "eppi"} else "covidence"
    told, decided = taken(context, tmp_path, file, content, tool=reader, decision="exclude", reviewer=f"by {name}")
    assert (told.rows, told.matched, told.rows_to_match) == (REPORTS, REPORTS, ())
    assert decided == dict.fromkeys(range(1, REPORTS + 1), "exclude")


def test_a_table_of_titles_years_and_authors_alone_leads_to_no_wrong_report(
    context: ReviewContext, tmp_path: Path
) -> None:
    records = parse(sent(context, "generic"))
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["title", "year", "first_author", "decision", "reviewer"])
    for record, verdict in zip(records, verdicts_of(REPORTS), strict=True):
        writer.writerow([record.first("TI"), record.first("PY"), record.first("AU"), verdict, "Eve"])
    told, decided = taken(context, tmp_path, "bare.csv", table.getvalue().encode(), tool="csv")
    assert decided == {report: VERDICTS[(report - 1) % 3] for report in decided}
    assert all(row.ambiguous for row in told.rows_to_match)
    unclear = [record.first("TI") for record in records if record.first("TI").startswith(("Editorial", "Reply"))]
    assert REPORTS - len(unclear) <= len(decided) == told.matched < REPORTS
