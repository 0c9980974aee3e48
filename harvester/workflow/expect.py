"""How many errors the de-duplication of a store is expected to hold."""

from __future__ import annotations

from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from harvester.dedup.expectation import Errors, errors
from harvester.workflow.frame import in_doubt, kept_apart, merged

MOST: Final = 2_000
"""Records whose pairs kept apart are looked at; of more, so many at random, so that the cost is bounded."""
QUICK: Final = 300
"""The same for an update."""


def expected_errors(session: Session, *, most: int = MOST) -> Errors:
    """False merges, one case for each merge by rule, and misses, one for each two reports that may be one.

    A person's word is taken to be right. Pairs kept apart are worked out anew, in a large store for a part of it.
    """
    false = np.array([1 - case.probability for case in merged(session)])
    doubted = np.array([case.probability for case in in_doubt(session)])
    apart = [case for case in kept_apart(session, seed=0, most=most) if not case.contradicted]
    each = np.array([case.probability for case in apart])
    scale = round(apart[0].scale) if apart else 1
    return errors(false, doubted, np.repeat(each, scale))
