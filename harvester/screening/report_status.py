"""The status of a report in screening, derived from everything decided about it. Pure.

:func:`report_status` is the only place that answers where a report is. The flow diagram and its pending numbers, the
release, ``status``, the export, the screening queue, the list of full texts, the PDF matcher, extraction and versions
all ask it, so that their numbers agree. A report has exactly one status, in whatever order decisions were made:

1. A full-text decision to include or exclude is final, whatever was decided before it.
2. Without one, an exclusion on title and abstract holds, whatever was noted about the full text: neither a retrieval
   nor "unsure" on full text overrules it.
3. A report that was included on title and abstract has passed that stage. So has one without a decision there (or with
   "unsure") whose retrieval was recorded, or about whose full text somebody decided: people went on with it.
4. A report that has passed and is marked as not retrieved is out for that reason. It waits for a full-text decision
   when the text was retrieved or somebody decided about it, and for retrieval otherwise.
5. A removal before screening holds only as long as nobody includes or excludes the report at a later stage and no
   retrieval is recorded.
6. Decisions at a stage count only when as many people have decided as the review asks for (``reviewers`` in
   review.toml) and they do not contradict each other, or when somebody settled them. Until then the report waits at
   that stage, for further decisions or for a settlement; what was noted about its full text does not take it further,
   but a final decision on full text does. :mod:`harvester.screening.consensus` says what decisions still need.

The rule follows the flow of PRISMA 2020 (Page et al., BMJ 2021;372:n71). Its column "other methods" has no screening
boxes: there a report that waits for title and abstract counts as sought for retrieval
(:func:`status_without_screening`), the one way in which the flow differs from the other views.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from harvester.errors import UsageError
from harvester.screening.decisions import Decision, OpenQuestion, Removal, RetrievalStatus, Stage

_ALLOWED: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("before_screening", tuple(Removal)),
    ("title_abstract", tuple(Decision)),
    ("title_abstract_open", tuple(OpenQuestion)),
    ("retrieval", tuple(RetrievalStatus)),
    ("full_text", tuple(Decision)),
    ("full_text_open", tuple(OpenQuestion)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """Everything decided about a report: removal before screening, both screening stages, retrieval.

    ``title_abstract_open`` and ``full_text_open`` say what the decisions at a stage still need; None where they count.
    ``reason`` is the one coded primary reason of a full-text exclusion; empty reads "no reason given". The other
    reasons are those of a removal before screening, of an exclusion on title and abstract, of a text not retrieved.
    """

    before_screening: Removal | None = None
    title_abstract: Decision | None = None
    title_abstract_by_automation: bool = False
    title_abstract_open: OpenQuestion | None = None
    retrieval: RetrievalStatus | None = None
    full_text: Decision | None = None
    full_text_open: OpenQuestion | None = None
    reason: str = ""
    before_screening_reason: str = ""
    title_abstract_reason: str = ""
    retrieval_reason: str = ""

    def __post_init__(self) -> None:
        for name, allowed in _ALLOWED:
            if (value := getattr(self, name)) is not None and value not in allowed:
                raise UsageError(
                    f"{name} of a report says {value!r}, which is no decision the flow knows",
                    hint=f"It may be one of: {', '.join(allowed)}; or None as long as nothing was decided.",
                )

    @property
    def decided_on_full_text(self) -> bool:
        """Whether the full text was included or excluded for good; "unsure" is neither (rules 1 and 6)."""
        return self.full_text in {Decision.INCLUDE, Decision.EXCLUDE} and self.full_text_open is None

    @property
    def final_decision(self) -> Decision | None:
        """The decision on full text that is final; None as long as there is none."""
        return self.full_text if self.decided_on_full_text else None

    @property
    def is_removed(self) -> bool:
        """Whether a removal before screening holds (rule 5)."""
        decided = {self.title_abstract, self.full_text} & {Decision.INCLUDE, Decision.EXCLUDE}
        return self.before_screening is not None and not decided and self.retrieval is None

    @property
    def passed_title_abstract(self) -> bool:
        """Whether the report passed title and abstract, by decision or because people went on with it."""
        if self.decided_on_full_text:
            return True
        if self.title_abstract_open is not None:
            return False
        if self.title_abstract == Decision.INCLUDE:
            return True
        continued = self.retrieval is not None or self.full_text is not None
        return self.title_abstract != Decision.EXCLUDE and continued


NO_DECISIONS: Final = ReportState()
"""The state of a report about which nobody decided anything."""


class ReportStage(StrEnum):
    """The stage a report waits at, or how its screening ended, as commands name it."""

    TITLE_ABSTRACT = "title-abstract"
    RETRIEVAL = "retrieval"
    FULL_TEXT = "full-text"
    INCLUDED = "included"
    EXCLUDED = "excluded"


class ReportStatus(Enum):
    """The status of a report. The flow diagram has a box or a pending number for each."""

    REMOVED_BY_AUTOMATION = "removed before screening by automation"
    REMOVED_OTHERWISE = "removed before screening for other reasons"
    EXCLUDED_BY_PERSON = "excluded on title and abstract by a person"
    EXCLUDED_BY_AUTOMATION = "excluded on title and abstract by automation"
    AWAITS_TITLE_ABSTRACT = "awaits screening on title and abstract"
    AWAITS_FURTHER_TITLE_ABSTRACT = "awaits further decisions on title and abstract"
    CONFLICT_ON_TITLE_ABSTRACT = "awaits the settlement of a conflict on title and abstract"
    AWAITS_RETRIEVAL = "awaits retrieval"
    NOT_RETRIEVED = "not retrieved"
    AWAITS_FULL_TEXT = "awaits assessment of the full text"
    AWAITS_FURTHER_FULL_TEXT = "awaits further decisions on the full text"
    CONFLICT_ON_FULL_TEXT = "awaits the settlement of a conflict on the full text"
    EXCLUDED_ON_FULL_TEXT = "excluded on full text"
    INCLUDED = "included"

    @property
    def stage(self) -> ReportStage:
        """The stage it waits at, or ``included`` or ``excluded`` where it waits no more."""
        return _STAGES.get(self, ReportStage.EXCLUDED)

    @property
    def open_question(self) -> OpenQuestion | None:
        """What the decisions at its stage still need; None where nobody has decided there or nothing is open."""
        return _OPEN_QUESTIONS.get(self)


AWAITS_SCREENING: Final = (
    ReportStatus.AWAITS_TITLE_ABSTRACT,
    ReportStatus.AWAITS_FURTHER_TITLE_ABSTRACT,
    ReportStatus.CONFLICT_ON_TITLE_ABSTRACT,
)
"""Reports that wait at title and abstract."""
AWAITS_ASSESSMENT: Final = (
    ReportStatus.AWAITS_FULL_TEXT,
    ReportStatus.AWAITS_FURTHER_FULL_TEXT,
    ReportStatus.CONFLICT_ON_FULL_TEXT,
)
"""Reports that wait at full text."""

_STAGES: Final = {
    **dict.fromkeys(AWAITS_SCREENING, ReportStage.TITLE_ABSTRACT),
    ReportStatus.AWAITS_RETRIEVAL: ReportStage.RETRIEVAL,
    **dict.fromkeys(AWAITS_ASSESSMENT, ReportStage.FULL_TEXT),
    ReportStatus.INCLUDED: ReportStage.INCLUDED,
}
_OPEN_QUESTIONS: Final = {
    ReportStatus.AWAITS_FURTHER_TITLE_ABSTRACT: OpenQuestion.FURTHER_DECISIONS,
    ReportStatus.CONFLICT_ON_TITLE_ABSTRACT: OpenQuestion.SETTLEMENT,
    ReportStatus.AWAITS_FURTHER_FULL_TEXT: OpenQuestion.FURTHER_DECISIONS,
    ReportStatus.CONFLICT_ON_FULL_TEXT: OpenQuestion.SETTLEMENT,
}

REMOVED: Final = (ReportStatus.REMOVED_BY_AUTOMATION, ReportStatus.REMOVED_OTHERWISE)
EXCLUDED: Final = (ReportStatus.EXCLUDED_BY_PERSON, ReportStatus.EXCLUDED_BY_AUTOMATION)
ASSESSED: Final = (*AWAITS_ASSESSMENT, ReportStatus.EXCLUDED_ON_FULL_TEXT, ReportStatus.INCLUDED)
"""Reports whose full text people can read."""
SOUGHT: Final = (ReportStatus.AWAITS_RETRIEVAL, ReportStatus.NOT_RETRIEVED, *ASSESSED)
"""Reports whose full text is or was sought."""
SCREENED: Final = (*EXCLUDED, *AWAITS_SCREENING, *SOUGHT)


def report_status(state: ReportState) -> ReportStatus:
    """Return the status of a report, by the rules of this module."""
    if state.is_removed:
        by_automation = state.before_screening == Removal.AUTOMATION
        return ReportStatus.REMOVED_BY_AUTOMATION if by_automation else ReportStatus.REMOVED_OTHERWISE
    if state.passed_title_abstract:
        return _status_after_title_abstract(state)
    if state.title_abstract_open is not None:
        in_conflict = state.title_abstract_open == OpenQuestion.SETTLEMENT
        return ReportStatus.CONFLICT_ON_TITLE_ABSTRACT if in_conflict else ReportStatus.AWAITS_FURTHER_TITLE_ABSTRACT
    if state.title_abstract == Decision.EXCLUDE:
        by_automation = state.title_abstract_by_automation
        return ReportStatus.EXCLUDED_BY_AUTOMATION if by_automation else ReportStatus.EXCLUDED_BY_PERSON
    return ReportStatus.AWAITS_TITLE_ABSTRACT


def status_without_screening(state: ReportState) -> ReportStatus:
    """Return the status of a report in the flow's column "other methods": one that nobody excluded is sought."""
    status = report_status(state)
    return _status_after_title_abstract(state) if status in AWAITS_SCREENING else status


def accepts_decisions(state: ReportState, stage: Stage) -> bool:
    """Return whether people may decide about a report at a stage, the first of them or a further one.

    On title and abstract that is any report that is not removed, unless automation decided there; on full text any
    whose text can be read.
    """
    if stage == Stage.FULL_TEXT:
        return report_status(state) in ASSESSED
    return not state.is_removed and not state.title_abstract_by_automation


def has_passed_title_abstract(state: ReportState, *, screened: bool = True) -> bool:
    """Return whether people may decide about the full text of a report: it has passed title and abstract.

    With ``screened = False`` it was found by other methods alone, which have no such stage: only an exclusion there
    keeps it from its full text.
    """
    return state.passed_title_abstract or (not screened and report_status(state) in AWAITS_SCREENING)


def awaits_decisions(status: ReportStatus, stage: Stage) -> bool:
    """Return whether a report waits for somebody's decision at a stage, not for the settlement of a conflict."""
    return status.stage.value == stage.value and status.open_question != OpenQuestion.SETTLEMENT


def _status_after_title_abstract(state: ReportState) -> ReportStatus:
    if state.decided_on_full_text:
        included = state.full_text == Decision.INCLUDE
        return ReportStatus.INCLUDED if included else ReportStatus.EXCLUDED_ON_FULL_TEXT
    if state.full_text_open == OpenQuestion.SETTLEMENT:
        return ReportStatus.CONFLICT_ON_FULL_TEXT
    if state.full_text in {Decision.INCLUDE, Decision.EXCLUDE}:
        return ReportStatus.AWAITS_FURTHER_FULL_TEXT
    if state.retrieval == RetrievalStatus.NOT_RETRIEVED:
        return ReportStatus.NOT_RETRIEVED
    if state.full_text_open == OpenQuestion.FURTHER_DECISIONS:
        return ReportStatus.AWAITS_FURTHER_FULL_TEXT
    readable = state.retrieval == RetrievalStatus.RETRIEVED or state.full_text == Decision.UNSURE
    return ReportStatus.AWAITS_FULL_TEXT if readable else ReportStatus.AWAITS_RETRIEVAL
