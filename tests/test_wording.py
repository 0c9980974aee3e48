"""Nouns and verbs agree with their numbers."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from harvester.pluralise import count_noun, format_with_plural
from harvester.prisma import flow_notes

SENTENCES = (*flow_notes.TERM_NOTES.values(), *(text for _, text in flow_notes.CONTRADICTIONS.values()))


def test_a_noun_agrees_with_its_number() -> None:
    assert [count_noun(n, "study") for n in (0, 1, 1204)] == ["0 studies", "1 study", "1,204 studies"]
    assert count_noun(2, "search", "searches") == "2 searches"


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 report was found; it counts as 1"), (2, "2 reports were found; they count as 2")],
)
def test_a_sentence_agrees_with_its_number(n: int, said: str) -> None:
    assert format_with_plural("{reports} {were} found; {they} {count} as {n}", n) == said


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_note_of_a_flow_agrees_with_one_and_with_many(sentence: str) -> None:
    assert any(name for _, name, *_ in Formatter().parse(sentence))
    one, many = format_with_plural(sentence, 1, why="retraction"), format_with_plural(sentence, 1234, why="retraction")
    assert not re.search(r"\(s\)|\b1 (?!was|is|has)(\w+s|were|are|have)\b|\b(they|them|their)\b", one)
    assert not re.search(r"\(s\)|\b1,234 (report|study|record|retrieval|was|is|has)\b|\b(it counts|its)\b", many)
