from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import normalise


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("221-8", 221, 228),
        ("221-228", 221, 228),
        ("1092–100", 1092, 1100),
        ("566--582", 566, 582),
        ("pp. 3-9", 3, 9),
        ("S12", 12, 12),
        ("99A", 99, 99),
        ("A134-A135", 134, 135),
        ("422.e1-6", 422, 422),
        ("", 0, 0),
        ("no pagination", 0, 0),
        ("Suppl-41", 0, 0),
    ],
)
def test_pages_are_read_in_every_usual_spelling(written: str, first: int, last: int) -> None:
    found = normalise.page_locator(written)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("e12724", 12724),
        ("CD003051", 3051),
        ("102345", 102345),
        ("ARTN e12724", 12724),
        ("art. no. 102345", 102345),
        ("UNSP 102345", 102345),
    ],
)
def test_an_article_number_is_known_for_what_it_is(written: str, number: int) -> None:
    assert normalise.page_locator(written) == normalise.Locator(first=number, last=number, article=True)


@pytest.mark.parametrize(("written", "readings"), [("01-Jun", {1, 6}), ("21-Aug", {21, 8}), ("Jan-34", {1, 34})])
def test_pages_that_a_spreadsheet_turned_into_dates_keep_both_readings(written: str, readings: set[int]) -> None:
    found = normalise.page_locator(written)
    assert {found.first, found.other} == readings


def test_what_is_left_of_a_range_is_no_lettered_page() -> None:
    assert not normalise.page_locator("t-20").lettered


@pytest.mark.parametrize("written", ["S12", "A134", "99A", "S-12"])
def test_a_lettered_page_is_marked_as_such(written: str) -> None:
    assert normalise.page_locator(written).lettered


@pytest.mark.parametrize(
    ("written", "number"),
    [("66 (Supplement 1)", 66), ("Vol. 12", 12), ("12 Suppl 1", 12), ("4 (1) (no pagination)", 4), ("1)", 0), ("", 0)],
)
def test_a_volume_is_a_number_whatever_stands_around_it(written: str, number: int) -> None:
    assert normalise.volume(written) == number


@pytest.mark.parametrize(
    ("written", "issue", "supplement"),
    [
        ("4", 4, 0),
        ("3 SUPPL. 1", 3, 1),
        ("SUPPL. 2", 0, 2),
        ("suppl_2", 0, 2),
        ("9_suppl", 9, 1),
        ("S3", 0, 3),
        ("4S", 4, 1),
        ("Suppl", 0, 1),
        ("2-3", 2, 0),
        ("", 0, 0),
    ],
)
def test_an_issue_and_its_supplement_are_told_apart(written: str, issue: int, supplement: int) -> None:
    assert normalise.issue(written) == (issue, supplement)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("The role of TNF-α in <i>E. coli</i>. [Review] [133 refs]", "role of tnf alpha in e coli"),
        ("H<sub>2</sub>O &amp; salt", "h2o and salt"),
        ("RETRACTED: On salt and water", "on salt and water"),
        ("[Fieber bei Kindern]", "fieber bei kindern"),
        ("Advertising across competitors1", "advertising across competitors"),
    ],
)
def test_a_title_loses_what_a_database_added(written: str, key: str) -> None:
    assert normalise.title(written) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("[Editorial].", "editorial"),
        ("[Comment on: Bridges of bamboo]", "comment on bridges of bamboo"),
        ("[RETRACTED: Bridges of bamboo and steel]", "bridges of bamboo and steel"),
    ],
)
def test_a_title_that_is_all_in_brackets_is_no_note(written: str, key: str) -> None:
    assert normalise.title(written) == key


@pytest.mark.parametrize(
    ("with_heading", "bare"),
    [
        ("Original article: Grazing and soil carbon in alpine meadows", "Grazing and soil carbon in alpine meadows"),
        ("Medical progress. Treatment of chronic hiccups", "Treatment of chronic hiccups"),
        ('Short communication. "[Treatment of chronic hiccups]"', "Treatment of chronic hiccups"),
        ("REVIEW - Wages and strikes in three ports", "Wages and strikes in three ports"),
        ("Wages and strikes in three ports - art. no. 173", "Wages and strikes in three ports"),
        ("Bridges of bamboo (Retracted article. See vol. 12, pg. 5, 2010)", "Bridges of bamboo"),
        ("WITHDRAWN: Bridges of bamboo and steel", "Bridges of bamboo and steel"),
        ("Bridges of bamboo [abstract no: 134]", "Bridges of bamboo"),
        ("Abstract WP134: Wages and strikes in three ports", "Wages and strikes in three ports"),
        ("Poster 12 - Wages and strikes in three ports", "Wages and strikes in three ports"),
        ("Bridges of bamboo [Spanish]", "Bridges of bamboo"),
        ("[Bridges of bamboo (author's transl)]", "Bridges of bamboo"),
        ("Bridges of bamboo [References]", "Bridges of bamboo"),
        ("Bridges of bamboo: a randomised trial [ISRCTN99206785]", "Bridges of bamboo: a randomised trial"),
        (
            "Bridges of bamboo: a randomised trial (ClinicalTrials.gov NCT09990001)",
            "Bridges of bamboo: a randomised trial",
        ),
        ("Bridges of bamboo [Erratum appears in J Bridge 2004;3:4]", "Bridges of bamboo"),
    ],
)
def test_a_title_loses_its_section_and_what_became_of_it(with_heading: str, bare: str) -> None:
    assert normalise.title(with_heading) == normalise.title(bare)


@pytest.mark.parametrize(
    "title",
    [
        "Review article",
        "Case report: two",
        "Bridges of bamboo [Erratum]",
        "Review of wages",
        "Bridges of bamboo (Spanish)",
        "Poster 12",
        "Abstract reasoning in 12 crows: a field study",
    ],
)
def test_a_title_keeps_words_that_are_all_it_says(title: str) -> None:
    assert normalise.title(title) == normalise.words(title)


@pytest.mark.parametrize(
    ("name", "parallels"),
    [
        ("Praxis = Revue suisse de médecine", ("praxis", "revuesuissedemedecine")),
        ("Ai zheng = Aizheng = Chinese journal of cancer", ("aizheng", "aizheng", "chinesejournalofcancer")),
        ("JAMA - Journal of the American Medical Association", ("jama", "journaloftheamericanmedicalassociation")),
        ("IEEE Transactions on Robotics - Part A", ("ieeetransactionsonrobotics",)),
        ("Journal of the Association …", ("journaloftheassociation…",)),
        ("The PLoS ONE [Electronic Resource]", ("plosone",)),
    ],
)
def test_a_journal_may_carry_several_names(name: str, parallels: tuple[str, ...]) -> None:
    assert normalise.parallel_journal_names(name) == parallels


def test_a_title_is_parted_at_its_subtitle() -> None:
    assert normalise.title_parts("Fever: causes and cures") == ("fever", "causes and cures")
    assert normalise.title_parts("Fever without end") == ("", "")


def test_a_journal_and_its_abbreviation_have_the_same_stems() -> None:
    assert normalise.journal_stems("Int. J. Cancer") == normalise.journal_stems("International Journal of Cancer")


def test_the_head_of_a_journal_leaves_out_the_conference() -> None:
    assert normalise.journal_head("Circulation. Conference: Scientific Sessions 2017") == normalise.journal_stems(
        "Circulation"
    )


def test_an_acronym_needs_four_letters() -> None:
    assert normalise.journal_acronym("New England Journal of Medicine") == "nejm"
    assert normalise.journal_acronym("Annals of Surgery") == ""


@pytest.mark.parametrize(
    ("written", "bare"),
    [("0012-1797", "00121797"), ("1520755x", "1520755X"), ("no ISSN", ""), ("0304-3940  1872", "03043940")],
)
def test_an_issn_is_found_in_a_text(written: str, bare: str) -> None:
    assert normalise.issn(written) == bare


def test_letters_without_a_decomposition_are_written_plainly() -> None:
    assert normalise.words("Sørensen–Łukasz Æsir") == "sorensen lukasz aesir"


@given(st.text())
def test_normalising_words_twice_changes_nothing(text: str) -> None:
    once = normalise.words(text)
    assert normalise.words(once) == once


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    assert normalise.page_locator(text).first >= 0
    assert normalise.volume(text) >= 0
    assert min(normalise.issue(text)) >= 0
    assert isinstance(normalise.title(text) + normalise.journal_stems(text) + normalise.journal_head(text), str)


@pytest.mark.parametrize("tail", [")" * 3_000, "." * 3_000 + "x"])
def test_what_goes_on_for_ever_is_no_doi(tail: str) -> None:
    assert normalise.doi(f"10.1000/a({tail}") == ""
    assert normalise.doi(f"10.1000/a({tail[:50]}") != ""


@pytest.mark.parametrize("sign", ["%00", "%01", "%1F", "%7F", "%C2%80", "\x00", "\x9f"])
def test_a_doi_has_no_control_characters_however_they_are_written(sign: str) -> None:
    """They are no graphic characters, of which alone a DOI consists (ISO 26324)."""
    assert normalise.doi(f"10.1000/x{sign}y") == "10.1000/x"
