"""G: one table of hard values, written in every format that has a field for them; every reader gives the same.

The rules for DOIs, PubMed's numbers, titles, abstracts, keywords, markup, mojibake, floats and placeholders are each in
one place (``formats.fields``, ``formats.text``, ``document_numbers``), and this shows that no reader goes around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest

from harvester.formats import parse_embase_json, parse_europepmc_json, parse_file, read_raw
from harvester.formats.fields.placeholders import NO_VALUE
from harvester.formats.model import ParsedFile
from harvester.formats.read import FORMAT_READERS
from tests.formats.value_makers import FORMATS, write_values

SERVICES: Final = {"europepmc-json": parse_europepmc_json, "embase-json": parse_embase_json}
TITLE: Final = "Base title of things"


@dataclass(frozen=True, slots=True)
class HardValue:
    """Values as a file has them, what the citation must have, and formats in which the values mean something else."""

    name: str
    written: dict[str, str]
    expected: dict[str, object]
    unlike: frozenset[str] = frozenset()


def address(name: str, url: str, doi: str) -> HardValue:
    return HardValue(name, {"url": url}, {"doi": doi})


def placeholder(abstract: str) -> HardValue:
    return HardValue(f"abstract {abstract!r}", {"abstract": abstract}, {"abstract": "", "title": TITLE})


SERVICE_NUMBERS: Final = frozenset(["europepmc-json", "embase-json", "pubmed-xml"])
"""Numbers that come from a service as numbers: no spreadsheet was between."""
LATEX: Final = frozenset(["bibtex"])
VALUES: Final = (
    address("doi.org", "https://doi.org/10.1000/abc.79", "10.1000/abc.79"),
    address("dx.doi.org", "http://dx.doi.org/10.1000/ABC.80", "10.1000/abc.80"),
    address("EZproxy by name", "https://doi-org.proxy.example.edu/10.1000/abc.81", "10.1000/abc.81"),
    address("EZproxy by name and port", "http://dx.doi.org.proxy.example.edu:2048/10.1000/abc.82", "10.1000/abc.82"),
    address("EZproxy by query", "https://proxy.example.edu/login?url=https://doi.org/10.1000/abc.83", "10.1000/abc.83"),
    address(
        "EZproxy, escaped",
        "https://proxy.example.edu/login?qurl=https%3A%2F%2Fdoi.org%2F10.1000%2Fabc.84",
        "10.1000/abc.84",
    ),
    address("percent-encoded", "https://doi.org/10.1000%2Fabc.85", "10.1000/abc.85"),
    address("with a query", "https://doi.org/10.1000/abc.86?nosfx=y", "10.1000/abc.86"),
    address("with a fragment", "https://doi.org/10.1000/abc.87#lsr-R000123", "10.1000/abc.87"),
    address("a publisher's page", "https://example.com/doi/10.1000/abc.88/full", ""),
    HardValue(
        "[doi] behind a DOI", {"doi": "10.1000/abc.90 [doi]"}, {"doi": "10.1000/abc.90"}, frozenset(["pubmed-xml"])
    ),
    HardValue(
        "a DOI behind a proxy",
        {"doi": "https://doi-org.proxy.example.edu/10.1000/abc.91"},
        {"doi": "10.1000/abc.91"},
        frozenset(["nbib"]),
    ),
    HardValue("doi: before a DOI", {"doi": "doi: 10.1000/ABC.92"}, {"doi": "10.1000/abc.92"}, frozenset(["nbib"])),
    HardValue("a DOI in a note", {"note": "DOI: 10.1000/abc.93"}, {"doi": "10.1000/abc.93"}),
    HardValue("an address in a note", {"note": "https://doi.org/10.1000/abc.94"}, {"doi": "10.1000/abc.94"}),
    HardValue("a DOI further on in a note", {"note": "See also 10.1000/abc.95"}, {"doi": ""}),
    HardValue(
        "no DOI",
        {"doi": "None", "volume": "nan", "issue": "NA"},
        {"doi": "", "volume": "", "issue": "", "JUNK": []},
        SERVICE_NUMBERS | {"nbib"},
    ),
    HardValue("PMID as a float", {"pmid": "12345678.0"}, {"pmid": "12345678"}),
    HardValue("PMID as an exponent", {"pmid": "1.2345679E7"}, {"pmid": "12345679"}),
    HardValue(
        "volume and issue as floats", {"volume": "5.0", "issue": "2.0"}, {"volume": "5", "issue": "2"}, SERVICE_NUMBERS
    ),
    HardValue("page as a float", {"pages": "101.0"}, {"pages": "101"}, SERVICE_NUMBERS),
    HardValue("issue with a part", {"issue": "2.1"}, {"issue": "2.1"}),
    HardValue("year as a float", {"year": "2019.0"}, {"year": 2019, "date": ""}, SERVICE_NUMBERS),
    HardValue(
        "accession number as a float", {"accession": "30012345.0"}, {"ACCESSION": "30012345"}, frozenset(["wos"])
    ),
    HardValue(
        "no title",
        {"title": "[Not Available].", "original": "Titel der Sache."},
        {"title": "Titel der Sache.", "title_original": ""},
    ),
    HardValue(
        "no title, in other words",
        {"title": "[No title available]", "original": "Titel der Sache."},
        {"title": "Titel der Sache.", "title_original": ""},
    ),
    HardValue(
        "neither of the titles",
        {"title": "[Not Available].", "abstract": "Text."},
        {"title": "", "abstract": "Text."},
        frozenset(["ovid"]),
    ),
    HardValue(
        "both titles",
        {"title": "A title", "original": "Ein Titel"},
        {"title": "A title", "title_original": "Ein Titel"},
    ),
    HardValue(
        "escaped markup",
        {"title": "Role of &lt;i&gt;E. coli&lt;/i&gt; &amp;amp; CO&lt;sub&gt;2&lt;/sub&gt;"},
        {"title": "Role of E. coli & CO2"},
        LATEX,
    ),
    HardValue(
        "markup",
        {"title": "Role of <i>E. coli</i> in CO<sub>2</sub>, p<0.05"},
        {"title": "Role of E. coli in CO2, p<0.05"},
    ),
    HardValue(
        "escaped twice",
        {"title": "Role of &amp;lt;i&amp;gt;E. coli&amp;lt;/i&amp;gt;"},
        {"title": "Role of E. coli"},
        LATEX,
    ),
    HardValue(
        "JATS",
        {"abstract": "<jats:title>Aim</jats:title><jats:p>We saw p &lt; 0.05.</jats:p>"},
        {"abstract": "Aim We saw p < 0.05."},
    ),
    HardValue(
        "escaped JATS",
        {
            "abstract": "&lt;jats:sec&gt;&lt;jats:title&gt;Aim&lt;/jats:title&gt;&lt;jats:p&gt;p &amp;lt; 0.05."
            "&lt;/jats:p&gt;&lt;/jats:sec&gt;"
        },
        {"abstract": "Aim p < 0.05."},
    ),
    HardValue(
        "mojibake",
        {"title": "ICU stays of MÃ¼ller and the cafÃ© example"},
        {"title": "ICU stays of Müller and the café example"},
    ),
    HardValue(
        "mojibake of quotation marks",
        {"title": "ICU stays (â€œepisodesâ€) of MÃ¼ller"},
        {"title": "ICU stays (“episodes”) of Müller"},
    ),
    HardValue("mojibake in a name", {"author": "MÃ¼ller, JÃ¶rg"}, {"AUTHORS": "Müller, Jörg"}),
    HardValue(
        "mojibake in a journal",
        {"journal": "Zeitschrift fÃ¼r Beispiele"},
        {"journal": "Zeitschrift für Beispiele"},
        frozenset(["ovid"]),
    ),
    HardValue(
        "keywords on one line",
        {"keywords": "alpha topic; beta topic; gamma topic"},
        {"keywords": ("alpha topic", "beta topic", "gamma topic")},
    ),
    HardValue("no keyword", {"keywords": "nan"}, {"keywords": ()}),
    *map(
        placeholder,
        (
            "[No abstract available]",
            "No abstract available.",
            "[Abstract not available]",
            "No Abstract",
            "n/a",
            "None",
            "null",
            "undefined",
            "nan",
            "Abstract",
            "This article has no abstract.",
        ),
    ),
    HardValue(
        "an abstract of one sentence",
        {"abstract": "No abstract concept is available to us."},
        {"abstract": "No abstract concept is available to us."},
    ),
)


def read_back(format_name: str, data: bytes) -> ParsedFile:
    if format_name in SERVICES:
        return SERVICES[format_name](data, name="f")
    if format_name == "eppi-json":
        raw = read_raw(data, name="f")
        return ParsedFile(raw.format, "utf-8", tuple(row.record for row in raw.rows), raw.unreadable, ())
    return parse_file(data, name="f")


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.name)
@pytest.mark.parametrize("format_name", FORMATS)
def test_g_every_reader_gives_the_same_of_a_hard_value(format_name: str, value: HardValue) -> None:
    data = None if format_name in value.unlike else write_values(format_name, value.written)
    if data is None:
        return  # the format has no such field, or it has another meaning there
    (record,) = read_back(format_name, data).records
    found = {
        "ACCESSION": record.accession,
        "JUNK": [value for _, value in record.citation.extra if value in NO_VALUE],
        "AUTHORS": "; ".join(map(str, record.citation.authors)),
        **{name: getattr(record.citation, name) for name in record.citation.__struct_fields__},
    }
    assert {name: found[name] for name in value.expected} == value.expected


def test_every_format_that_is_read_has_a_maker() -> None:
    without = {"jsonl", "xls"}  # our own, which keeps values as they are, and the table of a binary file
    assert {name.partition(" ")[0] for name in FORMATS} >= FORMAT_READERS.keys() - without
