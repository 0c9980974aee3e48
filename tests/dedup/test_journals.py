"""Names of journals: what abbreviation, translation and carelessness make of one, and which are two."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.citation import Citation
from harvester.dedup import build_columns
from harvester.dedup.comparison.journal import (
    compare_journal,
    has_acronym_of,
    have_conflicting_words,
    score_abbreviation,
    share_parallel_name,
)
from harvester.dedup.comparison.journal_features import JournalFeatures
from tests.support import examples

SAME, SIMILAR = 1, 2


def level(one: str, two: str) -> int:
    columns = build_columns([Citation(journal=one), Citation(journal=two)])
    return int(compare_journal(columns, np.array([0]), np.array([1]))[0][0])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("International Journal of Cancer", "Int. J. Cancer"),
        ("Annals of the Rheumatic Diseases", "Ann Rheum Dis"),
        ("North Carolina Medical Journal", "N C Med J"),
        ("Deutsche Medizinische Wochenschrift", "Dtsch Med Wochenschr"),
        ("Progress in Neuro-Psychopharmacology & Biological Psychiatry", "Prog Neuropsychopharmacol Biol Psychiatry"),
        ("Journal of Neuro-Oncology", "J.Neurooncol."),
        ("Journal of Child Psychology and Psychiatry, and Allied Disciplines", "J Child Psychol Psychiatry"),
        ("BMJ (Clinical research ed.)", "BMJ"),
        ("The New England Journal of Medicine", "NEJM"),
        ("JAMA", "JAMA - Journal of the American Medical Association"),
        ("Praxis", "Schweizerische Rundschau fur Medizin/Praxis"),
        ("Zhongguo fei ai za zhi = Chinese journal of lung cancer", "Chinese Journal of Lung Cancer"),
        ("Journal of the Association for Information Systems", "Journal of the Association …"),
        ("Psychology and Health", "Psychology & Health"),
        ("Annales françaises d'anesthésie et de réanimation", "Annales fran?aises d'anesth?sie et de r?animation"),
        ("AMCIS 2017 Proceedings", "Americas Conference on Information Systems"),
        ("ECIS 2014 Proceedings", "European Conference on Information Systems (ECIS)"),
        ("ECIS 2014 Proceedings", "Twenty-Second European Conference on Information Systems"),
        ("HICSS", "2014 47th Hawaii International Conference on System Sciences"),
        ("CHI '18", "Proceedings of the 2018 CHI Conference on Human Factors in Computing Systems"),
        ("For. Ecol. Manage.", "Forest Ecology and Management"),
        ("An Acad Bras Cienc", "Anais da Academia Brasileira de Ciências"),
        ("Z Gerontol Geriatr", "Zeitschrift fur Gerontologie und Geriatrie"),
    ],
)
def test_one_journal_under_two_names_is_one(one: str, two: str) -> None:
    assert (level(one, two), level(two, one)) == (SAME, SAME)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("BMJ", "British Medical Journal"),
        ("PNAS", "Proceedings of the National Academy of Sciences of the United States of America"),
        ("TPAMI", "IEEE Transactions on Pattern Analysis and Machine Intelligence"),
        ("Surgical Endoscopy and Other Interventional Techniques", "Surgical endoscopy"),
    ],
)
def test_a_name_that_may_be_another_is_similar(one: str, two: str) -> None:
    assert (level(one, two), level(two, one)) == (SIMILAR, SIMILAR)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Diabetes", "Diabetologia"),
        ("International Conference on Machine Learning", "International Conference on Machine Vision"),
        ("European Conference on Information Systems", "European Conference on Knowledge Management"),
        ("CHI '18", "Proceedings of the 2018 Conference on Software Engineering"),
        ("Journal of Immunology", "Journal of Urology"),
        ("Blood", "Gut"),
        ("American Journal of Medicine", "American Journal of Sociology"),
        ("Physical Review Letters", "Journal of Finance"),
    ],
)
def test_two_journals_are_two(one: str, two: str) -> None:
    assert min(level(one, two), level(two, one)) > SIMILAR


def test_both_names_that_a_record_gives_are_looked_at() -> None:
    both = Citation(journal="Trudy Instituta Geografii", journal_abbreviation="Proc Inst Geogr")
    columns = build_columns([both, Citation(journal="Proc. Inst. Geogr.")])
    assert compare_journal(columns, np.array([0]), np.array([1]))[0].tolist() == [SAME]


def names(*given: str, parallels: tuple[str, ...] = ("", "")) -> JournalFeatures:
    return JournalFeatures.of(given, parallels)


ONE, TWO = np.array([0]), np.array([1])


@pytest.mark.parametrize(
    ("short", "long", "likeness"),
    [
        ("int j cancer", "international journal of cancer", 95),
        ("int j", "international journal of cancer", 70),
        ("int", "international journal of cancer", 0),
        ("international journal of cancer", "int j cancer", 0),
        ("prog neuropsychopharmacol", "progress in neuro psycho pharmacology", 95),
        ("prog neuropsychopharmacol biol", "progress in neuro psycho pharmacology", 0),
        ("prog neuropsychobiology", "progress in neuro psycho pharmacology", 0),
        ("bmj", "british medical journal", 70),
        ("bm", "british medical journal", 0),
        ("ajog", "american journal of obstetrics and gynecology", 70),
        ("ajob", "american journal of obstetrics and gynecology", 0),
        ("jama", "jama journal of the american medical association", 70),
        ("natl med j", "national medical journal", 95),
        ("nl med j", "national medical journal", 0),
        ("of the", "and", 95),
        ("of the", "gut", 0),
        ("gut", "of the", 0),
    ],
)
def test_a_name_is_cut_short_word_by_word_or_to_its_initials(short: str, long: str, likeness: int) -> None:
    assert score_abbreviation(names(short, long), ONE, TWO).tolist() == [likeness]


@pytest.mark.parametrize(
    ("short", "long", "spelt"),
    [
        ("amcis 2017 proceedings", "americas conference on information systems", True),
        ("amcois 2017", "americas conference on information systems", True),
        ("amcis 2017", "americas conference on information systems theory", False),
        ("amcisx 2017", "americas conference on information systems", False),
        ("ameris 2017", "americas conference on information systems", False),
        ("ameinfsy", "american information systems", True),
        ("amexsys", "am external systems", True),
        ("amisxsys", "am information systems", False),
        ("chi 18", "proceedings of the 2018 chi conference on human factors", True),
        ("chi 18 extended", "proceedings of the 2018 chi conference on human factors", False),
        ("chi 18", "proceedings of the 2018 chi meeting on human factors", False),
        ("ch 18", "proceedings of the 2018 ch conference on human factors", False),
        ("2018", "conference", False),
        ("", "", False),
    ],
)
def test_a_meeting_goes_by_its_acronym(short: str, long: str, *, spelt: bool) -> None:
    assert has_acronym_of(names(short, long), ONE, TWO).tolist() == [spelt]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("praxis revuesuisse", "rundschau praxis", True),
        ("praxis", "revuesuisse", False),
        ("journaloftheassoc…", "gut journaloftheassociation", True),
        ("journaloftheassoc…", "journaloftheassembly", False),
        ("journalof…", "journaloftheassociation", False),
        ("journalofth…", "journaloftheassociation", True),
        ("journaloftheassociation…", "journaloftheassoc…", True),
        ("", "", False),
    ],
)
def test_parallel_names_are_one_or_the_beginning_of_one(one: str, two: str, *, same: bool) -> None:
    both = names("a", "b", parallels=(one, two))
    assert (share_parallel_name(both, ONE, TWO).tolist(), share_parallel_name(both, TWO, ONE).tolist()) == (
        [same],
        [same],
    )


@pytest.mark.parametrize(
    ("one", "two", "clashing"),
    [
        ("diabetes", "diabetologia", True),
        ("clinical diabetes", "clinical diabetologia research", True),
        ("journal of immunology", "journal of urology", True),
        ("journal of immunology", "journal of urology research", False),
        ("natl med j", "national medical journal", False),
        ("behaviour", "behavior", False),
        ("gut", "gut", False),
        ("", "gut", False),
    ],
)
def test_a_word_that_abbreviates_no_other_makes_two_journals(one: str, two: str, *, clashing: bool) -> None:
    both = names(one, two)
    assert (have_conflicting_words(both, ONE, TWO).tolist(), have_conflicting_words(both, TWO, ONE).tolist()) == (
        [clashing],
        [clashing],
    )


WORDS: Final = (
    "Journal", "J", "of", "the", "Association", "Assoc", "Information", "Info", "Systems", "Syst", "International",
    "Int", "Conference", "Conf", "on", "Proceedings", "Proc", "Annual", "2017", "AMCIS", "ICIS", "CHI", "JAIS", "JAMA",
    "Neuro", "Psycho", "Pharmacology", "Neuropsychopharmacol", "Diabetes", "Diabetologia", "For", "Forest", "An",
    "Anales", "Praxis", "Rundschau", "=", "…", "/", "Workshop", "Symposium", "Medical", "Med", "American", "Am", "A",
)  # fmt: skip


def put_together(seed: int) -> str:
    """A name of some of these words: as they are, cut short, or their initials."""
    pick = random.Random(seed)
    words = [pick.choice(WORDS) for _ in range(pick.randint(0, 7))]
    match pick.randint(0, 5):
        case 0:
            return " ".join(word[: pick.randint(1, 5)] for word in words)
        case 1:
            return "".join(word[: pick.randint(1, 3)] for word in words) + pick.choice(("", " 2017", " …"))
        case _:
            return " ".join(words)


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.integers(0, 10_000).map(put_together), min_size=2, max_size=8))
def test_of_many_journals_each_pair_is_compared_as_if_alone(journals: list[str]) -> None:
    a, b = (rows.ravel() for rows in np.indices((len(journals), len(journals))))
    levels = compare_journal(build_columns([Citation(journal=journal) for journal in journals]), a, b)[0].reshape(
        len(journals), -1
    )
    for place, (one, two) in enumerate(pairwise(journals)):
        assert level(one, two) == levels[place, place + 1] == levels[place + 1, place], (one, two)


def test_no_pairs_are_compared_to_nothing() -> None:
    none = np.empty(0, dtype=np.int64)
    levels, likeness = compare_journal(build_columns([Citation(journal="Gut")]), none, none)
    assert (levels.size, likeness.size) == (0, 0)
