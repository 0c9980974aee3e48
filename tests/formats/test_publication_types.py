"""The kind of a document by its publication types."""

from __future__ import annotations

import pytest

from harvester.formats import parse_file
from harvester.formats.fields.publication_types import classify_publication


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["Journal Articles", "Reports - Research"], "article"),
        (["Reports - Research", "Journal Articles"], "article"),
        (["Journal Articles, Reports - Descriptive"], "article"),
        (["Reports - Evaluative"], "report"),
        (["Reports - Research; Numerical/Quantitative Data"], "report"),
        (["Dissertations/Theses - Doctoral Dissertations"], "thesis"),
        (["Dissertations/Theses - Masters Theses", "Reports - Research"], "thesis"),
        (["Speeches/Meeting Papers", "Reports - Research"], "conference-paper"),
        (["Books", "Guides - Non-Classroom"], "book"),
        (["Collected Works - Proceedings"], "book"),
        (["Numerical/Quantitative Data"], "dataset"),
        (["Information Analyses", "Opinion Papers"], "article"),
        (["Journal Article", "Randomized Controlled Trial"], "article"),
        (["Article", "Meeting Abstract"], "conference-abstract"),
        (["Patent"], "other"),
    ],
)
def test_g_types_of_eric_and_others_name_the_kind(types: list[str], expected: str) -> None:
    assert classify_publication(types) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OWN - ERIC\nTI  - A report\nOID - ED599999\nPT  - Reports - Research\n", "report"),
        ("OWN - ERIC\nTI  - A\nOID - EJ1299999\nPT  - Journal Articles\nPT  - Reports - Research\n", "article"),
        ("TY  - JOUR\nDB  - ERIC\nT1  - A title\nPT  - Journal Articles, Reports - Descriptive\nER  - \n", "article"),
        ("TY  - GEN\nDB  - ERIC\nT1  - A\nPT  - Dissertations/Theses - Doctoral Dissertations\nER  - \n", "thesis"),
        ("Title,Authors,Publication Type\nA title,Muster K,Reports - Research\n", "report"),
        ("Title,Authors,Type\nA title,Muster K,Speeches/Meeting Papers; Reports - Research\n", "conference-paper"),
    ],
)  # fmt: skip
def test_g_documents_of_eric_have_their_kind_in_every_format(text: str, expected: str) -> None:
    assert parse_file(text.encode(), name="eric").records[0].citation.kind == expected
