"""A row finds its report by the best evidence it still carries, and is never guessed."""

from __future__ import annotations

from msgspec.structs import replace

from harvester.citation import Author, Citation
from harvester.screening.imports.model import ImportedRow
from harvester.screening.imports.record_matching import RecordIndex, RecordMatch

EDITORIAL = Citation(title="Editorial", authors=(Author("Okafor", "Ngozi"),), year=2019, journal="J Fever Res")
TRIAL = Citation(
    title="Colchicine in adult familial Mediterranean fever: a randomised trial",
    authors=(Author("Lindström", "Åsa"),),
    year=2020,
    doi="10.5555/jfr.2020.1",
    pmid="30000001",
)


def index(*citations: Citation) -> RecordIndex:
    """Reports 1, 2, 3 …; report 9 is report 1 today."""
    made = RecordIndex({**{number: number for number in range(1, len(citations) + 1)}, 9: 1})
    for number, citation in enumerate(citations, start=1):
        made.add(number, citation)
    return made


def found(made: RecordIndex, citation: Citation, *carried: int, accession: str = "") -> RecordMatch:
    return made.match(ImportedRow(line=2, citation=citation, report_numbers=carried, accession=accession))


def test_our_own_number_leads_to_the_report_of_today_and_is_kept() -> None:
    match = found(index(TRIAL, EDITORIAL), replace(TRIAL, doi="", pmid=""), 9)
    assert (match.report, match.named_report, match.by) == (1, 9, "our number")


def test_our_own_number_with_another_title_is_not_believed() -> None:
    match = found(index(TRIAL, EDITORIAL), Citation(title="Renal amyloidosis under interleukin blockade"), 1)
    assert (match.report, match.candidates) == (None, (1,))
    assert "another review" in match.why


def test_a_title_that_a_tool_has_cut_is_no_other_title() -> None:
    assert found(index(TRIAL), Citation(title=TRIAL.title[:40]), 1).report == 1


def test_numbers_of_two_reports_are_not_chosen_from() -> None:
    assert found(index(TRIAL, EDITORIAL), TRIAL, 1, 2).candidates == (1, 2)
    assert found(index(TRIAL, EDITORIAL), TRIAL, 1, 9).report == 1


def test_a_number_that_no_report_ever_had_leaves_it_to_other_evidence() -> None:
    match = found(index(TRIAL), TRIAL, 777)
    assert (match.report, match.by) == (1, "DOI")


def test_the_number_of_a_database_is_evidence_where_the_doi_is_lost() -> None:
    match = found(index(TRIAL), Citation(title=TRIAL.title), accession="30000001")
    assert (match.report, match.by) == (1, "database number")


def test_a_doi_that_a_whole_supplement_shares_is_told_apart_by_titles() -> None:
    one, two = (replace(TRIAL, title=f"Abstract {n}: fever in {n} cats", pmid="") for n in ("eleven", "ninety"))
    made = index(one, two)
    assert found(made, replace(two, authors=(), year=None)).report == 2
    assert found(made, Citation(doi=one.doi)).candidates == (1, 2)
    assert found(made, Citation(doi=one.doi, title="Something else entirely about dogs")).report is None


def test_a_title_in_two_years_is_told_apart_by_its_year() -> None:
    made = index(EDITORIAL, replace(EDITORIAL, year=2020), replace(EDITORIAL, authors=(Author("Demir", "Elif"),)))
    assert found(made, replace(EDITORIAL, year=2020)).report == 2
    assert found(made, replace(EDITORIAL, authors=(Author("Demir", "E."),))).report == 3


def test_a_title_with_the_same_year_and_author_twice_is_ambiguous() -> None:
    match = found(index(EDITORIAL, replace(EDITORIAL, journal="Acta")), EDITORIAL)
    assert (match.report, match.candidates) == (None, (1, 2))


def test_a_title_alone_is_no_evidence() -> None:
    match = found(index(TRIAL), Citation(title=TRIAL.title))
    assert (match.report, match.candidates) == (None, (1,))
    assert "only the title agrees" in match.why


def test_a_title_with_another_year_is_another_report() -> None:
    match = found(index(EDITORIAL), replace(EDITORIAL, year=2011))
    assert (match.report, match.by) == (None, "nothing")


def test_names_are_compared_however_they_are_written() -> None:
    made = index(replace(EDITORIAL, authors=(Author("de Souza", "Ana"),)))
    for author in (Author("Souza", "A. de"), Author("De Souza A"), Author("SOUZA")):
        assert found(made, Citation(title="Editorial", authors=(author,))).report == 1


def test_a_row_without_anything_finds_nothing() -> None:
    assert found(index(TRIAL), Citation()) == RecordMatch(
        report=None, by="nothing", why="no report has its number, its DOI or its title"
    )
