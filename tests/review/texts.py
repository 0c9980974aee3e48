"""A small valid review.toml and the means to read variants of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from harvester.errors import Mistake, ReviewError
from harvester.review import Review, parse_review

HEAD: Final = """\
[review]
id = "r"
title = "A review"
contact = "team@example.org"
"""
SEARCH: Final = """\
[[search]]
key = "pubmed"
source = "pubmed"
name = "PubMed"
kind = "database"
strategy = "pubmed.txt"
"""
GOOD: Final = HEAD + SEARCH
STRATEGIES: Final = {"pubmed.txt": "anakinra[tiab]\n"}


def read(text: str, strategies: Mapping[str, str] = STRATEGIES) -> Review:
    return parse_review(text, file="review.toml", strategies=strategies.get)


def mistakes(text: str, strategies: Mapping[str, str] = STRATEGIES) -> tuple[Mistake, ...]:
    with pytest.raises(ReviewError) as caught:
        read(text, strategies)
    return caught.value.mistakes


def only_mistake(text: str, strategies: Mapping[str, str] = STRATEGIES) -> Mistake:
    found = mistakes(text, strategies)
    assert len(found) == 1, found
    return found[0]
