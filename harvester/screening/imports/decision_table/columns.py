"""Which columns of a table of decisions mean what: their names, with a stage and a reviewer in them. Pure.

A name is compared by its words without accents: "Reviewer1_Decision", "Decision (Ann)", "Full-text decision",
"Ausschlussgrund". Names seen in tables made by hand, in protocols' screening logs, and in the exports of revtools,
metagear, Colandr, SyRF and PICO Portal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from harvester import normalise
from harvester.screening.decisions import Stage
from harvester.screening.imports.decision_table.vocabulary import ANSWERS_IN_NAMES

IDENTIFYING_COLUMNS: Final = ("report", "accession", "doi", "pmid", "title")
DECISION: Final = "decision"
FINAL_DECISION: Final = "final decision"
REVIEWER: Final = "reviewer"

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
    "stage": ("stage", "screening stage"),
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
    """What a column holds. ``stage`` and ``who`` are "" where its name does not tell; ``name`` is in the file's words.

    A ``reviewer`` column with ``who`` ("Reviewer 1") holds that reviewer's name, or the decisions: its cells tell.
    """

    place: int
    name: str
    kind: str
    stage: str = ""
    who: str = ""
    both_ways: bool = False


def recognise_columns(cells: Iterable[str]) -> tuple[DecisionColumn, ...]:
    """The columns of a header that mean something here; the others are left alone."""
    return tuple(column for place, cell in enumerate(cells) if (column := _recognise(place, cell)) is not None)


def is_ignored(name: str) -> bool:
    """Whether a column is known to say nothing of its own."""
    return any(key in IGNORED_COLUMNS for key in (normalise.words(name), normalise.words(_HUMPS.sub(" ", name))))


def parse_stage(text: str) -> Stage | None:
    """The stage a text names, or None."""
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
    elif who and _KINDS.get(_without_stage(key)[1]) == DECISION and _without_stage(key)[1] not in _OF_PEOPLE:
        return None
    return _recognise_key(place, name, key, who=who)


def _recognise_key(place: int, name: str, key: str, *, who: str) -> DecisionColumn | None:
    stage, words = _without_stage(key)
    if words not in _KINDS and not who:
        match = next((numbered for pattern in _NUMBERED if (numbered := pattern.fullmatch(words))), None)
        if match is not None:
            who, left = f"Reviewer {match['who'].upper()}", match["rest"] or REVIEWER
            later, words = _without_stage(left)
            stage = stage or later
    kind = _KINDS.get(words)
    if kind is None:
        return None
    return DecisionColumn(place=place, name=name, kind=kind, stage=stage, who=who, both_ways=words in _BOTH_WAYS)


def _without_stage(key: str) -> tuple[str, str]:
    """(stage, what is left of the name) where it begins or ends with the name of a stage."""
    if key in _KINDS:
        return "", key
    for stage, names in _STAGES.items():
        for name in sorted(names, key=len, reverse=True):
            if key.startswith(f"{name} "):
                return stage, key.removeprefix(f"{name} ")
            if key.endswith(f" {name}"):
                return stage, key.removesuffix(f" {name}").removesuffix(" on").removesuffix(" at")
    return "", key
