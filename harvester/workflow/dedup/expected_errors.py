"""How many errors the de-duplication of a store is expected to hold."""

from __future__ import annotations

from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from harvester.dedup.evaluation.expected_errors import ExpectedErrors, expect_errors
from harvester.workflow.dedup.sampling_frame import merged_pairs, pairs_in_doubt, rejected_pairs

MAX_RECORDS: Final = 2_000
"""Records whose pairs kept apart are looked at; of more, so many at random, so that the cost is bounded."""
MAX_RECORDS_OF_UPDATE: Final = 300
"""The same for an update."""


def estimate_expected_errors(session: Session, *, max_records: int = MAX_RECORDS) -> ExpectedErrors:
    """False merges, one case for each merge by rule, and misses, one for each two reports that may be one.

    A person's word is taken to be right. Pairs kept apart are worked out anew, in a large store for a part of it.
    """
    merge_errors = np.array([1 - case.probability for case in merged_pairs(session)])
    review_probabilities = np.array([case.probability for case in pairs_in_doubt(session)])
    rejected = [case for case in rejected_pairs(session, seed=0, max_records=max_records) if not case.contradicted]
    distinct_probabilities = np.array([case.probability for case in rejected])
    scale = round(rejected[0].scale) if rejected else 1
    return expect_errors(merge_errors, review_probabilities, np.repeat(distinct_probabilities, scale))
