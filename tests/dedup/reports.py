"""Citations to vary in tests: one ordinary article, as databases describe it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from harvester.citation import Author, Citation
from harvester.dedup import ScoredPair, build_columns, score_candidates, select_relevant, to_pairs
from harvester.dedup.arrays import Bools

ARTICLE: Final = Citation(
    title="Interleukin-1 blockade in macrophage activation syndrome: a retrospective cohort",
    authors=(Author("Okafor", "Ngozi"), Author("Lindqvist", "Per"), Author("van der Meer", "Jos W. M.")),
    year=2019,
    journal="Annals of the Rheumatic Diseases",
    volume="78",
    issue="4",
    pages="512-519",
    doi="10.1136/annrheumdis-2018-214001",
    abstract="We followed forty adults who were given the drug intravenously for secondary disease in three hospitals.",
)

INITIALS: Final = (Author("Okafor", "N"), Author("Lindqvist", "P"), Author("van der Meer", "JWM"))


def vary(citation: Citation = ARTICLE, **changes: Any) -> Citation:
    return replace(citation, **changes)


REPORTS: Final = (
    ARTICLE,
    Citation(
        title="Universal basic income and labour supply: evidence from a behavioural experiment in rural districts",
        authors=(Author("Müller", "Jörg"), Author("Sørensen", "Anne Lise"), Author("Ó Briain", "Cathal")),
        year=2014,
        journal="Scandinavian Journal of Public Economics",
        volume="31",
        issue="2",
        pages="3-11",
        doi="10.1111/sjpe.12044",
        abstract="Two hundred households were drawn by lot to be paid a monthly income for three years without terms.",
    ),
    Citation(
        title="A lattice Boltzmann method for turbulent flow in packed beds of alpha alumina spheres",
        authors=(Author("Iyer", "Raghunathan"), Author("Petrov", "Dmitri V."), Author("Chen", "Xiaoming")),
        year=2008,
        journal="International Journal of Chemical Reactor Engineering",
        volume="6",
        issue="",
        pages="211-230",
    ),
    Citation(
        title="Telling stories in the classroom: How teachers use anecdotes, and what pupils with HIV remember of them",
        authors=(Author("Abernathy", "Ruth"), Author("Díaz de la Vega", "Inés")),
        year=1998,
        journal="British Journal of Educational Sociology",
        volume="19",
        issue="3",
        pages="405-426",
        abstract="We sat in on ninety lessons of eleven teachers and wrote down each story that was told in them.",
    ),
    Citation(
        title="[Behandlung der Anämie bei chronischer Herzinsuffizienz: eine prospektive Untersuchung]",
        authors=(Author("Größing", "Käthe"), Author("Weiß", "Hans-Peter")),
        year=2003,
        journal="Deutsche Medizinische Wochenschrift",
        volume="128",
        issue="17",
        pages="921-925",
    ),
    Citation(
        title="Tumour necrosis factor alpha and interleukin 6 in paediatric sepsis: a randomised trial of early"
        " versus late blockade in nine intensive care units",
        authors=tuple(Author(name, "K. T.") for name in ("Adeyemi", "Bakker", "Costa", "Dvořák", "Eriksen", "Fujita")),
        year=2021,
        journal="Lancet Infectious Diseases",
        volume="21",
        issue="11",
        pages="1532-1544",
        doi="10.1016/s1473-3099(21)00999-1",
        abstract="Early blockade has been proposed for children with septic shock. We compared it with late blockade.",
    ),
)
"""Reports of several fields, as a rich source describes them."""


def find_pairs(citations: Sequence[Citation], *, new: Bools | None = None) -> list[ScoredPair]:
    """The relevant pairs of some citations, as values."""
    return to_pairs(select_relevant(score_candidates(build_columns(citations), new=new)))
