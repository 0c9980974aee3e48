"""Citations to vary in tests: one ordinary article, as databases describe it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from harvester.citation import Author, Citation

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
