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
from harvester.formats.pdf import read_pdf
from harvester.store import full_texts
from harvester.workflow.desk import Desk
from harvester.workflow.pdf_reading import look_into
from harvester.workflow.retrieval import as_csv, as_markdown, file_pdfs, retrieval_list
from harvester.workflow.screen import decide, mark_retrieval
from tests.workflow.desks import TickingClock, bring, desk_on, hand_review, rows_of


@pytest.fixture
def desk(tmp_path: Path, clock: TickingClock) -> Iterator[Desk]:
    """Four reports, three of them included by title and abstract."""
    with desk_on(hand_review(tmp_path / "review"), clock=clock) as desk:
        bring(desk, "embase", 1, 2, 3, 4)
        decide(desk, ["R1", "R2", "R3"], "include", stage="title-abstract", reviewer="Ann")
        decide(desk, ["R4"], "exclude", stage="title-abstract", reviewer="Ann")
        yield desk


def pdf(path: Path, *lines: str, title: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path))
    canvas.setTitle(title)
    for number, line in enumerate(lines):
        canvas.drawString(72, 720 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return path


def test_every_full_text_is_listed_with_status_reason_and_links(desk: Desk) -> None:
    mark_retrieval(desk, ["R2"], "retrieved", reviewer="Ann")
    mark_retrieval(desk, ["R3"], "not retrieved", reviewer="Ann", reason="in no library")
    listed = retrieval_list(desk)
    assert [(each.report, each.status, each.reason) for each in listed] == [
        ("R000001", "sought", ""),
        ("R000002", "retrieved", ""),
        ("R000003", "not retrieved", "in no library"),
    ]
    assert listed[0].links[0] == ("DOI", "https://doi.org/10.5555/trial.1")
    rows = list(csv.DictReader(io.StringIO(as_csv(listed))))
    assert (rows[2]["doi"], rows[2]["reason"], rows[2]["year"]) == ("10.5555/trial.3", "in no library", "1993")
    text = as_markdown(listed)
    assert "## Sought (1)" in text
    assert "[DOI](<https://doi.org/10.5555/trial.3>)" in text


def test_a_folder_of_pdfs_is_matched_and_noted_with_path_and_hash(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    title = next(each.citation.title for each in retrieval_list(desk) if each.report == "R000003")
    pdf(folder / "10.5555_trial.1.pdf")
    pdf(folder / "sub" / "download.PDF", "https://doi.org/10.5555/trial.2")
    pdf(folder / "paper.pdf", *wrap(title, 60))
    pdf(folder / "both.pdf", "10.5555/trial.1", "10.5555/trial.2")
    pdf(folder / "other.pdf", "Something else")
    (folder / "fake.pdf").write_bytes(b"<html>no access</html>")
    (folder / "notes.txt").write_text("10.5555/trial.3")
    done = file_pdfs(desk, folder, reviewer="Ann")
    told = {(Path(file).name, report, by) for file, report, by in done.matched}
    assert told == {
        ("10.5555_trial.1.pdf", "R000001", "number in the file's name"),
        ("download.PDF", "R000002", "DOI on the first pages"),
        ("paper.pdf", "R000003", "title on the first pages"),
    }
    assert [(Path(file).name, reports) for file, reports in done.ambiguous] == [("both.pdf", "R000001, R000002")]
    assert {Path(file).name: why for file, why in done.unmatched}["fake.pdf"] == "it is no PDF"
    assert {each.report: each.status for each in retrieval_list(desk)}["R000002"] == "retrieved"
    with desk.store.read() as session:
        row = full_texts.full_texts(session)[0]
    assert (row.path, row.report_id, len(row.sha256)) == (str((folder / "10.5555_trial.1.pdf").resolve()), 1, 64)
    before = rows_of(desk)
    again = file_pdfs(desk, folder, reviewer="Ann")
    assert (again.known, again.matched) == (len(done.matched), ())
    assert rows_of(desk) == before


def test_a_folder_that_is_not_there_is_named(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        file_pdfs(desk, tmp_path / "absent", reviewer="Ann")


def test_metadata_and_text_of_a_pdf_are_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", "First line", title="A title")
    found = look_into(path)
    assert "A title" in found.metadata
    assert found.text.strip() == "First line"
    assert found.trouble == ""


def test_a_locked_or_damaged_pdf_says_why_it_is_not_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", "Secret")
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    assert read_pdf((tmp_path / "locked.pdf").read_bytes()).trouble == "it is locked by a password"
    assert read_pdf(path.read_bytes()[:300]).trouble.startswith("it cannot be read")
    assert read_pdf(b"").trouble == "it is no PDF"


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    assert "took longer" in look_into(pdf(tmp_path / "a.pdf", "x"), seconds=0.001).trouble
    assert "cannot be opened" in look_into(tmp_path / "absent.pdf").trouble
