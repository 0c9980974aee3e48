"""What differs between two texts is found word by word, and nothing of a text is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.cli.views.side_by_side import TextSegment, diff_words, shorten_equal_text

TEXTS = st.lists(st.sampled_from(["anakinra", "Anakinra,", "in", "MAS", "and", "HLH:", "–", "12"]), max_size=12).map(
    " ".join
)


def joined(pieces: tuple[TextSegment, ...]) -> str:
    return " ".join(piece.text for piece in pieces)


def test_the_words_that_differ_are_marked_on_both_sides() -> None:
    one, other = diff_words("Phase II trial of ixabepilone", "Phase I/II trial of Ixabepilone.")
    assert one == (TextSegment("Phase"), TextSegment("II", differs=True), TextSegment("trial of ixabepilone"))
    assert other == (TextSegment("Phase"), TextSegment("I/II", differs=True), TextSegment("trial of Ixabepilone."))


def test_a_text_beside_nothing_differs_as_a_whole() -> None:
    assert diff_words("a b", "") == ((TextSegment("a b", differs=True),), ())


@given(TEXTS, TEXTS)
def test_no_word_is_lost_and_what_is_the_same_is_the_same_on_both_sides(one: str, other: str) -> None:
    left, right = diff_words(one, other)
    assert (joined(left), joined(right)) == (one, other)
    same = [[piece.text.casefold() for piece in side if not piece.differs] for side in (left, right)]
    assert len(same[0]) == len(same[1])


@given(TEXTS)
def test_a_text_differs_nowhere_from_itself(text: str) -> None:
    assert not any(piece.differs for side in diff_words(text, text) for piece in side)


def test_a_long_text_is_shortened_around_its_differences() -> None:
    words = [f"w{number}" for number in range(30)]
    left, _ = diff_words(" ".join(words), " ".join([*words[:15], "other", *words[16:]]))
    assert joined(shorten_equal_text(left, around=3)) == "… w12 w13 w14 w15 w16 w17 w18 …"


@given(TEXTS, TEXTS, st.integers(1, 4))
def test_shortening_keeps_every_difference(one: str, other: str, around: int) -> None:
    left, _ = diff_words(one, other)
    kept = shorten_equal_text(left, around=around)
    assert [piece for piece in kept if piece.differs] == [piece for piece in left if piece.differs]


def test_a_huge_text_is_compared_in_part() -> None:
    left, right = diff_words("word " * 100_000, "other " * 100_000)
    assert len(joined(left).split()) == len(joined(right).split()) == 1_500
