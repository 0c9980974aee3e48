"""A file is known by its content, and what cannot be read is named with a remedy."""

from __future__ import annotations

import pytest

from harvester.errors import FormatError
from harvester.formats import detect_format, parse_file


@pytest.mark.parametrize(
    ("data", "format_name"),
    [
        (b"\xef\xbb\xbfTY  - JOUR\nER  - \n", "ris"),
        (b"\n\n6. \nTY  - JOUR\n", "ris"),
        (b"C1  - x\nTI  - y\nER  - \n", "ris"),
        (b"\nPMID- 123\nTI  - y\n", "nbib"),
        (b"OWN - ERIC\nOID - ED1\nTI  - y\n", "nbib"),
        (b"<?xml version='1.0'?><!DOCTYPE PubmedArticleSet><PubmedArticleSet/>", "pubmed-xml"),
        (b"Title;Authors;Year\n", "csv"),
        (b'{"report_id":"R000001","citation":{}}\n', "jsonl"),
        (b"<!DOCTYPE html><html>", None),
        (b"%PDF-1.7", None),
        (b"", None),
        (b"Dear colleague, I attach the title and the abstract.", None),
        (b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n", "wos"),
        (b"PT J\nAU Doe, J\nTI One\nER\n", "wos"),
        (b"%0 Journal Article\n%T One\n", "refer"),
        (b"\n%A Doe, Jane\n%T One\n", "refer"),
        (b"<?xml version='1.0'?><xml><records><record></record></records></xml>", "endnote-xml"),
        (b"Scopus\nEXPORT DATE: 1 May 2024\n\n@ARTICLE{Doe2024,\nauthor={Doe, J}}", "bibtex"),
        (b"% Encoding: UTF-8\n\n@Article{,\n  title = {One}\n}", "bibtex"),
        (b"<1. >\nVN  - Ovid Technologies\nDB  - Embase\n", "medlars"),
        (b"<12>\nAccession Number\n  1\nTitle\n  One\n", "ovid"),
    ],
)
def test_the_format_is_known_by_the_content(data: bytes, format_name: str | None) -> None:
    assert detect_format(data) == format_name


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (b"", "empty", "again"),
        (b" \n\n", "empty", "again"),
        (b"%PDF-1.7 ...", "PDF", "RIS"),
        (b"PK\x03\x04....", "zip archive", "Unpack"),
        (b"\xd0\xcf\x11\xe0....", "no workbook", "CSV"),
        (b"{\\rtf1 x}", "rich-text", "RIS"),
        (b"\x89PNG\r\n", "image", "RIS"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page", "log in"),
        (b"<html><body><table><tr><td>Title</td></tr></table></body></html>", "a table in a web page", "spreadsheet"),
        (b"10.1000/a\nhttps://doi.org/10.1000/b\n", "list of DOIs", "Zotero"),
        (b"Journal Article\tDoe, J.\t2020\tOne\tThings\t3\n", "tab-delimited", "RIS"),
        (b"<xml><records><record/></records></xml>", "another kind", "RIS"),
        (b"\x00\x01\x02EndNote\x00", "EndNote", "Export"),
        (b"Dear colleague, the search is done.", "none of the formats", "RIS"),
        (b"Abstract,Year\nx,2020\n", "column of titles", "Title"),
        (b"1: Doe J. One\ntitle. J Made Up. 2020;1:2. PMID: 1234567.\n", "Summary", "Save > Format: PubMed"),
        (b"\n1. J Made Up. 2020;1:2.\n\nOne title.\n\nDoe J.\n\nPMID: 1234567\n", "Abstract (text)", "Format: PubMed"),
        (b"12345678\n2345678\n", "numbers alone", "Format: PubMed"),
        (b'<?xml version="1.0"?><records><rec resultID="1"><header uiTerm="1"/></rec></records>', "EBSCOhost", "RIS"),
        (b'<?xml version="1.0"?><responseWrapper><version>6.9</version></responseWrapper>', "Europe PMC", "RIS"),
        (b'<rdf:RDF xmlns:z="http://www.zotero.org/namespaces/export#"/>', "Zotero", "CSL JSON"),
        (b"<table><tr><td>Title</td></tr></table>", "piece of a web page", "CSV"),
        (b"{Reference Type}: Journal Article\n{Title}: One\n", "NoteExpress", "EndNote"),
        (b"____________________________\n\nDocument 1 of 2\n\nOne\n\nAuthor: Doe, J\n", "ProQuest", "Save > RIS"),
        (b"Scopus\nEXPORT DATE:25 November 2022\n\nDoe, J.\nOne\n(2020) Things, 1 (2)\n", "Scopus", "RIS or CSV"),
        ("  TY  – JOUR\n  TI  – One\n".encode(), "word processor", "do not open"),
        (b'{"meta": {}, "results": [{"id": "W1"}]}', "JSON of another kind", "CSL JSON"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(data: bytes, what: str, remedy: str) -> None:
    with pytest.raises(FormatError, match=r"export\.txt, line 1") as refused:
        parse_file(data, name="export.txt")
    assert what in refused.value.message
    assert remedy in refused.value.hint


def test_a_file_whose_every_record_is_empty_is_refused_with_the_first_reason() -> None:
    with pytest.raises(FormatError, match=r"f\.ris, line 1: no record can be read"):
        parse_file(b"TY  - JOUR\nER  - \n", name="f.ris")


def test_a_broken_line_of_json_is_bad_and_the_others_go_on() -> None:
    good = b'{"report_id":"R000001","citation":{"title":"One"}}\n'
    found = parse_file(good + b'{"citation":{"title":1}}\n{"citation":{"unheard":"x"}}\n{"citation":\n', name="f.jsonl")
    assert [entry.file_id for entry in found.records] == ["R000001"]
    assert [bad.line for bad in found.unreadable] == [2, 3, 4]
    assert "title" in found.unreadable[0].reason


@pytest.mark.parametrize(
    ("text", "encoding"), [("Исследование новых вещей", "cp1251"), ("一个新的试验研究", "gb18030")]
)
def test_letters_in_an_unknown_encoding_are_told(text: str, encoding: str) -> None:
    (warning,) = parse_file(f"TY  - JOUR\nAU  - Doe\nTI  - {text}\nER  - \n".encode(encoding), name="f.ris").warnings
    assert (warning.line, "save the file as UTF-8" in warning.message) == (3, True)


def test_letters_of_western_europe_in_an_older_encoding_are_not() -> None:
    text = "TY  - JOUR\nTI  - Évaluation de l'efficacité à l'hôpital; Überprüfung der Größe\nER  - \n"
    found = parse_file(text.encode("cp1252"), name="f.ris")
    assert (found.encoding, found.warnings) == ("cp1252", ())
