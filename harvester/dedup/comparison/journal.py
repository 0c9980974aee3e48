"""Compare the names of journals: abbreviated, without subtitle or place, with parallel names, as acronyms.

Vectorised: letters are compared once for each pair of words, acronyms or parallel names that occur, not for each pair
of records.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.arrays import (
    Bools,
    Codes,
    Ints,
    Percent,
    Scores,
    mark_rows,
    row_similarity,
    share_value,
    text_lengths,
)
from harvester.dedup.comparison.journal_features import (
    MIN_ACRONYM_LETTERS,
    STEM_LETTERS,
    JournalFeatures,
    NumberLists,
    letter_matrix,
)
from harvester.dedup.comparison.levels import (
    HARDLY_SAME_JOURNAL,
    NOT_SAME_JOURNAL,
    JournalLevel,
    VolumeLevel,
    choose_level,
)
from harvester.dedup.records.columns import Columns
from harvester.dedup.records.normalised_record import is_non_latin

_SAME_FROM: Final = 85
_SIMILAR_FROM: Final = 65
_HARDLY_SIMILAR_FROM: Final = 45
"""Similarity of names in percent; set by hand on the labelled sets (docs/dedup.md)."""
_ABBREVIATION_SCORE: Final = 95
_PARTIAL_SCORE: Final = 70
_CONFLICT_SCORE: Final = 60
_PARALLEL_SCORE, _ACRONYM_SCORE = 100, 90
"""Similarity given to names that agree in another way than by letters, or disagree in a word."""
_MIN_SET_LETTERS: Final = 11
"""Shorter stems are not compared as sets of words, of which one may contain the other by chance."""
_MIN_ACRONYM: Final = 4
_SPELLING_FROM: Final = 80
"""From this similarity on, two words are spellings of each other."""


def compare_journal(columns: Columns, a: Ints, b: Ints) -> tuple[Codes, Percent]:
    """Return level and similarity in percent of the journals: shape (n,), int8 and uint8.

    Journals are compared by ISSN, or by the stems of their names: abbreviated, without subtitle or place, as acronym.
    """
    base = columns.journal_stems.size + 1
    left, right = columns.journal[a], columns.journal[b]
    distinct, where = np.unique(np.minimum(left, right) * base + np.maximum(left, right), return_inverse=True)
    first, second = distinct // base, distinct % base
    similarity = journal_similarities(columns, first, second)
    script = np.fromiter(map(is_non_latin, columns.journal_names), np.bool_, columns.journal_names.size)
    missing = (first == 0) | (second == 0) | (script[first] != script[second])
    levels = choose_level(
        (
            (missing, JournalLevel.MISSING),
            (similarity >= _SAME_FROM, JournalLevel.SAME),
            (similarity >= _SIMILAR_FROM, JournalLevel.SIMILAR),
            (similarity >= _HARDLY_SIMILAR_FROM, JournalLevel.HARDLY_SIMILAR),
        ),
        JournalLevel.DIFFERENT,
    )
    same_issn = share_value(columns.issns, a, b)
    level = np.where(same_issn, np.int8(JournalLevel.SAME), levels[where])
    return level, np.where(same_issn, np.uint8(100), similarity.astype(np.uint8)[where])


def adjust_journal(columns: Columns, a: Ints, b: Ints, *, journal: Codes, volume: Codes, on_page: Bools) -> Codes:
    """Return the levels of the journals, of which different ones count more off the same page: shape (n,), int8."""
    meeting = columns.venue[a] != columns.venue[b]
    other_place = HARDLY_SAME_JOURNAL[journal] | NOT_SAME_JOURNAL[journal] & (volume == VolumeLevel.DIFFERENT)
    adjusted = np.where(other_place & ~on_page, np.int8(JournalLevel.DIFFERENT_PLACE), journal)
    meeting &= NOT_SAME_JOURNAL[journal] & ~on_page
    return np.where(meeting, np.int8(JournalLevel.JOURNAL_AND_MEETING), adjusted)


def journal_similarities(columns: Columns, first: Ints, second: Ints) -> Scores:
    """Return the similarity (0-100) of pairs of journals (rows of the journal texts): shape (n,), float32."""
    stems, heads, acronyms = columns.journal_stems, columns.journal_heads, columns.journal_acronyms
    similarity = np.maximum(
        row_similarity(stems, first, second, fuzz.ratio), row_similarity(heads, first, second, fuzz.ratio)
    )
    size = text_lengths(stems)
    long = np.minimum(size[first], size[second]) >= _MIN_SET_LETTERS
    similarity[long] = np.maximum(
        similarity[long], row_similarity(stems, first[long], second[long], fuzz.token_set_ratio)
    )
    has_acronym = text_lengths(acronyms) >= _MIN_ACRONYM
    for left, right in ((first, second), (second, first)):
        similarity[has_acronym[left] & np.equal(acronyms[left], stems[right])] = 100
    return _adjust_by_names(columns, first, second, similarity)


def _adjust_by_names(columns: Columns, first: Ints, second: Ints, similarity: Scores) -> Scores:
    """Lower the similarity where words disagree ("Diabetes", "Diabetologia"); raise it where names agree."""
    occurring, place = np.unique(np.concatenate((first, second)), return_inverse=True)
    names = JournalFeatures.of(columns.journal_names[occurring].tolist(), columns.journal_parallels[occurring].tolist())
    left, right = place[: first.size], place[first.size :]
    rows = np.flatnonzero((similarity >= _SIMILAR_FROM) & (first != second))
    similarity[rows[have_conflicting_words(names, left[rows], right[rows])]] = _CONFLICT_SCORE
    rows = np.flatnonzero((similarity < _SAME_FROM) & (first != second))
    similarity[rows] = np.maximum(similarity[rows], name_similarity(names, left[rows], right[rows]))
    return similarity


def name_similarity(names: JournalFeatures, left: Ints, right: Ints) -> Ints:
    """Return the similarity (0-100) of names that are parallel, cut, abbreviated or acronyms: shape (n,), else 0."""
    spelt = has_acronym_of(names, left, right) | has_acronym_of(names, right, left)
    short = np.maximum(score_abbreviation(names, left, right), score_abbreviation(names, right, left))
    return np.select((share_parallel_name(names, left, right), spelt), (_PARALLEL_SCORE, _ACRONYM_SCORE), short)


def share_parallel_name(names: JournalFeatures, first: Ints, second: Ints) -> Bools:
    """Flag the pairs with a parallel name in common, or with one that is the other cut: shape (n,), bool."""
    count = names.parallels.count
    rows, nth = _repeat_rows(count[first] * count[second])
    left = names.parallels.value_at(first[rows], nth // count[second[rows]])
    right = names.parallels.value_at(second[rows], nth % count[second[rows]])
    same = left == right
    is_beginning = _on_numbers(names, lambda cut, full: full.startswith(cut[:-1]))
    for short, long in ((left, right), (right, left)):
        likely = np.flatnonzero(names.is_cut[short] & (names.prefix[short] == names.prefix[long]))
        same[likely] |= _test_unique_pairs(is_beginning, short[likely], long[likely]) > 0
    return mark_rows(rows[same], first.size)


def score_abbreviation(names: JournalFeatures, short: Ints, long: Ints) -> Ints:
    """Score names that abbreviate others word by word (95), or in part or by initials (70), else 0: shape (n,)."""
    scores = np.where(are_initials(names, short, long), _PARTIAL_SCORE, 0)
    initial = names.stem_letters[names.initials, 0]
    agreeing = (scores == 0) & (initial[short] == initial[long])
    wordless = names.content_words.count[short] == 0
    scores[agreeing & wordless] = _ABBREVIATION_SCORE
    rows = np.flatnonzero(agreeing & ~wordless)
    scores[rows] = score_word_by_word(names, short[rows], long[rows])
    return scores


def are_initials(names: JournalFeatures, short: Ints, long: Ints) -> Bools:
    """Flag names that are three initials of others, or more of them at the beginning or end: shape (n,), bool."""
    matches = (names.single_word_length[short] == MIN_ACRONYM_LETTERS) & (
        names.full_name[short] == names.initials[long]
    )
    at_an_end = _on_numbers(names, lambda letters, text: text.startswith(letters) or text.endswith(letters))
    fits = (names.single_word_length[short] > MIN_ACRONYM_LETTERS) & (
        names.single_word_length[short] <= names.content_words.count[long]
    )
    rows = np.flatnonzero(fits)
    matches[rows] = _test_unique_pairs(at_an_end, names.full_name[short[rows]], names.initials[long[rows]]) > 0
    return matches


def score_word_by_word(names: JournalFeatures, short: Ints, long: Ints) -> Ints:
    """Score names by words alone, for names of one word or more; goes through the words of all long names in step.

    A word may abbreviate several ("neuropsychopharmacol"); ``begun`` is how many of its letters were matched already.
    """
    width, most = names.text_length.max(initial=0) + 1, names.content_words.count
    scores, rows = np.zeros(short.size, dtype=np.int64), np.arange(short.size)
    place, begun, passed = np.zeros_like(rows), np.zeros_like(rows), 0

    def eaten(piece: int, full: int) -> int:
        return _abbreviated_letters(names.texts[piece // width][piece % width :], names.texts[full])

    while rows.size:
        word = names.content_words.value_at(short[rows], place)
        letters = _test_unique_pairs(eaten, word * width + begun, names.content_words.value_at(long[rows], passed))
        begun, passed = begun + letters, passed + 1
        done = begun == names.text_length[word]
        place, begun = place + done, np.where(done, 0, begun)
        ended, last = place == most[short[rows]], most[long[rows]] == passed
        scores[rows[ended]] = np.where(last[ended], _ABBREVIATION_SCORE, _PARTIAL_SCORE if passed > 1 else 0)
        on = (letters > 0) & ~ended & ~last
        rows, place, begun = rows[on], place[on], begun[on]
    return scores


def _abbreviated_letters(word: str, full: str) -> int:
    """Return how many letters of a word abbreviate another: all, or as many as the other has, or none."""
    if full.startswith(word) or (len(word) > 2 and full[0] == word[0] and _is_contraction(word, full)):
        return len(word)
    return len(full) if word.startswith(full) else 0


def _is_contraction(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def has_acronym_of(names: JournalFeatures, short: Ints, long: Ints) -> Bools:
    """Flag names that begin with an acronym of the others: shape (n,), bool.

    It is made of beginnings of words ("AMCIS 2017", "Americas Conference on ..."), or written in the other name
    ("CHI '18", "Proceedings of the 2018 CHI Conference on ...").
    """
    matches = contain_acronym(names, short, long)
    for word_lists in (names.yearly, names.content_words):
        rows = np.flatnonzero(~matches)
        matches[rows] = _is_acronym_of_beginnings(names, word_lists, short[rows], long[rows])
    return matches


def contain_acronym(names: JournalFeatures, short: Ints, long: Ints) -> Bools:
    """Flag the pairs of which the long name, of a meeting, contains the only word of the short: shape (n,), bool."""
    lone = (names.yearly.count == 1) & (names.text_length[names.first_word] >= MIN_ACRONYM_LETTERS)
    likely = np.flatnonzero(lone[short] & names.meeting[long])
    rows, place = _repeat_rows(names.yearly.count[long[likely]])
    same = names.yearly.value_at(long[likely[rows]], place) == names.first_word[short[likely[rows]]]
    return mark_rows(likely[rows[same]], short.size)


def _is_acronym_of_beginnings(names: JournalFeatures, word_lists: NumberLists, short: Ints, long: Ints) -> Bools:
    """Flag names whose first word consists of one to three letters of each word of the others: shape (n,), bool."""
    size, count = names.text_length[names.first_word[short]], word_lists.count[long]
    fits = (
        (size > MIN_ACRONYM_LETTERS) & (count >= MIN_ACRONYM_LETTERS) & (count <= size) & (size <= STEM_LETTERS * count)
    )
    likely = np.flatnonzero(fits)
    initial = names.stem_letters[:, 0]
    likely = likely[initial[names.first_word[short[likely]]] == initial[word_lists.value_at(long[likely], 0)]]
    matches = np.zeros(short.size, dtype=np.bool_)
    matches[likely] = _match_word_beginnings(names, word_lists, names.first_word[short[likely]], long[likely])
    return matches


def _match_word_beginnings(names: JournalFeatures, word_lists: NumberLists, words: Ints, long: Ints) -> Bools:
    """Go through the words of all long names in step; ``positions`` flags how many letters they can match so far."""
    distinct, where = np.unique(words, return_inverse=True)
    longest = int(names.text_length[distinct].max(initial=1))
    letters = letter_matrix([names.texts[word] for word in distinct.tolist()], longest)[where]
    positions = np.zeros((words.size, longest + 1), dtype=np.bool_)
    positions[:, 0] = True
    for place in range(word_lists.count[long].max(initial=0)):
        rows = np.flatnonzero(word_lists.count[long] > place)
        reachable, extended = positions[rows, :-1], np.zeros((rows.size, positions.shape[1]), dtype=np.bool_)
        for nth, letter in enumerate(names.stem_letters[word_lists.value_at(long[rows], place)].T):
            reachable = reachable[:, : longest - nth] & (letters[rows, nth:] == letter[:, None])
            extended[:, nth + 1 :] |= reachable
        positions[rows] = extended
    return positions[np.arange(words.size), names.text_length[words]]


def have_conflicting_words(names: JournalFeatures, first: Ints, second: Ints) -> Bools:
    """Flag the pairs that differ in a word of which neither abbreviates the other: shape (n,), bool.

    Words with the same stem conflict anywhere ("Diabetes", "Diabetologia"); others where the names have as many words.
    """
    count = names.content_words.count
    rows, place = _repeat_rows(np.minimum(count[first], count[second]))
    left, right = names.content_words.value_at(first[rows], place), names.content_words.value_at(second[rows], place)
    aligned = (count[first] == count[second])[rows]
    same_stem = (names.stem_letters[left] == names.stem_letters[right]).all(axis=1)
    differing = np.flatnonzero((left != right) & (aligned | same_stem))
    are_unrelated = _on_numbers(names, lambda a, b: not (_abbreviates(a, b) or _abbreviates(b, a)))
    unrelated = _test_unique_pairs(are_unrelated, left[differing], right[differing]) > 0
    return mark_rows(rows[differing[unrelated]], first.size)


def _abbreviates(short: str, long: str) -> bool:
    """Return whether a word is the beginning of another ("gynecol"), its contraction ("natl"), or a spelling of it."""
    return long.startswith(short) or _is_contraction(short, long) or fuzz.ratio(short, long) >= _SPELLING_FROM


def _repeat_rows(counts: Ints) -> tuple[Ints, Ints]:
    """Return each row number as often as it counts, and a running number among its repetitions."""
    rows = np.repeat(np.arange(counts.size), counts)
    return rows, np.arange(rows.size) - np.repeat(np.cumsum(counts) - counts, counts)


def _on_numbers(names: JournalFeatures, test: Callable[[str, str], bool]) -> Callable[[int, int], int]:
    """Return a test of two texts as a test of their numbers."""
    return lambda left, right: int(test(names.texts[left], names.texts[right]))


def _test_unique_pairs(test: Callable[[int, int], int], left: Ints, right: Ints) -> Ints:
    """Return the results of a test of pairs of numbers, shape (n,), testing each distinct pair once."""
    base = int(right.max(initial=0)) + 1
    pairs, where = np.unique(left * base + right, return_inverse=True)
    return np.array([test(*divmod(pair, base)) for pair in pairs.tolist()], dtype=np.int64)[where]
