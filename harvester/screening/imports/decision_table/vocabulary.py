"""How people and tools write a decision in a cell of a table. Data.

Words are compared in lower case without accents and marks. English, German, French, Spanish, Portuguese, Italian,
Dutch;
"selected" is revtools' word, "not vetted" metagear's, "screened once" and "conflict" are Colandr's. What may mean two
things ("x", "?", "unknown", "see Ann") is in none of these lists: it is asked for.
"""

from __future__ import annotations

import re
from typing import Final

from harvester import normalise
from harvester.screening.decisions import Decision

_INCLUDE: Final = (
    "include", "included", "inclusion", "in", "i", "relevant", "selected", "accepted", "einschluss", "einschliessen",
    "eingeschlossen", "inclus", "incluse", "inclure", "incluir", "incluido", "incluida", "incluso", "inclusa",
    "includere",
    "opnemen", "geincludeerd",
)  # fmt: skip
_EXCLUDE: Final = (
    "exclude", "excluded", "exclusion", "out", "e", "irrelevant", "not relevant", "rejected", "ausschluss",
    "ausschliessen", "ausgeschlossen", "exclu", "exclue", "exclus", "exclure", "excluir", "excluido", "excluida",
    "escluso",
    "esclusa", "escludere", "uitsluiten", "geexcludeerd",
)  # fmt: skip
_UNDECIDED: Final = (
    "undecided", "maybe", "unsure", "unclear", "uncertain", "vielleicht", "unklar", "unsicher", "peut etre",
    "incertain",
    "quiza", "quizas", "tal vez", "dudoso", "talvez", "forse", "misschien",
)  # fmt: skip
_YES: Final = ("yes", "y", "1", "true", "ja", "oui", "si", "sim")
_NO: Final = ("no", "n", "0", "-1", "false", "nein", "non", "nao", "nee")

NOT_YET: Final = frozenset(
    ["na", "n a", "not screened", "unscreened", "not vetted", "not started", "pending", "screened once",
     "screened twice", "conflict"]
)  # fmt: skip
"""What stands where nobody has decided yet, or where a tool keeps single votes to itself; so does an empty cell."""

_WORDS: Final[dict[str, Decision]] = {
    **dict.fromkeys(_INCLUDE, Decision.INCLUDE),
    **dict.fromkeys(_EXCLUDE, Decision.EXCLUDE),
    **dict.fromkeys(_UNDECIDED, Decision.UNSURE),
}
_ANSWERS: Final[dict[str, Decision]] = {**dict.fromkeys(_YES, Decision.INCLUDE), **dict.fromkeys(_NO, Decision.EXCLUDE)}
_TELLING: Final = re.compile(r"inclu|exclu|esclu|einschl|ausschl|eingeschl|ausgeschl")
ANSWERS_IN_NAMES: Final = frozenset([*_WORDS, *_ANSWERS, "m", "or", "o", "u", "oder", "ou"])
"""What a column's name may give as a choice: "Include (Y/N)"."""


def normalise_cell(text: str) -> str:
    """A cell as it is compared; a minus stays, for -1 is not 1."""
    return text.strip() if re.fullmatch(r"-\d+", text.strip()) else normalise.words(text)


def parse_decision(text: str, *, answers: bool = True) -> Decision | None:
    """The decision a cell tells, or None. Without ``answers`` yes and no (1 and 0) tell nothing."""
    key = normalise_cell(text)
    return _WORDS.get(key) or (_ANSWERS.get(key) if answers else None)


def is_decision_word(text: str) -> bool:
    """Whether a cell can be nothing but a decision: it says include or exclude, in any language."""
    return _TELLING.match(normalise_cell(text)) is not None and parse_decision(text, answers=False) is not None


def has_no_decision(text: str) -> bool:
    """Whether a cell says that nobody has decided."""
    return not text.strip() or normalise_cell(text) in NOT_YET
