"""A file of a screening tool is read with the words of its fields, whatever it is packed in."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from harvester.errors import FormatError
from harvester.formats import find_report_ids, is_zip_archive, read_raw, unpack_archive

RIS = """TY  - JOUR
TI  - Colchicine <i>in</i> adults
AU  - Okafor, N.
DO  - 10.5555/jfr.1     LK  - https://example.org
N1  - <p>RAYYAN-INCLUSION: {"Ann"=>"Included"}</p>
KW  - gout
KW  - lsr:R000012
ER  -
"""

EPPI = {
    "CodeSets": [
        {
            "SetName": "Screen",
            "Attributes": {
                "AttributesList": [
                    {"AttributeId": 1, "AttributeName": "Population", "AttributeType": "Exclude (…)"},
                    {
                        "AttributeId": 2,
                        "AttributeName": "Stage",
                        "AttributeType": "Not selectable (no checkbox)",
                        "Attributes": {
                            "AttributesList": [
                                {"AttributeId": 3, "AttributeName": "INCLUDE on title", "AttributeType": "Include"}
                            ]
                        },
                    },
                ]
            },
        }
    ],
    "References": [
        {"ItemId": 77, "Title": "Colchicine in adults", "Authors": "Okafor N;Demir E;", "Year": "2019",
         "DOI": "https://doi.org/10.5555/JFR.1", "URL": "https://doi.org/10.5555/jfr.1#lsr-R000012",
         "Keywords": "eppi-reviewer\r\nlsr:R000012", "Codes": [{"AttributeId": 1, "AdditionalText": "children"},
                                                              {"AttributeId": 3, "AdditionalText": ""}, "?"]},
        {"Title": "Bare", "Codes": None},
        "no item",
    ],
}  # fmt: skip


def test_ris_gives_its_tags_as_they_stand_and_the_citation_clean() -> None:
    [row] = read_raw(RIS.encode(), name="x.ris").rows
    assert ("N1", '<p>RAYYAN-INCLUSION: {"Ann"=>"Included"}</p>') in row.fields
    assert [value for tag, value in row.fields if tag == "KW"] == ["gout", "lsr:R000012"]
    assert (row.record.citation.title, row.record.citation.doi) == ("Colchicine in adults", "10.5555/jfr.1")
    assert find_report_ids(row.record.citation) == ("R000012",)


def test_a_table_gives_every_cell_also_empty_ones_and_columns_of_one_name() -> None:
    table = "title,year,labeled_at,Ann,labeled_at\nColchicine,2019,,1,2026-01-01\nAnakinra,2020,,\n"
    first, second = read_raw(table.encode(), name="x.csv").rows
    assert first.fields[2:] == (("labeled_at", ""), ("Ann", "1"), ("labeled_at", "2026-01-01"))
    assert second.fields[-1] == ("labeled_at", "")
    assert (first.record.line, second.record.line) == (2, 3)


def test_eppis_json_gives_items_with_their_codes_as_fields() -> None:
    found = read_raw(json.dumps(EPPI).encode(), name="x.json")
    first, second = found.rows
    assert ("Exclude: Population", "children") in first.fields
    assert ("INCLUDE on title", "1") in first.fields
    citation = first.record.citation
    assert (citation.doi, citation.year, [author.family for author in citation.authors]) == (
        "10.5555/jfr.1", 2019, ["Okafor", "Demir"],
    )  # fmt: skip
    assert find_report_ids(citation) == ("R000012",)
    assert (second.record.citation.title, [bad.line for bad in found.unreadable]) == ("Bare", [3])


@pytest.mark.parametrize("text", ['{"CodeSets": 1}', '{"References": 5}', '{"References": [', '{"CodeSets": []}'])
def test_json_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match=r"x\.json"):
        read_raw(text.encode(), name="x.json")


def test_codes_in_a_very_deep_tree_do_not_end_the_program() -> None:
    deep = '{"References": [{"Title": "x"}], "CodeSets": ' + '[{"Attributes": {"AttributesList": ' * 300 + "[]"
    assert len(read_raw((deep + "}}]" * 300 + "}").encode(), name="x.json").rows) == 1


def test_an_archive_is_unpacked_and_a_bomb_is_not() -> None:
    small, bomb = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(small, "w") as archive:
        archive.writestr("folder/articles.csv", "title\nx\n")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"{number}.csv", bytes(100_000_000))
    assert is_zip_archive(small.getvalue())
    assert unpack_archive(small.getvalue(), name="x.zip") == {"folder/articles.csv": b"title\nx\n"}
    with pytest.raises(FormatError, match="not unpacked for safety"):
        unpack_archive(bomb.getvalue(), name="x.zip")
    with pytest.raises(FormatError, match="cannot be unpacked"):
        unpack_archive(small.getvalue()[:40], name="x.zip")
