"""harvester prisma hands the flow on in any shape, by the ending of the file or by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from harvester.cli.commands.prisma import FLOW_FORMATS
from harvester.cli.prisma_flow import DIAGRAM_EXTENSIONS
from harvester.cli.prisma_flow import DIAGRAM_FORMATS as PICTURES
from tests.cli.run_harvester import LATER_NBIB, REVIEW, RIS, harvested_review, harvester, new_review, put

BEGINNINGS = {
    "svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!DOCTYPE html>", "docx": b"PK",
    "md": b"## PRISMA 2020", "mermaid": b"flowchart TB",
}  # fmt: skip


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return harvested_review(tmp_path_factory.mktemp("pictures") / "review")


@pytest.mark.parametrize("ending", [".svg", ".png", ".pdf", ".html", ".docx", ".md", ".mmd"])
def test_the_ending_of_the_file_names_the_shape(ending: str, review: Path, tmp_path: Path) -> None:
    path = tmp_path / f"flow{ending}"
    said = harvester("--review", review, "prisma", "-o", path)
    assert said.exit_code == 0, said.err
    assert f"Written: {path}" in said.out.replace("\n", "")
    assert path.read_bytes().startswith(BEGINNINGS[DIAGRAM_EXTENSIONS[ending]])


@pytest.mark.parametrize("shape", ["svg", "md", "mermaid"])
def test_a_text_goes_to_standard_output(shape: str, review: Path) -> None:
    said = harvester("--review", review, "prisma", "--format", shape)
    assert said.raw.startswith(BEGINNINGS[shape])


def test_plain_has_no_colour_but_black_and_white(review: Path, tmp_path: Path) -> None:
    coloured = harvester("--review", review, "prisma", "--format", "svg").out
    plain = harvester("--review", review, "prisma", "--format", "svg", "--plain").out
    assert "#ffc125" in coloured
    assert not {"#ffc125", "#dcdcdc", "#bcd2ee"} & set(plain.replace('"', " ").split())


def test_a_page_lists_the_records_behind_a_number(review: Path) -> None:
    page = harvester("--review", review, "prisma", "--format", "html").out
    assert "Anakinra on demand in cryopyrin-associated syndromes" in page
    assert "<h1>Colchicine for periodic fevers</h1>" in page


def test_the_layouts_of_a_living_review_are_drawn_part_by_part(review: Path, tmp_path: Path) -> None:
    harvester("--review", review, "release", "v1", "--allow-pending")
    put(review, "pubmed", "later.nbib", LATER_NBIB)
    assert harvester("--review", review, "update").exit_code == 0
    each = harvester("--review", review, "prisma", "--layout", "each", "--format", "svg").out
    assert each.count(">Identification<") == 2
    assert "Base review (v1). PRISMA 2020 flow diagram for new systematic reviews" in each
    harvester("--review", review, "prisma", "--layout", "each", "-o", tmp_path / "each.pdf")
    assert len(PdfReader(tmp_path / "each.pdf").pages) == 2
    page = harvester("--review", review, "prisma", "--layout", "each", "--format", "html").out
    assert page.count('<section class="panel"') == 2
    combined = harvester("--review", review, "prisma", "--layout", "all", "--format", "svg").out
    assert combined.count(">Identification<") == 1


def test_a_release_is_drawn_as_it_was_frozen(review: Path) -> None:
    harvester("--review", review, "release", "v1", "--allow-pending")
    page = harvester("--review", review, "prisma", "--release", "v1", "--format", "html").out
    assert "Records screened" in page
    assert "Anakinra on demand" not in page


def test_a_name_the_font_cannot_write_is_told(tmp_path: Path) -> None:
    folder = new_review(tmp_path / "review", REVIEW.replace('name = "Embase"', 'name = "万方"'))
    put(folder, "embase", "embase.ris", RIS)
    harvester("--review", folder, "update")
    said = harvester("--review", folder, "prisma", "-o", tmp_path / "flow.pdf")
    assert "no shape for 万 方" in said.out.replace("\n", " ")
    assert "no shape" not in harvester("--review", folder, "prisma", "-o", tmp_path / "flow.svg").out


def test_every_picture_has_a_beginning_and_an_ending() -> None:
    assert set(PICTURES) == BEGINNINGS.keys() == set(DIAGRAM_EXTENSIONS.values())
    assert set(PICTURES) <= set(FLOW_FORMATS)
