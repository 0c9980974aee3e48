"""Stages, decisions and retrieval statuses of screening, spelt as they are stored and printed. Pure."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """A stage at which people or tools decide about a report."""

    BEFORE_SCREENING = "before-screening"
    TITLE_ABSTRACT = "title-abstract"
    FULL_TEXT = "full-text"


class Decision(StrEnum):
    """A decision about a report at a stage. "unsure" is stored as ``undecided``."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    UNSURE = "undecided"


class RetrievalStatus(StrEnum):
    """Whether the full text of a report was retrieved."""

    RETRIEVED = "retrieved"
    NOT_RETRIEVED = "not retrieved"


class Removal(StrEnum):
    """Who removed a report before screening: an automation tool, or a person for another reason."""

    AUTOMATION = "automation"
    OTHER = "other"


class OpenQuestion(StrEnum):
    """What the decisions about a report at a stage still need before they count."""

    FURTHER_DECISIONS = "further decisions"
    """Fewer people have decided than the review asks for."""

    SETTLEMENT = "settlement"
    """Reviewers disagree, and nobody has settled the conflict."""
