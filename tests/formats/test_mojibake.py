"""Letters once read in a wrong encoding are corrected where ftfy is sure, with a warning; others are unchanged."""

from __future__ import annotations

import pytest

from harvester.formats import parse_file


def ris(title: str) -> bytes:
    return f"TY  - JOUR\nTI  - {title}\nAU  - Doe, J.\nER  - \n".encode()


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "title", ["Müller’s naïve café", "Anakinra – ein Überblick", "α-Synuclein in Sjögren’s", "Łódź: 5 µg ± 2"]
)
def test_utf_8_that_was_read_as_an_older_encoding_is_corrected(title: str, wrong: str) -> None:
    spoilt = title.encode().decode(wrong, errors="ignore")
    if spoilt.encode(wrong) != title.encode():
        pytest.skip(f"{wrong} has no character for some byte of it")
    if any("\x80" <= letter <= "\x9f" for letter in spoilt):
        pytest.skip("control characters do not outlive a file: what they stood for is lost")
    found = parse_file(ris(spoilt), name="f")
    assert found.records[0].citation.title == title.replace("\u00a0", " ")
    assert [warning.line for warning in found.warnings if "wrong encoding" in warning.message] == [2]


@pytest.mark.parametrize(
    "title", ["SÃO PAULO", "Ångström: Århus", "Ähnlich – «Ñandú»", "THÉÂTRE €5", "β-Blocker ±2 µg", "日本語の題名"]
)
def test_what_is_meant_as_it_stands_is_left_alone(title: str) -> None:
    found = parse_file(ris(title), name="f")
    assert (found.records[0].citation.title, found.warnings) == (title, ())


def test_one_spoilt_line_among_sound_ones_is_corrected_alone() -> None:
    data = "Title,Authors,Year\nÜber Größe,Doe,2020\nGrÃ¶ÃŸe,Roe,2021\n".encode()
    found = parse_file(data, name="f")
    assert [entry.citation.title for entry in found.records] == ["Über Größe", "Größe"]
    assert [warning.line for warning in found.warnings] == [3]


def test_our_own_json_lines_are_never_touched() -> None:
    data = '{"report_id":"R000001","citation":{"title":"GrÃ¶ÃŸe"}}\n'.encode()
    assert parse_file(data, name="f").records[0].citation.title == "GrÃ¶ÃŸe"
