"""Kinds of pairs that trials found judged wrongly (F1 to F7), and their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from harvester.citation import Author, Citation
from harvester.dedup import deduplicate, explain
from harvester.formats import parse_file
from harvester.normalise import title, title_parts
from harvester.title_notes import is_translated_title
from tests.dedup.reports import ARTICLE, vary
from tests.dedup.test_scores import outcome
from tests.support import shared_data

PUI = (("pui", "L2003000001"),)
SLEEP = "Nocturnal hypoglycaemia among school teachers in rural provinces"
GERMAN = "[Hemmung von Botenstoffen bei schwerem Fieber: eine Übersicht]"


def last_sentence(left: Citation, right: Citation) -> str:
    return explain(left, right).evidence[-1].sentence


def clusters(citations: Sequence[Citation]) -> list[list[int]]:
    """The rows of each cluster, the same whatever the order of the records."""
    labels = deduplicate(citations).labels.tolist()
    backwards = deduplicate(citations[::-1]).labels.tolist()[::-1]
    found = sorted([row for row, label in enumerate(labels) if label == each] for each in set(labels))
    assert found == sorted([row for row, label in enumerate(backwards) if label == each] for each in set(backwards))
    return found


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({}, {"title": SLEEP, "issue": "5", "doi": ""}),
        ({"doi": ""}, {"title": SLEEP, "issue": "5"}),
        ({}, {"title": SLEEP, "issue": "5"}),
        ({}, {"title": SLEEP, "doi": "10.1136/annrheumdis-2018-999999"}),
        ({"issue": ""}, {"title": SLEEP, "doi": "10.1136/annrheumdis-2018-999999"}),
        ({}, {"title": f"[{SLEEP}]", "issue": "5", "doi": ""}),
        ({}, {"title": f"{SLEEP}. [Spanish]", "issue": "5", "doi": ""}),
        ({}, {"title": "Interleukin-1 in septic syndromes of rats: a prospective trial", "issue": "5", "doi": ""}),
        ({"pages": "512"}, {"title": SLEEP, "issue": "5", "doi": "", "pages": "512-519"}),
        ({"year": None}, {"title": SLEEP, "issue": "5", "doi": ""}),
        ({"identifiers": PUI}, {"title": SLEEP, "issue": "5", "identifiers": PUI}),
        ({"pmid": "31000000"}, {"title": SLEEP, "issue": "5", "doi": "", "pmid": "31000000"}),
        ({"issue": "", "doi": ""}, {"title": SLEEP, "doi": ""}),
    ],
)  # fmt: skip
def test_f1_different_titles_with_another_issue_or_doi_are_never_merged(
    left: dict[str, Any], right: dict[str, Any]
) -> None:
    """An index put the abstract of one article on the record of another by the same authors on the same pages."""
    assert outcome(vary(**left), vary(**right)) != "duplicate"


def test_f1_the_person_is_told_what_may_be_wrong() -> None:
    assert "the titles differ, and so does the issue or the DOI" in last_sentence(
        ARTICLE, vary(title=SLEEP, issue="5", doi="")
    )


@pytest.mark.parametrize(
    "changes",
    [{"title": GERMAN, "issue": "", "doi": ""}, {"title": GERMAN, "doi": ""}, {"title": f"[{SLEEP}]", "doi": ""}],
)
def test_f1_a_title_in_another_language_is_no_other_title(changes: dict[str, Any]) -> None:
    assert outcome(ARTICLE, vary(**changes)) == "duplicate"
    assert outcome(ARTICLE, vary(**changes | {"doi": "10.1136/annrheumdis-2018-999999"})) == "unsure"
    assert outcome(ARTICLE, vary(**changes | {"issue": "5"})) == "unsure"


HEADINGS = (
    "Guest editorial", "Foreword", "Book review", "Preface", "Editorial", "Introduction", "Commentary", "In memoriam",
    "Letter to the editor", "Vorwort", "Prólogo", "Avant-propos", "Éditorial", "Reseña", "Prefazione", "Voorwoord",
    "Buchbesprechung", "Compte rendu", "Letter from the editor",
)  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(
    ("shared", "left", "right"),
    [
        ({"authors": ()}, {}, {}),
        ({"authors": (), "pages": ""}, {}, {}),
        ({"pages": ""}, {}, {}),
        ({}, {"pages": ""}, {}),
        ({}, {"pages": "1-2"}, {}),
        ({}, {"authors": ()}, {"pages": ""}),
        ({"year": None, "journal": ""}, {"pages": ""}, {"authors": ()}),
        ({"issue": "", "pages": "512"}, {}, {}),
    ],
)
def test_f2_a_heading_and_the_title_are_one_report_under_one_doi_in_one_issue(
    heading: str, shared: dict[str, Any], left: dict[str, Any], right: dict[str, Any]
) -> None:
    one = vary(abstract="", **shared)
    assert outcome(vary(one, title=heading, **left), vary(one, **right)) == "duplicate"


def test_f2_two_headings_of_one_editorial_are_one_report() -> None:
    one = vary(abstract="", pages="", title="Guest editorial")
    assert outcome(one, vary(one, title="Editor's introduction")) == "duplicate"
    assert outcome(one, vary(one, title=f"Guest editorial: {ARTICLE.title}")) == "duplicate"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({}, {"authors": (Author("Ito", "K"),)}),
        ({}, {"issue": "5"}),
        ({}, {"volume": "79"}),
        ({}, {"pages": "600-607"}),
        ({"doi": ""}, {"pages": ""}),
        ({}, {"doi": "10.1136/annrheumdis-2018-999999"}),
        ({"issue": "Suppl 1", "authors": ()}, {"issue": "Suppl 1", "authors": (), "pages": ""}),
    ],
)
def test_f2_a_heading_elsewhere_or_by_others_is_another_report(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert outcome(vary(title="Editorial", abstract="", **left), vary(abstract="", **right)) != "duplicate"


def test_f2_a_heading_of_many_reports_swallows_none_of_them() -> None:
    """A column of book reviews, and the reviews, under the column's DOI."""
    column = vary(title="Book reviews", authors=(), pages="", abstract="")
    first, second = (vary(column, title=name) for name in (SLEEP, "A history of fever in nine cities"))
    assert clusters([column, first, second]) == [[0], [1], [2]]


ERRATUM = vary(title=f"Erratum – {ARTICLE.title}", doi="10.1136/annrheumdis-2018-214001corr", issue="5", pages="640",
               abstract="")  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    [
        "Erratum – ",
        "Corrigendum to: ",
        "Retraction notice to ",
        "Expression of concern: ",
        "Fe de erratas: ",
        "Reply: ",
    ],
)
@pytest.mark.parametrize(
    "changes", [{}, {"pages": ""}, {"authors": ()}, {"authors": (), "pages": ""}, {"year": None}, {"issue": ""}]
)
def test_f3_one_doi_in_one_issue_makes_it_the_erratum(heading: str, changes: dict[str, Any]) -> None:
    """A source left out the heading that says what the notice is."""
    notice = vary(ERRATUM, title=heading + ARTICLE.title, **changes)
    unnamed = vary(notice, title=ARTICLE.title)
    expected = "unsure" if changes == {"issue": "", "pages": ""} else "duplicate"
    assert outcome(notice, unnamed) == expected


@pytest.mark.parametrize(
    "heading", ["Erratum", "Corrigendum", f"Erratum – {ARTICLE.title}", f"{ARTICLE.title}: erratum"]
)
@pytest.mark.parametrize("notice", [{}, {"pages": ""}, {"authors": ()}])
@pytest.mark.parametrize("article", [{}, {"pages": ""}, {"doi": ""}])
def test_f3_the_erratum_never_joins_the_article(heading: str, notice: dict[str, Any], article: dict[str, Any]) -> None:
    """The erratum, the erratum without its heading, and the article in two databases."""
    records = [
        vary(ERRATUM, title=heading, **notice),
        vary(ERRATUM, title=ARTICLE.title, **notice),
        vary(**article),
        vary(doi=""),
    ]
    assert clusters(records) == [[0, 1], [2, 3]]


def test_f3_the_erratum_without_its_heading_is_not_merged_with_the_article_alone() -> None:
    unnamed = vary(ERRATUM, title=ARTICLE.title, pages="")
    assert outcome(vary(unnamed, abstract=ARTICLE.abstract), ARTICLE) == "unsure"
    assert outcome(unnamed, ARTICLE) == "unsure"
    assert "as of an article and its erratum" in last_sentence(unnamed, ARTICLE)


def test_f3_one_doi_without_a_place_is_shown_to_a_person() -> None:
    notice = vary(ERRATUM, volume="", issue="", pages="")
    assert outcome(notice, vary(notice, title=ARTICLE.title)) == "unsure"
    assert outcome(vary(notice, doi=""), vary(notice, doi="", title=ARTICLE.title)) == "distinct"


NOTES = (
    "[Erratum appears in N Engl J Med. 2005 Mar 3;352(9):952]",
    "[Erratum appears in Lancet. 2003 [Feb 1];361(9355):446]",
    "[published erratum appears in JAMA 2004;3(4):5][Erratum appears in JAMA 2004;3(5):9]",
    "[see comment] [erratum appears in Ann Intern Med. 2001 Jan 2;134(1):1].",
    "[Erratum appears in N Engl J Med. 2005 Ma",
    "[Erratum appears in N Engl J Med. 2005 Mar 3;352(9",
    "[Erratum appea",
    "[[Erratum appears in Gut. 2004]]",
    "[Erratum in: Lancet 2003 May;3(2):1]",
    "[Erratum in Lancet 2003 May;3(2):1",
    "[An erratum has been published in Lancet 2003]",
    "[corrected] [Erratum appears in Lancet 2003]",
    "(Erratum appears in Lancet 2003;361(9355):446)",
    "(Published erratum appears in Lancet",
    "{Erratum appears in Lancet}",
    "［Erratum appears in Lancet］",
    ". Erratum appears in Lancet. 2003;3:4",
    ". Erratum in: Lancet. 2003;3:4",
    "[Corrigendum appears in Lancet 2003]",
    "[Corrected and republished article originally printed in Lancet 2003]",
    "[Comment in: Lancet 2003 (3)",
    "[Retraction in: Gut 2004",
    "[Summary for patients in Ann Intern Med. 2003]",
    "[Fe de erratas aparece en Rev Med 2003]",
    "[Erratum appears in Lancet. 2003]. [Review] [30 refs]",
)


@pytest.mark.parametrize("note", NOTES)
def test_f4_a_note_about_the_erratum_of_an_article_makes_no_erratum_of_it(note: str) -> None:
    noted = vary(title=f"{ARTICLE.title} {note}")
    assert title(noted.title) == title(ARTICLE.title)
    assert title_parts(noted.title)[0] == title_parts(ARTICLE.title)[0]
    assert outcome(vary(doi=""), vary(noted, doi="", pages="512")) == "duplicate"
    assert outcome(noted, ERRATUM) == "distinct"


def test_f4_a_note_inside_a_translated_title_is_none_of_its_words() -> None:
    assert title("[Fever in children. [Erratum appears in Rev Med 2001;3]]") == "fever in children"


@pytest.mark.parametrize(
    "text",
    [
        "Fever in children [Erratum for Lancet 2003]",
        "Fever in children [Erratum]",
        "Fever in children: erratum",
        "Erratum in: Lancet",
        "[Erratum in the diagnosis of fever]",
    ],
)
def test_f4_the_title_of_a_notice_stays(text: str) -> None:
    assert "erratum" in title(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("[Discussion in small groups of nurses]. [Spanish]", "discussion in small groups of nurses"),
        ("Lid surgery (retraction in rabbits)", "lid surgery retraction in rabbits"),
        ("Correction in the care of prisoners", "correction in the care of prisoners"),
        ("Fever (a discussion in two parts) in children", "fever a discussion in two parts in children"),
    ],
)
def test_f4_ordinary_words_are_no_note(text: str, kept: str) -> None:
    assert title(text) == kept


SHIFTED = vary(volume="", issue="26", pages="9", doi="", abstract="")


@pytest.mark.parametrize(
    "place",
    [
        {"volume": "26", "issue": "9", "pages": "S123"},
        {"volume": "26", "issue": "9", "pages": "512-519"},
        {"volume": "26", "issue": "9 Suppl 1", "pages": "S123-S124"},
        {"volume": "26", "issue": "Suppl 9", "pages": "123"},
        {"volume": "26", "issue": "9", "pages": ""},
        {"volume": "26 (9 Suppl)", "issue": "9", "pages": "A12"},
    ],
)
@pytest.mark.parametrize("changes", [{}, {"volume": "2019"}, {"authors": ()}, {"journal": ""}])
def test_f6_shifted_fields_of_the_place_are_shown_to_a_person(place: dict[str, Any], changes: dict[str, Any]) -> None:
    """ "number = 26, pages = 9" is volume 26, issue 9."""
    article = vary(**place, doi="", abstract="")
    assert outcome(article, vary(SHIFTED, **changes)) == "unsure"
    assert "of the other in the next field" in last_sentence(article, vary(SHIFTED, **changes))


def test_f6_shifted_fields_do_not_matter_under_one_doi_nor_make_other_titles_one() -> None:
    article = vary(volume="26", issue="9", pages="S123")
    assert outcome(article, vary(SHIFTED, doi=ARTICLE.doi)) == "duplicate"
    assert outcome(article, vary(SHIFTED, title=SLEEP)) == "distinct"


def test_f6_the_first_pages_of_two_volumes_are_no_shift() -> None:
    one = vary(volume="1", issue="1", pages="5-9", doi="", abstract="")
    two = vary(one, volume="2", pages="1-4")
    assert "in the next field" not in last_sentence(one, two)


def test_f6_fields_may_shift_the_other_way() -> None:
    article = vary(volume="26", issue="9", pages="123-130", doi="", abstract="")
    assert outcome(article, vary(article, volume="9", issue="123", pages="130")) == "unsure"


DONATION = vary(title="Attitudes of family doctors towards living kidney donations. [Spanish]", doi="", abstract="")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "Attitudes of family doctors towards living kidney donations. [Spanish]",
            "[Attitudes of primary care physicians towards living-donor kidney transplantation]. [Spanish]",
        ),
        (
            "Opinion on living kidney donations. [Spanish]",
            "[Opinion on living-donor kidney transplantation]. [Spanish]",
        ),
        ("[Opinion on living kidney donations]", "[Opinion on living kidney transplantation]"),
        ("[Sudden deafness in adults]. [Article in French]", "[Abrupt hearing loss in grown-ups]"),
        ("Sudden deafness in adults [German]", "Acute hearing loss in adults [Article in German, English]"),
        ("[Opinion of women on kidney donation] (Polish)", "Views of females about giving a kidney"),
    ],
)
@pytest.mark.parametrize("changes", [{}, {"pages": "512-9"}, {"pages": "512"}, {"issue": ""}, {"year": 2018}])
def test_f7_two_translations_of_a_title_on_the_same_pages_are_not_two_reports(
    left: str, right: str, changes: dict[str, Any]
) -> None:
    one, two = vary(DONATION, title=left), vary(DONATION, title=right, **changes)
    assert outcome(one, two) != "distinct"
    assert not any("a word replaced" in item.sentence for item in explain(one, two).evidence)
    assert "differ in a word" not in last_sentence(one, two)


def test_f7_translated_titles_elsewhere_are_compared_as_any_other() -> None:
    one = vary(DONATION, title="[Grazing time and weight gain of rats, raised in pairs on heather]")
    two = vary(one, title="[Grazing time and weight gain of mice, raised in pairs on heather]")
    assert outcome(vary(one, pages="512"), vary(two, pages="530")) != "duplicate"
    assert outcome(vary(one, pages=""), vary(two, pages="")) != "duplicate"
    assert outcome(vary(one, issue="Suppl 1", pages="S7"), vary(two, issue="Suppl 1", pages="S7")) != "duplicate"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Fever in children]", True),
        ("Fever in children. [Spanish]", True),
        ("Fever in children [Article in French, English].", True),
        ("Fever in children (in Polish)", True),
        ("Fever in children [English]", False),
        ("Fever in children [Review]", False),
        ("[Erratum appears in Lancet] Fever in children", False),
        ("Fever of children (in Spanish hospitals)", False),
        ("Fever", False),
        ("", False),
    ],
)
def test_f7_a_title_in_translation_is_known_by_brackets_or_language(text: str, expected: bool) -> None:
    assert is_translated_title(text) is expected


ENTRY = Citation(
    kind="registry-entry",
    title="Aspirin after stroke in elderly people",
    authors=(Author("Made Clinic", group=True),),
    year=2020,
    identifiers=(("nct", "NCT02780583"),),
)
NUMBERLESS = vary(ENTRY, identifiers=(), authors=())


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("NCT02780583", {"identifiers": (("ictrp", "NCT02780583"),)}),
        ("NCT02780583", {"identifiers": (("ictrp", "CTgov NCT02780583"),)}),
        ("NCT02780583", {"identifiers": (("nct", "nct02780583"),)}),
        ("NCT02780583", {"authors": (Author("NCT02780583", group=True),)}),
        ("NCT02780583", {"authors": (Author("NCT02780583,"),)}),
        ("NCT02780583", {"urls": ("https://clinicaltrials.gov/ct2/show/NCT02780583",)}),
        ("NCT02780583", {"journal": "https://clinicaltrials.gov/show/NCT02780583"}),
        ("NCT02780583", {"journal": "https://clinicaltrials.gov/show/NCT02780583", "kind": "article"}),
        ("NCT02780583", {"title": "Aspirin after stroke (NCT02780583)"}),
        ("ISRCTN13889738", {"identifiers": (("ictrp", "ICTRP ISRCTN13889738"),)}),
        ("ISRCTN13889738", {"doi": "10.1186/isrctn13889738"}),
        ("EUCTR2020-001113-21-GB", {"identifiers": (("eudract", "2020-001113-21"),)}),
        ("EUCTR2020-001113-21-GB", {"identifiers": (("ictrp", "EUCTR2020-001113-21-DE"),)}),
        ("EUCTR2020-001113-21-GB", {"urls": ("https://trialsearch.who.int/Trial2.aspx?TrialID=EUCTR2020-001113-21-3rd",)}),
        ("2020-001113-21", {"urls": ("https://www.clinicaltrialsregister.eu/ctr-search/trial/2020-001113-21/GB",)}),
        ("JPRN-UMIN000040211", {"identifiers": (("umin", "UMIN000040211"),)}),
        ("JPRN-jRCT2031200014", {"identifiers": (("ictrp", "jRCT2031200014"),)}),
        ("ChiCTR2000029308", {"authors": (Author("CHICTR2000029308", group=True),)}),
        ("CTRI/2020/04/024776", {"urls": ("https://trialsearch.who.int/Trial2.aspx?TrialID=CTRI/2020/04/024776",)}),
        ("KCT0004963", {"identifiers": (("cris", "KCT0004963"),)}),
        ("XYZ-123", {"identifiers": (("ictrp", "xyz-123"),)}),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "other",
    [{}, {"title": "A blinded study protocol of acetylsalicylic acid in cerebral infarction, part 2", "year": 2016}],
)
def test_f5_entries_under_one_register_number_are_one_report(
    number: str, written: dict[str, Any], other: dict[str, Any]
) -> None:
    """Whatever kind a source gives it, wherever it stands, and under a public or a scientific title."""
    entry = vary(ENTRY, identifiers=(("ictrp", number),), **other)
    assert outcome(entry, vary(NUMBERLESS, **written)) == "duplicate"


def test_f5_two_numbers_of_one_register_are_two_entries_whatever_else_they_name() -> None:
    trial = vary(ENTRY, identifiers=(("nct", "NCT02780583"), ("eudract", "2020-001113-21")))
    assert (
        outcome(trial, vary(trial, identifiers=(("nct", "NCT02780584"), ("eudract", "2020-001113-21")))) == "distinct"
    )
    assert outcome(trial, vary(ENTRY, identifiers=(("ictrp", "EUCTR2020-001113-21-GB"),))) == "duplicate"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "article", "urls": ("https://clinicaltrials.gov/show/NCT02780583",)},
        {"kind": "webpage", "urls": ("https://trialsearch.who.int/Trial2.aspx?TrialID=NCT02780583",)},
        {"kind": "other", "authors": (Author("NCT02780583", group=True),)},
    ],
)
def test_f5_an_entry_is_known_by_its_address_or_author_where_no_source_says_that_it_is_one(
    changes: dict[str, Any],
) -> None:
    untyped = vary(NUMBERLESS, **changes)
    assert outcome(ENTRY, untyped) == "duplicate"
    report = vary(untyped, journal="Lancet", volume="395", pages="497-506")
    assert outcome(ENTRY, report) == "distinct"
    assert explain(ENTRY, report).relation == "registration-of"


def test_f5_a_grant_that_two_entries_share_is_no_number_of_theirs() -> None:
    one = vary(ENTRY, identifiers=(("grant", "R01-123456"),))
    assert outcome(one, vary(one, title="Copper bands against arthritis of the hand")) == "distinct"


@pytest.mark.shared
def test_f5_each_registry_record_of_central_is_the_entry_of_its_number_in_ictrp() -> None:
    folder = shared_data("cases/register-number-central-ictrp")
    records = [
        record.citation
        for name in ("ictrp.xml", "central.ris")
        for record in parse_file((folder / name).read_bytes(), name=name).records
    ]
    assert clusters(records) == [[row, row + 11] for row in range(11)]
    retitled = [
        vary(citation, title=f"{citation.title[:5]} of patients: scientific title") for citation in records[11:]
    ]
    assert clusters([*records[:11], *retitled]) == [[row, row + 11] for row in range(11)]
