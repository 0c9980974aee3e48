"""Full texts: listed for the library, found in a folder, noted as retrieved."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from harvester.errors import UsageError
from harvester.formats.pdf_text import read_pdf_text
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.store import full_texts
from harvester.workflow.context import ReviewContext
from harvester.workflow.screening.decide import decide_reports, mark_retrieval
from harvester.workflow.screening.full_texts import (
    full_texts_to_csv,
    full_texts_to_markdown,
    list_full_texts,
    match_pdfs,
)
from harvester.workflow.screening.pdf_sandbox import read_pdf_sandboxed
from tests.workflow.contexts import TickingClock, import_articles, manual_review, open_test_review, rows_of


@pytest.fixture
def context(tmp_path: Path, clock: TickingClock) -> Iterator[ReviewContext]:
    """Four reports, three of them included by title and abstract."""
    with open_test_review(manual_review(tmp_path / "review"), clock=clock) as context:
        import_articles(context, "embase", 1, 2, 3, 4)
        decide_reports(context, ["R1", "R2", "R3"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
        decide_reports(context, ["R4"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
        yield context


def pdf(path: Path, *lines: str, title: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path))
    canvas.setTitle(title)
    for number, line in enumerate(lines):
        canvas.drawString(72, 720 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return path


def test_every_full_text_is_listed_with_status_reason_and_links(context: ReviewContext) -> None:
    mark_retrieval(context, ["R2"], RetrievalStatus.RETRIEVED, reviewer="Ann")
    mark_retrieval(context, ["R3"], RetrievalStatus.NOT_RETRIEVED, reviewer="Ann", reason="in no library")
    listed = list_full_texts(context)
    assert [(each.report, each.status, each.reason) for each in listed] == [
        ("R000001", "sought", ""),
        ("R000002", "retrieved", ""),
        ("R000003", "not retrieved", "in no library"),
    ]
    assert listed[0].links[0] == ("DOI", "https://doi.org/10.5555/trial.1")
    rows = list(csv.DictReader(io.StringIO(full_texts_to_csv(listed))))
    assert (rows[2]["doi"], rows[2]["reason"], rows[2]["year"]) == ("10.5555/trial.3", "in no library", "1993")
    text = full_texts_to_markdown(listed)
    assert "## Sought (1)" in text
    assert "[DOI](<https://doi.org/10.5555/trial.3>)" in text


def test_a_folder_of_pdfs_is_matched_and_noted_with_path_and_hash(context: ReviewContext, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    title = next(each.citation.title for each in list_full_texts(context) if each.report == "R000003")
    pdf(folder / "10.5555_trial.1.pdf")
    pdf(folder / "sub" / "download.PDF", "https://doi.org/10.5555/trial.2")
    pdf(folder / "paper.pdf", *wrap(title, 60))
    pdf(folder / "both.pdf", "10.5555/trial.1", "10.5555/trial.2")
    pdf(folder / "other.pdf", "Something else")
    (folder / "fake.pdf").write_bytes(b"<html>no access</html>")
    (folder / "notes.txt").write_text("10.5555/trial.3")
    done = match_pdfs(context, folder, reviewer="Ann")
    told = {(Path(file).name, report, by) for file, report, by in done.matched}
    assert told == {
        ("10.5555_trial.1.pdf", "R000001", "number in the file's name"),
        ("download.PDF", "R000002", "DOI on the first pages"),
        ("paper.pdf", "R000003", "title on the first pages"),
    }
    assert [(Path(file).name, reports) for file, reports in done.ambiguous] == [("both.pdf", "R000001, R000002")]
    assert {Path(file).name: why for file, why in done.unmatched}["fake.pdf"] == "it is no PDF"
    assert {each.report: each.status for each in list_full_texts(context)}["R000002"] == "retrieved"
    with context.store.read() as session:
        row = full_texts.load_full_texts(session)[0]
    assert (row.path, row.report_id, len(row.sha256)) == (str((folder / "10.5555_trial.1.pdf").resolve()), 1, 64)
    before = rows_of(context)
    again = match_pdfs(context, folder, reviewer="Ann")
    assert (again.known, again.matched) == (len(done.matched), ())
    assert rows_of(context) == before


def test_a_folder_that_is_not_there_is_named(context: ReviewContext, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        match_pdfs(context, tmp_path / "absent", reviewer="Ann")


def test_metadata_and_text_of_a_pdf_are_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", "First line", title="A title")
    found = read_pdf_sandboxed(path)
    assert "A title" in found.metadata
    assert found.text.strip() == "First line"
    assert found.problem == ""


def test_a_locked_or_damaged_pdf_says_why_it_is_not_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", "Secret")
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    assert read_pdf_text((tmp_path / "locked.pdf").read_bytes()).problem == "it is locked by a password"
    assert read_pdf_text(path.read_bytes()[:300]).problem.startswith("it cannot be read")
    assert read_pdf_text(b"").problem == "it is no PDF"


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    assert "took longer" in read_pdf_sandboxed(pdf(tmp_path / "a.pdf", "x"), seconds=0.001).problem
    assert "cannot be opened" in read_pdf_sandboxed(tmp_path / "absent.pdf").problem
