"""Tables of registers of trials give entries of a register, as what their services send does."""

from __future__ import annotations

import pytest

from harvester.citation import Author
from harvester.errors import FormatError
from harvester.formats import ParsedRecord, parse_file


def one(**columns: str) -> ParsedRecord:
    quoted = [",".join(f'"{cell}"' for cell in row) for row in (columns, columns.values())]
    (entry,) = parse_file("\n".join(quoted).encode(), name="f.csv").records
    return entry


def test_a_table_of_clinicaltrials_gov_gives_entries_under_their_nct_numbers() -> None:
    entry = one(
        **{
            "NCT Number": "NCT01234567", "Study Title": "Things in Asthma", "Study URL": "https://x.org/NCT01234567",
            "Study Status": "COMPLETED", "Brief Summary": "Why.", "Conditions": "Asthma|Wheezing",
            "Sponsor": "Things, Inc.", "Collaborators": "University of Oslo|Third Party", "Start Date": "2012-03",
            "First Posted": "2012-02-01", "Locations": "Oslo, Norway",
        }
    )  # fmt: skip
    found = entry.citation
    assert (entry.accession, found.kind, found.title) == ("NCT01234567", "registry-entry", "Things in Asthma")
    assert (found.abstract, found.date, found.year) == ("Why.", "2012-02-01", 2012)
    assert [author.family for author in found.authors] == ["Things, Inc.", "University of Oslo", "Third Party"]
    assert (found.identifiers, found.keywords) == ((("nct", "NCT01234567"),), ("Asthma", "Wheezing"))
    assert found.urls == ("https://x.org/NCT01234567",)
    assert {("Study Status", "COMPLETED"), ("Start Date", "2012-03"), ("Locations", "Oslo, Norway")} <= set(found.extra)


def test_the_table_clinicaltrials_gov_had_until_2024_is_one_too() -> None:
    entry = one(
        **{
            "Rank": "1", "NCT Number": "NCT01234567", "Title": "Things", "Sponsor/Collaborators": "One|Two",
            "First Posted": "February 1, 2012", "URL": "https://x.org",
        }
    )  # fmt: skip
    assert (entry.accession, entry.citation.kind, entry.citation.year) == ("NCT01234567", "registry-entry", 2012)
    assert entry.citation.authors == (Author("One", group=True), Author("Two", group=True))


def test_a_table_of_the_ictrp_gives_entries_under_the_numbers_of_their_registers() -> None:
    entry = one(
        **{
            "TrialID": "ISRCTN12345678", "Public title": "Things", "Scientific title": "A trial of things",
            "Primary sponsor": "Ministry of Things", "Date registration3": "20120301", "Source Register": "ISRCTN",
            "web address": "https://x.org/1", "Condition": "Asthma",
        }
    )  # fmt: skip
    found = entry.citation
    assert (entry.accession, found.kind, found.title) == ("ISRCTN12345678", "registry-entry", "Things")
    assert ("scientifictitle", "A trial of things") in found.extra
    assert (found.date, found.databases, found.urls) == ("2012-03-01", ("ISRCTN",), ("https://x.org/1",))
    assert found.identifiers == (("isrctn", "ISRCTN12345678"),)


def ictrp(*trials: str) -> bytes:
    return "\n".join(["<Trials_downloaded_from_ICTRP>", *trials, "</Trials_downloaded_from_ICTRP>"]).encode()


TRIAL = "<Trial><TrialID>{}\n</TrialID><Public_title>{}\n</Public_title><Acronym/></Trial>"


def test_the_portals_xml_gives_what_its_table_gives() -> None:
    (entry,) = parse_file(
        ictrp(TRIAL.format("DRKS00001234", "Things &lt;i&gt;in vitro&lt;/i&gt;")), name="f.xml"
    ).records
    assert entry.citation == one(TrialID="DRKS00001234", **{"Public title": "Things in vitro", "Acronym": ""}).citation
    assert (entry.accession, entry.line, entry.citation.kind) == ("DRKS00001234", 2, "registry-entry")


def test_a_broken_end_of_the_portals_xml_keeps_the_entries_before_it() -> None:
    data = ictrp(TRIAL.format("NCT01234567", "One"), "<Trial/>", TRIAL.format("NCT01234568", "Two"))
    found = parse_file(data[:-60], name="f.xml")
    assert [entry.accession for entry in found.records] == ["NCT01234567"]
    assert [bad.line for bad in found.unreadable] == [5, 8]
    with pytest.raises(FormatError, match="broken XML"):
        parse_file(data[:60], name="f.xml")
