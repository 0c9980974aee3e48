"""By which rules something was judged: an index or a judgement made by others is made anew."""

from __future__ import annotations

from functools import cache
from typing import Final

from harvester import __version__
from harvester.citation import Author, Citation
from harvester.dedup import weights
from harvester.dedup.candidates import LARGEST_BLOCK, MAX_BLOCK, WINDOW
from harvester.dedup.keys import blocking_keys, stable_hash

_SAMPLES: Final = (
    Citation(
        title="The rôle of α-fetoprotein: part II [Review] [45 refs]",
        title_original="Die Rolle des α-Fetoproteins",
        authors=(Author("van der Meer", "Jos W. M."), Author("Núñez", "A")),
        year=2019,
        journal="Annals of the Rheumatic Diseases",
        volume="78 Suppl 1",
        issue="4",
        pages="221-8",
        article_number="e12724",
        doi="10.1002/14651858.CD001234.pub2",
        pmid="30000001",
        pmcid="PMC6000001",
        identifiers=(("pui", "L2003456789"),),
        abstract="Forty adults were given the drug intravenously for secondary disease in three hospitals. " * 2,
    ),
    Citation(kind="registry-entry", title="Colour and haemoglobin", identifiers=(("nct", "NCT02780583"),)),
)
"""Records that use every kind of key: when keys are made otherwise, theirs change."""


@cache
def version() -> str:
    """The version of harvester, and a fingerprint of the tables and keys by which its de-duplicator judges."""
    tables = (weights.PRIOR, weights.DUPLICATE_FROM, weights.UNSURE_FROM, weights.TABLE)
    bounds = (MAX_BLOCK, LARGEST_BLOCK, WINDOW)
    keys = [sorted(blocking_keys(sample)) for sample in _SAMPLES]
    return f"{__version__} {stable_hash(repr((tables, bounds, keys))):016x}"
