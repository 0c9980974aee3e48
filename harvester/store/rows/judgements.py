"""Values of judgements: input and output of ``store.judgements``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

JudgementVerdict = Literal["duplicate", "distinct", "unsure", "withdrawn"]

MadeBy = Literal["rule", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJudgement:
    """A judgement to be made about two records (``record_a`` < ``record_b``)."""

    record_a: int
    record_b: int
    verdict: JudgementVerdict
    made_by: MadeBy
    person: str = ""
    probability: float | None = None
    evidence: str = "[]"
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """A judgement as stored; it is live while ``superseded_at`` is None."""

    id: int
    record_a: int
    record_b: int
    verdict: JudgementVerdict
    made_by: MadeBy
    person: str
    probability: float | None
    evidence: str
    made_at: datetime
    superseded_at: datetime | None
    undoes: int | None
