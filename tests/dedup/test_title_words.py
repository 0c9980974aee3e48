"""A word that differs in two titles: a misspelling, or what makes another report."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester import normalise
from harvester.dedup import explain
from harvester.dedup.arrays import Texts
from harvester.dedup.comparison.title_words import are_in_two_languages, compare_title_words, find_antonyms
from tests.dedup.reports import vary
from tests.support import examples

_WORDS = (
    *(
        "of",
        "in",
        "the",
        "a",
        "an",
        "with",
        "without",
        "non",
        "smokers",
        "nonsmokers",
        "men",
        "women",
        "b",
        "c",
        "s",
        "2",
    ),
    *("mild", "severe", "hypotension", "hypertension", "fmri", "functional", "mri", "im", "clomipramine", "imipramine"),
    *("paroxetine", "fluoxetine", "oesophagus", "esophagus", "research", "reserch", "über", "étude", "de", "研究"),
)
_TITLES = st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join)


def texts(values: Sequence[str]) -> Texts:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def between(left: str, right: str) -> int:
    """The same whichever comes first."""
    one, two = texts([normalise.title(left)]), texts([normalise.title(right)])
    assert compare_title_words(one, two) == compare_title_words(two, one)
    return int(compare_title_words(one, two)[0])


def translated(left: str, right: str) -> bool:
    return bool(are_in_two_languages(texts([normalise.title(left)]), texts([normalise.title(right)]))[0])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Outcomes of hepatitis B in pregnant women", "Outcomes of hepatitis C in pregnant women"),
        ("Effects of vitamin A on falls in old age", "Effects of vitamin E on falls in old age"),
        ("Predictors of symptomatic stenosis in men", "Predictors of asymptomatic stenosis in men"),
        ("Formal care for elderly people in Spain", "Informal care for elderly people in Spain"),
        ("Smokers' views on plain packaging", "Non-smokers' views on plain packaging"),
        ("Satisfaction of inpatients with meals", "Satisfaction of outpatients with meals"),
        ("Melatonin increases food intake in broilers", "Melatonin decreases food intake in broilers"),
        ("Preoperative anxiety in children", "Perioperative anxiety in children"),
        ("Family planning among women in Niger", "Family planning among women in Nigeria"),
        ("School enrolment of girls in Austria", "School enrolment of girls in Australia"),
        ("Knee statistics of Norway, January 2010", "Knee statistics of Norway, February 2010"),
        ("Treatment of mild asthma", "Treatment of severe asthma"),
        ("Parents' experiences of palliative care", "Patients' experiences of palliative care"),
    ],
)
def test_an_opposite_or_another_letter_is_quite_another_word_however_alike(left: str, right: str) -> None:
    assert between(left, right) == 2


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Amlodipine in patients with diabetes", "Nifedipine in patients with diabetes"),
        ("Paroxetine in panic disorder", "Fluoxetine in panic disorder"),
        ("Clomipramine in panic disorder", "Imipramine in panic disorder"),
        ("Physical activity of Danish women", "Physical activity of Finnish women"),
    ],
)
def test_a_word_of_other_letters_from_its_beginning_is_another_word(left: str, right: str) -> None:
    assert between(left, right) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Views of non-smokers on packaging", "Views of nonsmokers on packaging"),
        ("Non smokers and their packaging", "Nonsmokers and their packaging"),
        ("Ovulation in vitro under cooling", "Ovulation invitro under cooling"),
        ("Parkinson's disease in Sardinia", "Parkinson disease in Sardinia"),
        ("Oesophageal varices in childhood", "Esophageal varices in childhood"),
        ("Depressed mood in nurses", "Depression mood in nurses"),
        ("Mobile phones in cotton feilds", "Mobile phones in cotton fields"),
        ("Copping with stroke at home", "Coping with stroke at home"),
        ("Leucocyte counts in sepsis", "Leukocyte counts in sepsis"),
        ("Research on systems and systems research", "Research on systems and systms reserch"),
        ("An fMRI study of inhibition", "A functional MRI study of inhibition"),
    ],
)
def test_a_misspelling_a_hyphen_or_another_form_is_no_other_word(left: str, right: str) -> None:
    assert between(left, right) == 0


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Sleep and sleep loss", "Sleep loss and pain", 2),
        ("Pain in old age and old people", "Pain in old age and people", 0),
        ("Shoulder pain", "Shoulder pain " * 300 + "in old age", 0),
        ("Care of the dying", "Care of the dying", 0),
        ("", "Care of the dying", 0),
    ],
)
def test_a_word_that_one_title_has_more_often_is_its_own(left: str, right: str, level: int) -> None:
    assert between(left, right) == level


@pytest.mark.parametrize(
    ("short", "level"), [("MRI", 0), ("MRSI", 0), ("RMI", 2), ("IRM", 2), ("BMI", 2), ("magnetiresonan", 0)]
)
def test_an_acronym_has_the_first_letters_of_its_words_in_order(short: str, level: int) -> None:
    assert between(f"Trial of {short} in sepsis", "Trial of magnetic resonance imaging in sepsis") == level


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(_TITLES, _TITLES), max_size=12), st.randoms(use_true_random=False))
def test_a_batch_says_of_each_pair_what_it_says_of_that_pair_alone(
    pairs: list[tuple[str, str]], chance: random.Random
) -> None:
    asked = [*pairs, *chance.choices(pairs, k=5)] if pairs else []
    chance.shuffle(asked)
    left, right = (texts([pair[side] for pair in asked]) for side in (0, 1))
    for rule in (compare_title_words, are_in_two_languages):
        alone = [rule(texts([one]), texts([two])).item() for one, two in asked]
        assert rule(left, right).tolist() == rule(right, left).tolist() == alone


def test_an_empty_batch_has_no_answers() -> None:
    assert compare_title_words(texts([]), texts([])).tolist() == []
    assert are_in_two_languages(texts([]), texts([])).tolist() == []


def test_opposites_are_opposites_either_way_and_a_negation_tells_how_it_is_written_apart() -> None:
    words = ("hypotension", "hypertension", "women", "smokers", "nonsmokers", "men", "april", "may", "june", "pain")
    found = {(words[one], words[two]): apart for (one, two), apart in find_antonyms(words).items()}
    assert found == {(two, one): apart for (one, two), apart in found.items()}
    assert {frozenset(pair): apart for pair, apart in found.items()} == {
        frozenset(("hypotension", "hypertension")): "",
        frozenset(("men", "women")): "",
        frozenset(("smokers", "nonsmokers")): " non smokers ",
        frozenset(("april", "may")): "",
        frozenset(("april", "june")): "",
        frozenset(("may", "june")): "",
    }


def test_neighbours_in_one_issue_whose_titles_differ_in_a_word_are_two_reports() -> None:
    one = vary(title="Clomipramine in the treatment of panic disorder", doi="", abstract="")
    two = vary(one, title="Imipramine in the treatment of panic disorder", pages="520-527")
    assert explain(one, two).outcome != "duplicate"
    assert explain(one, vary(one, title="Clomipramin in the treatment of panic disorder")).outcome == "duplicate"


def test_two_types_of_a_disease_are_two_reports_wherever_the_pages_are_missing() -> None:
    one = vary(title="Outcomes of hepatitis B in pregnant women", doi="", abstract="")
    two = vary(one, title="Outcomes of hepatitis C in pregnant women")
    assert explain(one, vary(two, pages="")).outcome != "duplicate"
    assert explain(one, vary(two, pages="", volume="", issue="")).outcome != "duplicate"


@pytest.mark.parametrize(
    ("original", "english"),
    [
        (
            "Depresión posparto y apoyo social en zonas rurales",
            "Postpartum depression and social support in rural areas",
        ),
        ("Aprendizagem em ambientes virtuais: um estudo de caso", "Learning in virtual environments: a case study"),
        ("Die Versorgung von Menschen mit Demenz", "Care for people with dementia"),
        ("Les enfants et la télévision", "Children and television"),
        ("Kwaliteit van leven bij ouderen", "Quality of life in the elderly"),
    ],
)
def test_a_title_and_its_translation_without_brackets_are_one_report_on_one_page(original: str, english: str) -> None:
    assert translated(original, english)
    one = vary(title=original, doi="", abstract="")
    assert explain(one, vary(one, title=english)).outcome == "duplicate"
    assert explain(one, vary(one, title=english, pages="")).outcome == "unsure"
    assert explain(one, vary(one, title=english, pages="530-537")).outcome == "distinct"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Care for people with dementia", "Costs of hiccups in Norway"),
        ("Las enfermedades de los niños", "El asma de los niños"),
        ("Distribution of de novo mutations", "Costs of hiccups in Norway"),
    ],
)
def test_titles_in_one_language_are_no_translations(left: str, right: str) -> None:
    assert not translated(left, right)
