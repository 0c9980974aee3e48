"""By which rules something was judged: an index or a judgement made by others is made anew."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from typing import Final

from harvester import __version__
from harvester.dedup.keys import stable_hash

RULES: Final = (
    "harvester.citation",
    "harvester.normalise",
    "harvester.dedup.candidates",
    "harvester.dedup.clusters",
    "harvester.dedup.columns",
    "harvester.dedup.compare",
    "harvester.dedup.contrasts",
    "harvester.dedup.corpus",
    "harvester.dedup.doubts",
    "harvester.dedup.find",
    "harvester.dedup.headings",
    "harvester.dedup.journal_names",
    "harvester.dedup.journals",
    "harvester.dedup.keys",
    "harvester.dedup.likeness",
    "harvester.dedup.normal",
    "harvester.dedup.numerals",
    "harvester.dedup.opposites",
    "harvester.dedup.outlines",
    "harvester.dedup.packed",
    "harvester.dedup.relations",
    "harvester.dedup.renumbered",
    "harvester.dedup.titles",
    "harvester.dedup.verdict",
    "harvester.dedup.vetoes",
    "harvester.dedup.weights",
    "harvester.dedup.wordings",
)
"""Every module that has a say in what is judged, from a citation to its cluster."""

TELLING: Final = (
    "harvester.dedup.audit",
    "harvester.dedup.chains",
    "harvester.dedup.evidence",
    "harvester.dedup.expectation",
    "harvester.dedup.representative",
    "harvester.dedup.threads",
    "harvester.dedup.version",
)
"""The others of the room: they tell, count or describe what was judged."""


@cache
def version() -> str:
    """The version of harvester, and a fingerprint of the rules by which its de-duplicator judges.

    The fingerprint is that of their text: a veto, a doubt, a weight, the calibration or a key that is another makes
    another, and so does a comment; judging once too often costs a minute, once too seldom a wrong result.
    """
    texts = [inspect.getsource(import_module(name)) for name in RULES]
    return f"{__version__} {stable_hash(''.join(texts)):016x}"
