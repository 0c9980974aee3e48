"""By which rules something was judged: an index or a judgement made by others is made anew."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from typing import Final

from harvester import __version__
from harvester.dedup.records.blocking_keys import stable_hash

RULE_MODULES: Final = (
    "harvester.citation",
    "harvester.normalise",
    "harvester.dedup.blocking.candidate_pairs",
    "harvester.dedup.clustering.constrained",
    "harvester.dedup.records.columns",
    "harvester.dedup.comparison.compare",
    "harvester.dedup.comparison.title_words",
    "harvester.dedup.scoring.corpus_statistics",
    "harvester.dedup.scoring.review_rules",
    "harvester.dedup.pipeline",
    "harvester.dedup.records.generic_titles",
    "harvester.dedup.comparison.journal_features",
    "harvester.dedup.comparison.journal",
    "harvester.dedup.records.blocking_keys",
    "harvester.dedup.comparison.similarity",
    "harvester.dedup.records.normalised_record",
    "harvester.dedup.records.title_numbers",
    "harvester.dedup.comparison.antonyms",
    "harvester.dedup.blocking.prefilter",
    "harvester.dedup.records.serialise",
    "harvester.dedup.scoring.relations",
    "harvester.dedup.comparison.number_changes",
    "harvester.dedup.records.title_traits",
    "harvester.dedup.scoring.score",
    "harvester.dedup.scoring.vetoes",
    "harvester.dedup.scoring.weights",
    "harvester.dedup.comparison.word_lists",
)
"""Every module that has a say in what is judged, from a citation to its cluster."""

OTHER_MODULES: Final = (
    "harvester.dedup.evaluation.stratified_audit",
    "harvester.dedup.clustering.link_path",
    "harvester.dedup.scoring.explanation",
    "harvester.dedup.evaluation.expected_errors",
    "harvester.dedup.merge",
    "harvester.dedup.threads",
    "harvester.dedup.model_version",
)
"""The others of the room: they tell, count or describe what was judged."""


@cache
def model_version() -> str:
    """The version of harvester, and a fingerprint of the rules by which its de-duplicator judges.

    The fingerprint is that of their text: a veto, a doubt, a weight, the calibration or a key that is another makes
    another, and so does a comment; judging once too often costs a minute, once too seldom a wrong result.
    """
    texts = [inspect.getsource(import_module(name)) for name in RULE_MODULES]
    return f"{__version__} {stable_hash(''.join(texts)):016x}"
