"""Names of journals: what abbreviation, translation and carelessness make of one, and which are two."""

from __future__ import annotations

import numpy as np
import pytest

from harvester.citation import Citation
from harvester.dedup import prepare
from harvester.dedup.journals import compare_journal

SAME, SIMILAR = 1, 2


def level(one: str, two: str) -> int:
    columns = prepare([Citation(journal=one), Citation(journal=two)])
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
    columns = prepare([both, Citation(journal="Proc. Inst. Geogr.")])
    assert compare_journal(columns, np.array([0]), np.array([1]))[0].tolist() == [SAME]
