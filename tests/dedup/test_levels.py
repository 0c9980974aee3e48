"""Every level, veto, review reason and relation has a weight and a sentence, and every set of levels has members."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pytest

from harvester.dedup.comparison import levels
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.comparison.levels import FIELD_LEVELS, TitleLevel, choose_level, level_set
from harvester.dedup.model_version import rule_modules
from harvester.dedup.scoring.relations import RELATION_KINDS, RelationKind, relation_sentence
from harvester.dedup.scoring.review_rules import LIKELY_PAIR_RULES, UNLIKELY_PAIR_RULES, ReviewReason
from harvester.dedup.scoring.score import OUTCOMES, Outcome
from harvester.dedup.scoring.vetoes import VETO_RULES, Veto
from harvester.dedup.scoring.weights import WEIGHTS, weight_vector

SETS = {name: value for name, value in vars(levels).items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("field", FIELD_LEVELS)
def test_every_level_of_a_field_has_a_weight_and_a_sentence(field: str) -> None:
    assert list(WEIGHTS[field]) == list(FIELD_LEVELS[field])
    assert all(entry.sentence for entry in WEIGHTS[field].values())
    assert weight_vector(field).tolist() == [entry.weight for entry in WEIGHTS[field].values()]


@pytest.mark.parametrize("members", [*FIELD_LEVELS.values(), Veto, ReviewReason])
def test_codes_count_from_0_and_fit_an_array_of_bytes(members: type[IntEnum]) -> None:
    assert list(members) == list(range(len(members)))
    assert len(members) <= np.iinfo(np.int8).max


def test_every_compared_field_has_levels_and_weights() -> None:
    assert FIELD_LEVELS.keys() == WEIGHTS.keys()
    assert FIELD_LEVELS.keys() <= Comparison.__annotations__.keys()


@pytest.mark.parametrize("name", SETS)
def test_a_set_of_levels_has_members_and_is_not_all_there_is(name: str) -> None:
    assert SETS[name].any()
    assert not SETS[name].all()
    assert SETS[name].size in {len(field_levels) for field_levels in FIELD_LEVELS.values()}


def test_the_first_condition_that_holds_decides_the_level() -> None:
    exact, missing = np.array([True, False, False]), np.array([True, True, False])
    chosen = choose_level(((exact, TitleLevel.EXACT), (missing, TitleLevel.MISSING)), TitleLevel.DIFFERENT)
    assert chosen.tolist() == [TitleLevel.EXACT, TitleLevel.MISSING, TitleLevel.DIFFERENT]
    assert chosen.dtype == np.int8
    assert level_set(TitleLevel.EXACT)[chosen].tolist() == exact.tolist()


def test_every_veto_has_a_rule_and_a_sentence_of_its_own() -> None:
    assert VETO_RULES.keys() == set(Veto) - {Veto.NONE, Veto.UNLIKE}
    assert len({veto.sentence for veto in Veto}) == len({veto.kind for veto in Veto}) == len(Veto)
    assert Veto.TWO_PMIDS.kind == "two-pmids"


def test_every_review_reason_has_a_rule_and_a_sentence_of_its_own() -> None:
    rules = [*LIKELY_PAIR_RULES, *UNLIKELY_PAIR_RULES]
    assert list(dict.fromkeys(rules)) == [
        reason for reason in ReviewReason if reason not in {ReviewReason.NONE, ReviewReason.CONFLICTING}
    ]
    assert len({reason.sentence for reason in ReviewReason}) == len(ReviewReason)
    assert ReviewReason.WORD_REPLACED.kind == "word-replaced"


def test_every_relation_has_a_phrase_and_a_code_in_both_directions() -> None:
    assert len({kind.phrase for kind in RelationKind}) == len(RELATION_KINDS)
    for kind in RelationKind:
        assert RELATION_KINDS[kind.code - 1] is kind
        assert relation_sentence(kind.code) == f"relation: the first record is {kind.phrase} the second"
        assert relation_sentence(-kind.code) == f"relation: the second record is {kind.phrase} the first"


def test_an_outcome_is_found_by_its_code() -> None:
    assert [OUTCOMES[outcome.code] for outcome in Outcome] == list(Outcome)


def test_the_fingerprint_of_the_rules_covers_the_enums() -> None:
    homes = {item.__module__ for item in (*FIELD_LEVELS.values(), Veto, ReviewReason, RelationKind, Outcome)}
    assert homes <= set(rule_modules())
