"""Recognise the columns of a table of decisions and the words in its cells, in the languages people use. Pure.

Names come from tables made by hand, from protocols' screening logs, and from the exports of revtools, metagear,
Colandr, SyRF and PICO Portal. A name is compared by its words without accents: "Reviewer1_Decision", "Decision (Ann)",
"Full-text decision", "Ausschlussgrund". Cells are compared in lower case without accents and marks: English, German,
French, Spanish, Portuguese, Italian, Dutch; "selected" is revtools' word, "not vetted" metagear's, "screened once" and
"conflict" are Colandr's. A word that may mean two things ("x", "?", "unknown", "see Ann") is in none of the lists.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from harvester import normalise
from harvester.errors import FormatError
from harvester.screening.decisions import Decision, Stage

TableCells = Sequence[tuple[int, Sequence[str]]]
"""The rows of a table with their line numbers."""

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
"""Cells, like empty ones, where nobody has decided yet, or where a tool does not give the single decisions."""

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
    """Return a cell as it is compared; a minus is kept, because -1 is not 1."""
    number = re.fullmatch(r"(-?\d+)(?:\.0+)?", text.strip())  # pandas and R write a column with a gap as floats
    return number[1] if number else normalise.words(text)


def parse_decision(text: str, *, answers: bool = True) -> Decision | None:
    """Return the decision a cell gives, or None. Without ``answers`` yes and no (1 and 0) are no decisions."""
    key = normalise_cell(text)
    return _WORDS.get(key) or (_ANSWERS.get(key) if answers else None)


def is_decision_word(text: str) -> bool:
    """Return whether a cell can be nothing but a decision: include or exclude, in any language."""
    return _TELLING.match(normalise_cell(text)) is not None and parse_decision(text, answers=False) is not None


def has_no_decision(text: str) -> bool:
    """Return whether a cell says that nobody has decided."""
    return not text.strip() or normalise_cell(text) in NOT_YET


IDENTIFYING_COLUMNS: Final = ("report", "accession", "doi", "pmid", "title")
DECISION: Final = "decision"
FINAL_DECISION: Final = "final decision"
REVIEWER: Final = "reviewer"
STAGE: Final = "stage"

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "report": ("report", "report id"),
    "accession": ("accession", "accession number"),
    "doi": ("doi", "citation doi"),
    "pmid": ("pmid", "pubmed id", "pubmed"),
    "title": ("title", "article title", "citation title", "study title", "titel", "titre", "titulo", "titolo"),
    "first author": ("first author", "erstautor", "premier auteur", "primer autor"),
    "authors": (
        "authors", "author", "author s", "citation authors", "autoren", "autor", "auteurs", "auteur", "autores",
        "autori",
    ),
    "year": (
        "year", "publication year", "published year", "pub year", "citation pub year", "jahr", "erscheinungsjahr",
        "annee",
        "ano", "anno",
    ),
    REVIEWER: (
        "reviewer", "reviewers", "reviewer name", "screener", "screened by", "investigator name", "user", "user name",
        "gutachter", "gutachterin", "relecteur", "relectrice", "evaluateur", "revisor", "revisora", "evaluador",
        "revisore",
    ),
    "reason": (
        "reason", "reasons", "exclusion reason", "exclusion reasons", "exclude reason", "exclude reasons",
        "reason for exclusion", "reasons for exclusion", "reason excluded", "ausschlussgrund", "ausschlussgrunde",
        "grund fur ausschluss", "motif", "motivo", "grund", "raison",
        "motif d exclusion", "motifs d exclusion", "raison d exclusion", "motivo de exclusion",
        "razon de exclusion", "motivo de exclusao", "motivo da exclusao", "motivo di esclusione",
    ),
    "date": ("date", "decision date", "date of decision", "screening date", "datum", "fecha"),
    "labels": ("labels", "tags", "study tags"),
    "note": (
        "note", "notes", "comment", "comments", "remarks", "bemerkung", "bemerkungen", "kommentar", "anmerkung",
        "commentaire", "commentaires", "remarque", "remarques", "nota", "notas", "comentario", "comentarios",
    ),
    STAGE: ("stage", "screening stage"),
    "search": ("search", "search key"),
    DECISION: (
        "decision", "screening decision", "decision screening", "screening", "include", "included", "inclusion",
        "verdict", "vote", "in out", "inclusion decision", "include exclude", "inclusion exclusion",
        "entscheidung", "einschluss", "einschliessen",
        "eingeschlossen", "inclure", "inclus", "incluir", "incluido", "decisao", "decisione",
    ),
    FINAL_DECISION: (
        "final decision", "final", "final inclusion", "final verdict", "consensus", "consensus decision", "resolution",
        "conflict resolution", "resolution decision", "resolved decision", "adjudicated decision", "agreed decision",
        "adjudicator decision",
        "endgultige entscheidung", "konsens", "decision finale", "consenso",
    ),
}  # fmt: skip
_BOTH_WAYS: Final = frozenset(
    ["include exclude", "inclusion exclusion", "in out", "consensus", "konsens", "consenso", "resolution",
     "conflict resolution"]
)  # fmt: skip
"""Names that may ask two things: yes and no are no answer to them ("Consensus: yes" may mean that there was one)."""

IGNORED_COLUMNS: Final = frozenset(["screened titles", "screening status", "data extraction screening status"])
"""Columns of revtools, SyRF and Colandr that hold what another column or another stage says."""

_OF_PEOPLE: Final = frozenset(
    ["decision", "screening decision", "inclusion decision", "vote", "verdict", "entscheidung", "decisao", "decisione"]
)
"""Names whose brackets hold a person: "Decision (Ann)". "Include (population)" asks about a criterion."""

_STAGES: Final[dict[Stage, tuple[str, ...]]] = {
    Stage.BEFORE_SCREENING: ("before screening",),
    Stage.TITLE_ABSTRACT: (
        "title abstract", "title and abstract", "titles and abstracts", "titleabstract", "tiab", "ti ab", "ta", "t a",
        "abstract", "abstracts",
    ),
    Stage.FULL_TEXT: ("full text", "fulltext", "full texts", "full text review", "ft", "volltext", "texte integral"),
}  # fmt: skip
_WHOLE: Final[dict[str, tuple[str, str]]] = {
    "screened abstracts": (DECISION, Stage.TITLE_ABSTRACT),
    "citation screening status": (DECISION, Stage.TITLE_ABSTRACT),
    "fulltext screening status": (DECISION, Stage.FULL_TEXT),
    "citation exclude reasons": ("reason", Stage.TITLE_ABSTRACT),
    "fulltext exclude reasons": ("reason", Stage.FULL_TEXT),
}
"""Names of revtools and Colandr, as a whole: what they hold, and of which stage."""

_KINDS: Final = {name: kind for kind, names in _NAMES.items() for name in names}
_PERSON: Final = r"(?:reviewer|reviewers|screener|rater|assessor|r|gutachter|relecteur|revisor|evaluador)"
_NUMBERED: Final = (
    re.compile(rf"{_PERSON} (?P<who>\d{{1,2}}|[a-h])(?: (?P<rest>.+))?"),
    re.compile(rf"(?P<rest>.+) {_PERSON} (?P<who>\d{{1,2}}|[a-h])"),
    re.compile(r"(?P<rest>include|decision|inclusion|reason|notes?|comments?) (?P<who>\d{1,2}|[a-h])"),
)
_IN_BRACKETS: Final = re.compile(
    r"(?P<rest>.+?)\s*[(\[](?P<who>[^()\[\]]+)[)\]]\s*\??|(?P<rest2>.+?)\s+[-–:]\s+(?P<who2>.+)"
)
_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionColumn:
    """What a column holds. ``stage`` and ``who`` are "" where its name does not give them; ``name`` is as in the file.

    A ``reviewer`` column with ``who`` ("Reviewer 1") holds that reviewer's name, or the decisions, depending on its
    cells.
    """

    place: int
    name: str
    kind: str
    stage: str = ""
    who: str = ""
    both_ways: bool = False


def recognise_columns(cells: Iterable[str]) -> tuple[DecisionColumn, ...]:
    """Return the columns of a header that are known; the others are ignored."""
    return tuple(column for place, cell in enumerate(cells) if (column := _recognise(place, cell)) is not None)


def is_ignored(name: str) -> bool:
    """Return whether a column is known to repeat what another column holds."""
    return any(key in IGNORED_COLUMNS for key in (normalise.words(name), normalise.words(_HUMPS.sub(" ", name))))


def parse_stage(text: str) -> Stage | None:
    """Return the stage a text names, or None."""
    key = normalise.words(text)
    return next((stage for stage, names in _STAGES.items() if key in names), None)


def _recognise(place: int, name: str) -> DecisionColumn | None:
    for key in dict.fromkeys((normalise.words(name), normalise.words(_HUMPS.sub(" ", name)))):
        if key in _WHOLE:
            kind, stage = _WHOLE[key]
            return DecisionColumn(place=place, name=name, kind=kind, stage=stage)
        if column := _recognise_key(place, name, key, who=""):
            return column
    match = _IN_BRACKETS.fullmatch(name.strip())
    if match is None:
        return None
    key, who = normalise.words(match["rest"] or match["rest2"]), (match["who"] or match["who2"]).strip()
    if set(normalise.words(who).split()) <= ANSWERS_IN_NAMES:
        who = ""
    combined = f"{normalise.words(who)} {key}"
    if parse_stage(who) or combined in _KINDS:
        key, who = combined, ""
    elif who and _KINDS.get(split_stage(key)[1]) == DECISION and split_stage(key)[1] not in _OF_PEOPLE:
        return None
    return _recognise_key(place, name, key, who=who)


def _recognise_key(place: int, name: str, key: str, *, who: str) -> DecisionColumn | None:
    stage, words = split_stage(key)
    if words not in _KINDS and not who:
        match = next((numbered for pattern in _NUMBERED if (numbered := pattern.fullmatch(words))), None)
        if match is not None:
            who, left = f"Reviewer {match['who'].upper()}", match["rest"] or REVIEWER
            later, words = split_stage(left)
            stage = stage or later
    kind = _KINDS.get(words)
    if kind is None:
        return None
    return DecisionColumn(place=place, name=name, kind=kind, stage=stage, who=who, both_ways=words in _BOTH_WAYS)


def split_stage(key: str) -> tuple[str, str]:
    """Return (stage, the words without it) for a name that begins or ends with the name of a stage."""
    if key in _KINDS:
        return "", key
    for stage, names in _STAGES.items():
        for name in sorted(names, key=len, reverse=True):
            if key.startswith(f"{name} "):
                return stage, key.removeprefix(f"{name} ")
            if key.endswith(f" {name}"):
                return stage, key.removesuffix(f" {name}").removesuffix(" on").removesuffix(" at")
    return "", key


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionColumns:
    """The columns of a table that count at a stage. ``elsewhere`` are decisions of other stages.

    ``ambiguous_zero``: some cell of the table is -1, so that 0 may mean maybe, as in Abstrackr.
    """

    columns: tuple[DecisionColumn, ...]
    decisions: tuple[DecisionColumn, ...]
    final: DecisionColumn | None
    elsewhere: tuple[DecisionColumn, ...]
    stage: str
    ambiguous_zero: bool


def select_columns(columns: tuple[DecisionColumn, ...], rows: TableCells, name: str, stage: str) -> DecisionColumns:
    """Return the columns that count at a stage. Raises ``FormatError`` where they contradict each other."""
    deciding = [column for column in columns if column.kind == DECISION] + find_reviewer_decisions(columns, rows)
    final = [column for column in columns if column.kind == FINAL_DECISION]
    if final and not deciding:
        deciding, final = final, []
    elsewhere = tuple(column for column in deciding if column.stage not in {"", stage})
    columns = assign_reviewers(columns, {column.who for column in deciding})
    of_stage = select_stage_columns([column for column in deciding if column not in elsewhere], elsewhere, name, stage)
    finals = [column for column in final if column.stage in {"", stage}]
    for columns_ in (of_stage, finals):
        _check_once(columns_, name)
    return DecisionColumns(
        columns=columns,
        decisions=tuple(of_stage),
        final=finals[0] if finals else None,
        elsewhere=elsewhere,
        stage=stage,
        ambiguous_zero=any(cell.strip() == "-1" for _, cells in rows for cell in cells),
    )


def assign_reviewers(columns: Sequence[DecisionColumn], deciding: Collection[str]) -> tuple[DecisionColumn, ...]:
    """Return the columns, those of people who do not decide made general: "Reason (if excluded)"."""
    names = sum(column.kind == REVIEWER and column.who not in deciding for column in columns)
    return tuple(
        column
        if column.who in deciding
        or (column.kind == REVIEWER and names > 1)
        or column.kind in {DECISION, FINAL_DECISION}
        else replace(column, who="")
        for column in columns
    )


def find_reviewer_decisions(columns: Sequence[DecisionColumn], rows: TableCells) -> list[DecisionColumn]:
    """Return the columns such as "Reviewer 1" whose cells are all decisions, not names."""
    deciding_reviewers = {column.who for column in columns if column.kind == DECISION}
    bare = [
        column for column in columns if column.kind == REVIEWER and column.who and column.who not in deciding_reviewers
    ]
    return [column for column in bare if all(is_decision(cell_text(cells, column)) for _, cells in rows)]


def is_decision(cell: str) -> bool:
    """Return whether a cell holds a decision, or says that nobody has decided."""
    return has_no_decision(cell) or parse_decision(cell) is not None


def select_stage_columns(
    deciding: list[DecisionColumn], elsewhere: Sequence[DecisionColumn], name: str, stage: str
) -> list[DecisionColumn]:
    """Return the columns of decisions at the stage; one that names no stage counts where no other column names one."""
    named = [column for column in deciding if column.stage == stage]
    if named or not elsewhere:
        return named or deciding
    others = ", ".join(f"{column.name!r} ({column.stage})" for column in elsewhere)
    if deciding:
        raise FormatError(
            f"{name} has decisions of another stage, {others}, so that the stage of {deciding[0].name!r} is not clear.",
            hint=f"Put the stage into its name ({stage} {deciding[0].name}), or take that column out.",
        )
    raise FormatError(
        f"{name} has no decisions of the stage {stage}, but of another: {others}.",
        hint=f"Give the stage they are of: --stage {elsewhere[0].stage}",
    )


def _check_once(columns: Sequence[DecisionColumn], name: str) -> None:
    by_reviewer: dict[str, DecisionColumn] = {}
    for column in columns:
        if (earlier := by_reviewer.setdefault(column.who, column)) is not column:
            raise FormatError(
                f"{name} says twice what was decided, in the columns {earlier.name!r} and {column.name!r}.",
                hint="Take one out, or say whose decisions they are: Decision (Ann), Decision (Bob).",
            )


def cell_text(cells: Sequence[str], column: DecisionColumn) -> str:
    """Return the text of a cell without blanks around it; "" beyond the end of a short row."""
    return cells[column.place].strip() if column.place < len(cells) else ""
