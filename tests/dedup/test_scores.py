"""What is merged, what is shown to a person, what is kept apart: one kind of pair a test."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.citation import Author, Citation
from harvester.dedup import explain
from tests.dedup.reports import ARTICLE, INITIALS, vary


def outcome(left: Citation, right: Citation) -> str:
    """The same whichever comes first."""
    there, back = explain(left, right), explain(right, left)
    assert (there.outcome, there.probability) == (back.outcome, back.probability)
    return there.outcome


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"pages": "512-9"},
        {"pages": "512"},
        {"journal": "Ann Rheum Dis", "authors": INITIALS},
        {"authors": ARTICLE.authors[:1], "authors_complete": False},
        {"doi": "", "volume": "", "issue": "", "pages": ""},
        {"year": 2018, "doi": ""},
        {"title": ARTICLE.title.upper(), "abstract": ""},
        {"title": ARTICLE.title.split(":")[0], "doi": ""},
        {"title": "Original article: " + ARTICLE.title, "doi": ""},
        {"title": ARTICLE.title + " [Review] [45 refs]"},
        {"title": ARTICLE.title.replace("syndrome", "syndorme"), "doi": ""},
        {"pages": "a1754", "doi": "", "issue": ""},
        {"pages": "1-8", "year": 2018, "volume": "", "issue": ""},
        {"pages": "19-Dec", "doi": ""},
        {"issue": "1455", "doi": ""},
        {"doi": "10.9999/another.publisher.4711"},
    ],
)
def test_one_report_described_in_another_way_is_a_duplicate(changes: dict[str, Any]) -> None:
    assert outcome(ARTICLE, vary(**changes)) == "duplicate"


BARE = Citation(title="Losses of honey bee colonies in alpine valleys: a survey of ninety beekeepers", year=2011)


def test_a_long_title_and_its_year_are_enough_where_nothing_speaks_against_them() -> None:
    full = vary(BARE, authors=ARTICLE.authors, journal="Apidologie", volume="42", pages="12-19")
    assert outcome(BARE, BARE) == outcome(BARE, full) == "duplicate"
    assert outcome(BARE, vary(full, year=2012)) == "unsure"
    assert outcome(vary(BARE, title="Losses of honey bees"), vary(full, title="Losses of honey bees")) == "unsure"
    assert outcome(vary(BARE, journal="Proceedings of the Bee Congress"), full) != "duplicate"


def test_a_translated_title_in_the_same_place_is_a_duplicate() -> None:
    german = vary(title="[Hemmung von Botenstoffen bei schwerem Fieber: eine Übersicht]", doi="", abstract="")
    assert outcome(vary(doi=""), german) == "duplicate"


def test_an_equal_accession_number_outweighs_a_missing_place() -> None:
    left = vary(doi="", volume="", pages="", identifiers=(("pui", "L2003"),))
    assert outcome(left, vary(doi="", authors=(), identifiers=(("pui", "L2003"),))) == "duplicate"


@pytest.mark.parametrize("number", [("pii", "103640"), ("nct", "NCT02780583"), ("lens", "12")])
def test_a_number_that_many_reports_can_bear_is_no_identity(number: tuple[str, str]) -> None:
    other = Citation(
        title="Quality of care in three wards", authors=(Author("Ito", "K"),), year=2019, identifiers=(number,)
    )
    told = explain(vary(identifiers=(number,)), other)
    assert (told.outcome, [item.field for item in told.evidence if item.field == "accession"]) == ("distinct", [])


def test_register_entries_are_one_by_their_registration_number() -> None:
    entry = Citation(kind="registry-entry", title="Anakinra in fever", year=2016, identifiers=(("nct", "NCT02780583"),))
    assert outcome(entry, vary(entry, title="Anakinra in fever (ANAFEV)", year=2017)) == "duplicate"


def test_register_entries_under_two_numbers_are_two_entries_whatever_their_title() -> None:
    """A drug's trials often bear one title; a trial in two registers has an entry in each."""
    entry = Citation(kind="registry-entry", title="Anakinra in fever", year=2016, identifiers=(("nct", "NCT02780583"),))
    assert outcome(entry, vary(entry, identifiers=(("nct", "NCT04990001"),))) == "distinct"
    assert outcome(entry, vary(entry, identifiers=(("eudract", "2015-001234-10"),))) == "distinct"
    both = vary(entry, identifiers=(("nct", "NCT02780583"), ("eudract", "2015-001234-10")))
    assert outcome(entry, both) == "duplicate"


CYRILLIC = vary(
    title="Блокада интерлейкина-1 при синдроме активации макрофагов: ретроспективное исследование",
    journal="Анналы ревматических болезней",
    doi="",
    abstract="",
)


def test_a_title_in_another_script_is_a_translation() -> None:
    """One database gives title and journal in the original, another in English; volume, issue and pages agree."""
    assert outcome(vary(doi=""), CYRILLIC) == "duplicate"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Fever in children, part I", "Fever in children, part II"),
        ("Fever in children. Part 1: causes", "Fever in children. Part 2: causes"),
        ("Annual report of the fever registry 2016", "Annual report of the fever registry 2017"),
        ("A handbook of fever, second edition", "A handbook of fever, third edition"),
    ],
)
def test_parts_years_and_editions_are_kept_apart(left: str, right: str) -> None:
    bare = vary(volume="", issue="", pages="", doi="", abstract="")
    assert outcome(vary(bare, title=left), vary(bare, title=right)) == "distinct"


@pytest.mark.parametrize(
    "prefix", ["Erratum: ", "Correction to: ", "Retraction notice to ", "Reply to: ", "Comment on: "]
)
def test_a_notice_about_an_article_is_not_the_article(prefix: str) -> None:
    notice = vary(title=prefix + ARTICLE.title, pages="640", issue="5", doi="")
    if prefix.startswith("Reply"):
        notice = vary(notice, title="Authors' reply: " + ARTICLE.title)
    assert outcome(ARTICLE, notice) == "distinct"


@pytest.mark.parametrize(
    "heading",
    [
        "Fe de errores: ",
        "Corrección: ",
        "Correção: ",
        "Correctif: ",
        "Korrektur: ",
        "Retratação: ",
        "Respuesta a: ",
        "Réplica: ",
        "Response: ",
        "Response to “",
        "Antwort auf: ",
        "Comentario sobre: ",
        "Kommentar zu: ",
    ],
)
def test_a_notice_is_known_in_other_languages_and_without_a_place(heading: str) -> None:
    notice = vary(title=heading + ARTICLE.title, volume="", issue="", pages="", doi="", abstract="")
    assert outcome(ARTICLE, notice) == "distinct"


@pytest.mark.parametrize("title", ["Immune response of sheep to cold", "Response of maize to drought in Kenya"])
def test_a_response_that_is_the_subject_makes_no_reply(title: str) -> None:
    longer = vary(title=f"{title}: a field experiment", doi="", abstract="")
    assert outcome(vary(longer, title=title, pages="512"), longer) == "duplicate"


LONG = (
    "Class II alleles and protection against the progression of lesions of grade 3: a multicentre prospective cohort"
    " study in nine prefectures of northern Japan with a median follow-up of eleven years, study part I"
)


def test_a_part_is_known_in_a_title_so_long_that_a_letter_makes_no_difference() -> None:
    one = vary(title=LONG, doi="", issue="", abstract="")
    assert outcome(one, vary(one, title=LONG + "I", pages="913-921")) == "distinct"
    assert outcome(one, vary(one, title=LONG + "I", pages="")) == "distinct"


def test_titles_that_are_only_alike_with_another_word_are_two_reports_off_the_issue() -> None:
    one = vary(title="Interview with William Spencer", pages="1-4", issue="3", doi="", abstract="")
    two = vary(one, title="Interview with William Dougherty", pages="1-6", issue="")
    assert outcome(one, two) != "duplicate"


def test_parts_with_letters_are_kept_apart_in_one_issue() -> None:
    one = vary(title="Noise of wind turbines and sleep. Part A: theory", doi="", abstract="")
    two = vary(one, title="Noise of wind turbines and sleep. Part B: results", pages="")
    assert outcome(one, two) == "distinct"


def test_an_erratum_that_bears_the_place_of_its_article_is_shown_to_a_person() -> None:
    assert outcome(vary(doi=""), vary(title="Erratum: " + ARTICLE.title, doi="")) == "unsure"
    assert outcome(ARTICLE, vary(title="Erratum: " + ARTICLE.title, doi="")) == "unsure"


def test_a_section_heading_that_one_database_drops_is_no_contradiction() -> None:
    assert outcome(ARTICLE, vary(title="Guest editorial: " + ARTICLE.title)) == "duplicate"


def test_a_published_erratum_is_known_by_its_publication_type() -> None:
    erratum = vary(publication_types=("Published Erratum",), pages="640", issue="5", doi="")
    assert outcome(ARTICLE, erratum) == "distinct"


def test_a_retracted_article_is_still_the_same_article() -> None:
    assert outcome(ARTICLE, vary(title="RETRACTED: " + ARTICLE.title)) == "duplicate"


def test_a_preprint_is_not_the_article() -> None:
    preprint = vary(
        kind="preprint", journal="medRxiv", doi="10.1101/2019.01.02.19000001", volume="", issue="", pages=""
    )
    assert outcome(ARTICLE, preprint) == "distinct"


@pytest.mark.parametrize(
    "manuscript",
    [
        {"journal": "Atmospheric Chemistry and Physics Discussions", "volume": "11", "pages": "12345-12389"},
        {"journal": "Atmos. Chem. Phys. Discuss.", "pages": ""},
        {"journal": "", "doi": "10.5194/acp-2011-321"},
        {"journal": "EGUsphere [preprint]", "doi": "10.5194/egusphere-2011-321"},
        {"journal": "", "doi": "10.5194/acpd-11-12345-2011"},
    ],
)
def test_a_manuscript_under_open_review_is_not_the_article(manuscript: dict[str, Any]) -> None:
    article = vary(journal="Atmospheric Chemistry and Physics", volume="11", doi="10.5194/acp-11-512-2011")
    told = explain(article, vary(article, **{"issue": "", "doi": "", **manuscript}))
    assert (told.outcome, told.relation) == ("distinct", "preprint-of")


@pytest.mark.parametrize("journal", ["Faraday Discussions", "Earth System Science Data"])
def test_a_journal_of_discussions_or_data_prints_articles(journal: str) -> None:
    one = vary(journal=journal, doi="10.5194/essd-11-512-2011")
    assert outcome(one, vary(one, journal="", doi="")) == "duplicate"


def test_a_preprint_is_known_by_its_doi_alone() -> None:
    preprint = vary(journal="", doi="10.1101/2019.01.02.19000001", volume="", issue="", pages="")
    assert outcome(ARTICLE, preprint) == "distinct"


def test_versions_of_a_cochrane_review_are_kept_apart() -> None:
    review = vary(journal="Cochrane Database Syst Rev", volume="", issue="2", pages="CD002273")
    second = vary(review, doi="10.1002/14651858.CD002273.pub2".lower())
    third = vary(review, doi="10.1002/14651858.CD002273.pub3".lower())
    assert outcome(second, third) == "distinct"
    assert outcome(second, vary(second, year=2020, issue="3")) == "duplicate"


@pytest.mark.parametrize(
    "journal", ["Cochrane Database Syst Rev", "The Cochrane database of systematic reviews (Online)"]
)
def test_versions_of_a_cochrane_review_are_known_without_its_number(journal: str) -> None:
    bare = vary(journal="Cochrane Database of Systematic Reviews", volume="", issue="2", pages="", doi="")
    assert outcome(bare, vary(bare, journal=journal, issue="8", year=2022)) == "distinct"
    assert outcome(bare, vary(bare, journal=journal, issue="1", year=2020)) == "distinct"
    assert outcome(bare, vary(bare, journal=journal, issue="", year=2022)) == "distinct"
    assert outcome(bare, vary(bare, journal=journal)) == "duplicate"


@pytest.mark.parametrize(
    "authors",
    [
        (Author("N", "Okafor"), Author("P", "Lindqvist"), Author("JWM", "van der Meer")),
        (Author("N.", "OKAFOR"), Author("P.", "LINDQVIST")),
    ],
)
def test_family_and_given_names_that_changed_places_are_the_same_authors(authors: tuple[Author, ...]) -> None:
    assert outcome(vary(doi="", abstract=""), vary(authors=authors, doi="", pages="", abstract="")) == "duplicate"


@pytest.mark.parametrize("family", ["LI", "Ng", "NG", "Wu", "Oh"])
def test_a_short_family_name_is_no_initials(family: str) -> None:
    one = vary(authors=(Author(family, "Jianhua"), Author("Okafor", "N")), doi="", pages="", abstract="")
    assert outcome(one, vary(one, authors=(Author(family.title(), "J"), Author("Okafor", "N")))) == "duplicate"


@pytest.mark.parametrize(
    ("short", "long"), [("SNIPER", "SNIPER: shots in ten trials"), ("Vandetanib", "Vandetanib. A review")]
)
def test_a_word_or_two_before_a_dropped_subtitle_is_the_title_where_the_pages_are_the_same(
    short: str, long: str
) -> None:
    one = vary(title=long, doi="", abstract="")
    assert outcome(one, vary(one, title=short)) == "duplicate"
    assert outcome(one, vary(one, title=short, pages="530-537")) != "duplicate"
    assert outcome(one, vary(one, title="Editorial")) != "duplicate"


@pytest.mark.parametrize("nobody", [Author("No authorship", "indicated"), Author("et al."), Author("[Anonymous]")])
def test_nobody_is_no_author(nobody: Author) -> None:
    assert outcome(ARTICLE, vary(authors=(nobody,), doi="", abstract="")) == "duplicate"


def test_a_register_entry_is_not_the_article() -> None:
    assert (
        outcome(ARTICLE, vary(kind="registry-entry", journal="", volume="", issue="", pages="", doi="")) == "distinct"
    )


REGISTERED = vary(
    journal="https://clinicaltrials.gov/show/NCT02780583",
    authors=(),
    volume="",
    issue="",
    pages="",
    doi="",
    abstract="",
)


def test_a_register_that_stands_in_the_place_of_the_journal_is_no_journal() -> None:
    """CENTRAL gives the address of a trial's registration as its source, and calls it an article."""
    assert outcome(REGISTERED, vary(doi="", pages="", volume="", issue="")) == "distinct"
    assert outcome(REGISTERED, vary(REGISTERED, journal="ClinicalTrials.gov")) == "duplicate"
    assert outcome(REGISTERED, vary(REGISTERED, journal="http://clinicaltrials.gov/show/NCT09990001")) == "distinct"
    portal = vary(REGISTERED, journal="Http://www.who.int/trialsearch/trial2.aspx? Trialid=nct02780583")
    assert outcome(REGISTERED, portal) == "duplicate"


@pytest.mark.parametrize("place", [{"journal": "CoRR"}, {"journal": "", "volume": "abs/1509.09999"}])
def test_what_dblp_lists_of_arxiv_is_a_preprint(place: dict[str, Any]) -> None:
    told = explain(vary(**{"issue": "", "pages": "", "doi": "", "volume": "", **place}), vary(doi=""))
    assert (told.outcome, told.relation) == ("distinct", "preprint-of")


def test_one_title_in_two_journals_is_shown_though_their_volumes_bear_one_number() -> None:
    one = vary(doi="", issue="", pages="e617902")
    assert outcome(one, vary(one, journal="European Journal of Something", pages="A34")) == "unsure"


def test_a_conference_abstract_is_not_the_article_that_followed() -> None:
    abstract = vary(kind="conference-abstract", volume="77", issue="Suppl 2", pages="A1204", doi="", year=2018)
    assert outcome(ARTICLE, abstract) == "distinct"


@pytest.mark.parametrize(
    "place",
    [
        {"issue": "Suppl 1", "pages": "S134"},
        {"issue": "4_suppl", "pages": "134"},
        {"issue": "4S", "pages": "134-135"},
        {"issue": "", "pages": "134A"},
        {"issue": "", "pages": "A134-A135"},
    ],
)
def test_an_abstract_in_a_supplement_of_the_journal_that_printed_the_article_is_another_report(
    place: dict[str, str],
) -> None:
    """Meetings print in their society's journal, so journal, volume and year may all be the article's."""
    told = explain(ARTICLE, vary(ARTICLE, **place, doi=""))
    assert (told.outcome, told.relation) == ("distinct", "abstract-of")
    assert explain(vary(ARTICLE, **place, doi=""), ARTICLE).relation == "abstract-of"


@pytest.mark.parametrize("pages", ["S512", "e1754", "512", "", "a1754"])
def test_an_article_in_a_supplement_is_one_report_where_its_page_is_the_same_or_of_another_kind(pages: str) -> None:
    assert outcome(vary(doi=""), vary(issue="Suppl 1", pages=pages, doi="")) == "duplicate"


def test_an_abstract_that_one_source_calls_an_article_is_merged_by_its_place() -> None:
    abstract = vary(kind="conference-abstract", pages="A1204", issue="Suppl 2", doi="")
    assert outcome(abstract, vary(abstract, kind="article")) == "duplicate"


@pytest.mark.parametrize(
    "listing",
    [
        {"journal": "ProQuest Dissertations and Theses", "pages": "187", "year": 2018},
        {"journal": "Diss Abstr Int B Sci Eng", "volume": "81", "issue": "2-B", "pages": "999"},
        {"journal": "ProQuest LLC"},
        {"kind": "thesis", "publisher": "University of Lagos", "pages": "187 p.", "year": 2018},
    ],
)
def test_a_thesis_is_one_wherever_it_is_listed(listing: dict[str, Any]) -> None:
    bare = vary(authors=ARTICLE.authors[:1], doi="", volume="", issue="", pages="", journal="", abstract="")
    listed = vary(
        bare,
        journal="Dissertation Abstracts International: Section B: The Sciences and Engineering",
        volume="80",
        issue="3-B",
        pages="1534",
    )
    assert outcome(listed, vary(bare, **listing)) == "duplicate"
    assert outcome(listed, vary(bare, **listing | {"authors": (Author("Ito", "K"),)})) != "duplicate"
    assert outcome(vary(bare, **listing), ARTICLE) == "distinct"


def test_neighbours_in_a_supplement_are_kept_apart() -> None:
    one = vary(pages="A51", issue="Suppl 2", doi="10.1136/supplement")
    two = vary(one, pages="A52", authors=ARTICLE.authors[1:])
    assert outcome(one, two) == "distinct"


def test_a_doi_shared_by_a_whole_supplement_merges_nothing() -> None:
    one = vary(pages="A51", doi="10.1136/supplement")
    two = vary(one, title="Canakinumab for periodic fever", pages="A77", authors=(Author("Ito", "K"),), abstract="")
    assert outcome(one, two) == "distinct"


def test_a_wrong_doi_merges_nothing() -> None:
    wrong = Citation(
        title="A longitudinal analysis of misperceptions", authors=(Author("Ito", "K"),), year=2021, doi=ARTICLE.doi
    )
    assert outcome(ARTICLE, wrong) == "distinct"


def test_two_dirty_fields_of_the_place_keep_apart_and_one_does_not() -> None:
    bare = vary(doi="", issue="")
    assert outcome(bare, vary(bare, volume="79", pages="100-107")) == "distinct"
    assert outcome(bare, vary(bare, volume="79")) == "duplicate"


@pytest.mark.parametrize(
    "heading", ["Editorial", "Reply", "In this issue", "Editor's comments", "Letter to the editor"]
)
def test_a_heading_is_no_title(heading: str) -> None:
    one = vary(title=heading, abstract="", doi="")
    assert outcome(one, vary(one, volume="79")) == "distinct"
    assert outcome(one, vary(one, issue="5", pages="512-513")) == "distinct"
    assert outcome(one, vary(one, authors=(Author("Ito", "K"),))) == "distinct"
    assert outcome(one, vary(one, volume="", issue="", pages="")) != "duplicate"
    assert outcome(one, vary(one, pages="512-9")) == "duplicate"


def test_records_without_titles_are_merged_by_a_number_only() -> None:
    untitled = vary(title="", doi="")
    assert outcome(untitled, untitled) == "distinct"
    assert outcome(vary(title="", pmid="1"), vary(pmid="1")) == "duplicate"


def test_two_pubmed_numbers_are_never_merged_without_a_common_doi() -> None:
    assert outcome(vary(pmid="301", doi=""), vary(pmid="302", doi="")) == "unsure"
    assert outcome(vary(pmid="301", doi=""), vary(pmid="302", doi="", pages="600-607")) == "distinct"


def test_the_same_work_in_two_journals_is_shown_to_a_person() -> None:
    bare = vary(doi="", volume="", issue="", pages="", abstract="")
    assert (
        outcome(vary(bare, journal="Journal of Digital Studies"), vary(bare, journal="Workshop on Digital Studies"))
        == "unsure"
    )
    assert outcome(vary(bare, journal="Diabetes"), vary(bare, journal="Diabetologia")) == "unsure"


def test_a_word_replaced_by_another_is_no_misspelling() -> None:
    bare = vary(doi="", volume="", issue="", pages="", abstract="")
    long = "A randomised trial of interleukin-1 blockade for macrophage activation syndrome in {} given the usual care"
    assert outcome(vary(bare, title=long.format("rats")), vary(bare, title=long.format("infants"))) != "duplicate"


def test_one_author_with_another_initial_is_another_author() -> None:
    hall = vary(authors=(Author("Hall", "Laura"),), doi="", volume="", issue="", pages="", abstract="")
    assert outcome(hall, vary(hall, authors=(Author("Hall", "Gillian"),))) != "duplicate"


def test_empty_citations_have_nothing_in_common() -> None:
    assert outcome(Citation(), Citation()) == "distinct"


def test_a_retraction_notice_is_one_report_when_only_one_database_tells_its_type() -> None:
    typed = vary(title="Retracted: " + ARTICLE.title, pmid="37886315", publication_types=("Retraction of Publication",))
    untyped = vary(typed, publication_types=("Note",), pages="")
    assert outcome(typed, untyped) == "duplicate"
