"""Names of journals side by side: abbreviated, without subtitle or place, translated beside the name, as an acronym.

Nothing goes through pairs one by one: what has to be asked of letters is asked once for each pair of words that stand
beside each other, or of acronyms or parallel names that may agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from harvester.dedup.columns import Bools, Columns, Ints
from harvester.dedup.journal_names import INITIALS, STEM, Lists, Names, spelling
from harvester.dedup.likeness import Percent, alike, lengths, shares
from harvester.dedup.normal import foreign

_SAME: Final = 85
_NEAR: Final = 65
_ABBREVIATED: Final = 95
_SIMILAR: Final = 70


def compare_journal(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """Journals by ISSN, or by the stems of their names: abbreviated, without subtitle or place, as acronym."""
    base = columns.journal_stems.size + 1
    left, right = columns.journal[a], columns.journal[b]
    distinct, where = np.unique(np.minimum(left, right) * base + np.maximum(left, right), return_inverse=True)
    one, two = distinct // base, distinct % base
    like = _journals_alike(columns, one, two)
    script = np.fromiter(map(foreign, columns.journal_names), np.bool_, columns.journal_names.size)
    missing = (one == 0) | (two == 0) | (script[one] != script[two])
    levels = np.select((missing, like >= _SAME, like >= _NEAR, like >= 45), (0, 1, 2, 3), 4)
    same = shares(columns.issns, a, b)
    return np.where(same, 1, levels[where]), np.where(same, 100, like.astype(np.uint8)[where]).astype(np.uint8)


def _journals_alike(columns: Columns, one: Ints, two: Ints) -> NDArray[np.float32]:
    stems, heads, acronyms = columns.journal_stems, columns.journal_heads, columns.journal_acronyms
    like = np.maximum(alike(stems, one, two, fuzz.ratio), alike(heads, one, two, fuzz.ratio))
    size = lengths(stems)
    long = np.minimum(size[one], size[two]) >= 11
    like[long] = np.maximum(like[long], alike(stems, one[long], two[long], fuzz.token_set_ratio))
    known = lengths(acronyms) >= 4
    for left, right in ((one, two), (two, one)):
        like[known[left] & np.equal(acronyms[left], stems[right])] = 100
    return _by_names(columns, one, two, like)


def _by_names(columns: Columns, one: Ints, two: Ints, like: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stems can agree where words do not ("Diabetes", "Diabetologia"), and names do where stems do not."""
    occurring, place = np.unique(np.concatenate((one, two)), return_inverse=True)
    names = Names.of(columns.journal_names[occurring].tolist(), columns.journal_parallels[occurring].tolist())
    left, right = place[: one.size], place[one.size :]
    rows = np.flatnonzero((like >= _NEAR) & (one != two))
    like[rows[clash(names, left[rows], right[rows])]] = 60
    rows = np.flatnonzero((like < _SAME) & (one != two))
    like[rows] = np.maximum(like[rows], named_alike(names, left[rows], right[rows]))
    return like


def named_alike(names: Names, one: Ints, two: Ints) -> Ints:
    """Likeness (0–100) of pairs of names that letters alone do not tell: parallel, cut, abbreviated, acronyms."""
    spelt = spelt_in(names, one, two) | spelt_in(names, two, one)
    short = np.maximum(shortened(names, one, two), shortened(names, two, one))
    return np.select((parallel(names, one, two), spelt), (100, 90), short)


def parallel(names: Names, one: Ints, two: Ints) -> Bools:
    """Whether two names have a parallel name in common, or one that is the beginning of the other's and was cut."""
    count = names.parallels.count
    rows, nth = _spread(count[one] * count[two])
    left = names.parallels.at(one[rows], nth // count[two[rows]])
    right = names.parallels.at(two[rows], nth % count[two[rows]])
    same = left == right
    for short, long in ((left, right), (right, left)):
        likely = np.flatnonzero(names.cut[short] & (names.head[short] == names.head[long]))
        same[likely] |= _each_once(_of(names, _cut_from), short[likely], long[likely]) > 0
    return _any(rows[same], one.size)


def _cut_from(short: str, long: str) -> bool:
    return long.startswith(short[:-1])


def shortened(names: Names, short: Ints, long: Ints) -> Ints:
    """Whether names abbreviate others word by word (95), or their beginning or by initials (70); else 0."""
    found = np.where(_by_initials(names, short, long), _SIMILAR, 0)
    initial = names.stem[names.initials, 0]
    agreeing = (found == 0) & (initial[short] == initial[long])
    wordless = names.content.count[short] == 0
    found[agreeing & wordless] = _ABBREVIATED
    rows = np.flatnonzero(agreeing & ~wordless)
    found[rows] = _word_by_word(names, short[rows], long[rows])
    return found


def _by_initials(names: Names, short: Ints, long: Ints) -> Bools:
    """Whether names are three initials of others, or more of them that begin or end the others' initials."""
    found: Bools = (names.single[short] == INITIALS) & (names.whole[short] == names.initials[long])
    fits = (names.single[short] > INITIALS) & (names.single[short] <= names.content.count[long])
    rows = np.flatnonzero(fits)
    found[rows] = _each_once(_of(names, _at_an_end), names.whole[short[rows]], names.initials[long[rows]]) > 0
    return found


def _at_an_end(letters: str, initials: str) -> bool:
    return initials.startswith(letters) or initials.endswith(letters)


def _word_by_word(names: Names, short: Ints, long: Ints) -> Ints:
    """The same by words alone, for names of one or more; goes through the words of all the long names in step.

    A word may abbreviate several ("neuropsychopharmacol"); ``begun`` is how many of its letters did so already.
    """
    width, most = names.size.max(initial=0) + 1, names.content.count
    found, rows = np.zeros(short.size, dtype=np.int64), np.arange(short.size)
    place, begun, passed = np.zeros_like(rows), np.zeros_like(rows), 0

    def eaten(piece: int, full: int) -> int:
        return _eaten(names.texts[piece // width][piece % width :], names.texts[full])

    while rows.size:
        word = names.content.at(short[rows], place)
        taken = _each_once(eaten, word * width + begun, names.content.at(long[rows], passed))
        begun, passed = begun + taken, passed + 1
        done = begun == names.size[word]
        place, begun = place + done, np.where(done, 0, begun)
        ended, last = place == most[short[rows]], most[long[rows]] == passed
        found[rows[ended]] = np.where(last[ended], _ABBREVIATED, _SIMILAR if passed > 1 else 0)
        on = (taken > 0) & ~ended & ~last
        rows, place, begun = rows[on], place[on], begun[on]
    return found


def _eaten(word: str, full: str) -> int:
    """How many letters of a word abbreviate another: all of them, or as many as the other has, or none."""
    if full.startswith(word) or (len(word) > 2 and full[0] == word[0] and _contracted(word, full)):
        return len(word)
    return len(full) if word.startswith(full) else 0


def _contracted(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def spelt_in(names: Names, short: Ints, long: Ints) -> Bools:
    """Whether names begin with the others' acronyms: made of beginnings ("AMCIS 2017", "Americas Conference on …"),
    or written in them ("CHI '18", "Proceedings of the 2018 CHI Conference on …").
    """
    found = _written_in(names, short, long)
    for own in (names.yearly, names.content):
        rows = np.flatnonzero(~found)
        found[rows] = _made_of_beginnings(names, own, short[rows], long[rows])
    return found


def _written_in(names: Names, short: Ints, long: Ints) -> Bools:
    lone = (names.yearly.count == 1) & (names.size[names.first] >= INITIALS)
    likely = np.flatnonzero(lone[short] & names.meeting[long])
    rows, place = _spread(names.yearly.count[long[likely]])
    same = names.yearly.at(long[likely[rows]], place) == names.first[short[likely[rows]]]
    return _any(likely[rows[same]], short.size)


def _made_of_beginnings(names: Names, own: Lists, short: Ints, long: Ints) -> Bools:
    """Whether the first words of names are made of one to three letters of each of the others' ``own`` words."""
    size, count = names.size[names.first[short]], own.count[long]
    fits = (size > INITIALS) & (count >= INITIALS) & (count <= size) & (size <= STEM * count)
    likely = np.flatnonzero(fits)
    initial = names.stem[:, 0]
    likely = likely[initial[names.first[short[likely]]] == initial[own.at(long[likely], 0)]]
    found = np.zeros(short.size, dtype=np.bool_)
    found[likely] = _made_of(names, own, names.first[short[likely]], long[likely])
    return found


def _made_of(names: Names, own: Lists, words: Ints, long: Ints) -> Bools:
    """Goes through the words of all the others in step; ``ways`` tells how many letters those so far can stand for."""
    distinct, where = np.unique(words, return_inverse=True)
    longest = int(names.size[distinct].max(initial=1))
    letters = spelling([names.texts[word] for word in distinct.tolist()], longest)[where]
    ways = np.zeros((words.size, longest + 1), dtype=np.bool_)
    ways[:, 0] = True
    for place in range(own.count[long].max(initial=0)):
        rows = np.flatnonzero(own.count[long] > place)
        at, led = ways[rows, :-1], np.zeros((rows.size, ways.shape[1]), dtype=np.bool_)
        for nth, letter in enumerate(names.stem[own.at(long[rows], place)].T):
            at = at[:, : longest - nth] & (letters[rows, nth:] == letter[:, None])
            led[:, nth + 1 :] |= at
        ways[rows] = led
    made: Bools = ways[np.arange(words.size), names.size[words]]
    return made


def clash(names: Names, one: Ints, two: Ints) -> Bools:
    """Whether two names differ in a word of which neither abbreviates the other, though the rest is alike.

    Words that begin alike clash anywhere ("Diabetes", "Diabetologia"); others where the names have as many words.
    """
    count = names.content.count
    rows, place = _spread(np.minimum(count[one], count[two]))
    left, right = names.content.at(one[rows], place), names.content.at(two[rows], place)
    aligned = (count[one] == count[two])[rows]
    alike = (names.stem[left] == names.stem[right]).all(axis=1)
    unlike = np.flatnonzero((left != right) & (aligned | alike))
    other = _each_once(_of(names, _unrelated), left[unlike], right[unlike]) > 0
    return _any(rows[unlike[other]], one.size)


def _unrelated(left: str, right: str) -> bool:
    return not _abbreviates(left, right) and not _abbreviates(right, left)


def _abbreviates(short: str, long: str) -> bool:
    """Whether a word is another's beginning ("gynecol"), its contraction ("natl"), or a spelling of it."""
    return long.startswith(short) or _contracted(short, long) or fuzz.ratio(short, long) >= 80


def _spread(counts: Ints) -> tuple[Ints, Ints]:
    """The number of each row, as often as it counts, and which time it is."""
    rows = np.repeat(np.arange(counts.size), counts)
    return rows, np.arange(rows.size) - np.repeat(np.cumsum(counts) - counts, counts)


def _any(rows: Ints, size: int) -> Bools:
    found = np.zeros(size, dtype=np.bool_)
    found[rows] = True
    return found


def _of(names: Names, test: Callable[[str, str], bool]) -> Callable[[int, int], int]:
    """A test of two texts as one of their numbers."""
    return lambda one, two: int(test(names.texts[one], names.texts[two]))


def _each_once(test: Callable[[int, int], int], one: Ints, two: Ints) -> Ints:
    """What a test says of pairs of numbers; each pair that differs from the others is tested once."""
    base = int(two.max(initial=0)) + 1
    pairs, where = np.unique(one * base + two, return_inverse=True)
    found: Ints = np.array([test(*divmod(pair, base)) for pair in pairs.tolist()], dtype=np.int64)[where]
    return found
