"""Each kind of corruption is seen through, and each kind of look-alike is kept apart, whatever report it befalls."""

from __future__ import annotations

from random import Random
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.citation import Author, Citation
from harvester.dedup import OUTCOMES, CorpusStatistics, build_columns, score_pairs
from tests.dedup.corruptions import CORRUPTIONS, IDENTIFIED_CORRUPTIONS
from tests.dedup.lookalikes import LOOKALIKES, Pair, made, short_styled
from tests.dedup.reports import ARTICLE, REPORTS
from tests.support import examples

SEEDS: Final = range(6)

TO_A_PERSON: Final = {
    "as scholar": "its journal is cut, and no number is left",
    "online first": "another year, and pages counted from 1",
    "online first without doi": "another year, and pages counted from 1",
    "journal acronym": "an acronym of three letters names many journals",
    "subtitle dropped": "what is left of the title may be three words long",
    "title cut": "so may it here",
    "spelt out": "an abbreviation spelt out changes many letters",
    "retracted": "a notice may stand on its article's page",
}
"""Corruptions after which a person may be asked; after all others the pair is merged."""


def outcomes(pairs: list[Pair]) -> list[str]:
    """How each pair is judged by itself, nothing having been learnt."""
    rows = np.arange(0, 2 * len(pairs), 2)
    judged = score_pairs(
        build_columns([citation for pair in pairs for citation in pair]), rows, rows + 1, corpus=CorpusStatistics()
    )
    return [OUTCOMES[code] for code in judged.outcome]


@pytest.mark.parametrize("kind", [*CORRUPTIONS, *IDENTIFIED_CORRUPTIONS])
def test_a_report_is_found_again_however_it_was_corrupted(kind: str) -> None:
    corrupt = (CORRUPTIONS | IDENTIFIED_CORRUPTIONS)[kind]
    changed = [(report, corrupt(report, Random(seed))) for report in REPORTS for seed in SEEDS]
    pairs = [(report, other) for report, other in changed if other is not None]
    assert pairs, "no report of ours can be corrupted like that"
    wrong = [pair for pair, found in zip(pairs, outcomes(pairs), strict=True) if found not in _allowed(kind)]
    assert wrong == []


def _allowed(kind: str) -> tuple[str, ...]:
    return ("duplicate", "unsure") if kind in TO_A_PERSON else ("duplicate",)


@pytest.mark.parametrize("kind", LOOKALIKES)
def test_look_alikes_are_never_merged(kind: str) -> None:
    found = [made(LOOKALIKES[kind], report, Random(seed)) for report in REPORTS for seed in SEEDS]
    pairs = [pair for pair in found if pair is not None]
    assert pairs, "no report of ours has a look-alike of that kind"
    pairs += [short_styled(pair, Random(seed)) for seed, pair in enumerate(pairs)]
    wrong = [pair for pair, outcome in zip(pairs, outcomes(pairs), strict=True) if outcome == "duplicate"]
    assert wrong == []


WORD: Final = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12)


@settings(deadline=None, max_examples=examples(80))
@given(
    words=st.lists(WORD, min_size=6, max_size=14, unique=True),
    family=WORD,
    place=st.tuples(st.integers(1, 120), st.integers(1, 12), st.integers(1, 1800)),
    kind=st.sampled_from(sorted(LOOKALIKES)),
    seed=st.integers(0, 10_000),
)
def test_no_look_alike_of_any_report_is_merged(
    words: list[str], family: str, place: tuple[int, int, int], kind: str, seed: int
) -> None:
    volume, issue, page = place
    report = Citation(
        title=" ".join(words),
        authors=(Author(family.title(), "Ana Maria"), Author("Nakagawa", "Kenji")),
        year=2011,
        journal="Journal of Applied Ecology",
        volume=str(volume),
        issue=str(issue),
        pages=f"{page}-{page + 9}",
        doi=f"10.1111/{family}.{seed}",
    )
    pair = made(LOOKALIKES[kind], report, Random(seed))
    assert pair is None or outcomes([pair]) != ["duplicate"]


def test_a_report_is_a_duplicate_of_itself() -> None:
    assert set(outcomes([(report, report) for report in (*REPORTS, ARTICLE)])) == {"duplicate"}
