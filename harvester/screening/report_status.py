"""The status of a report in screening, derived from everything decided about it. Pure.

:func:`report_status` is the only place that answers where a report is. The flow diagram and its pending numbers, the
release, ``status``, the export, the screening queue, the list of full texts, the PDF matcher, extraction and versions
all ask it, so that their numbers agree. A report has exactly one status, in whatever order decisions were made:

1. A full-text decision to include or exclude is final, whatever was decided before it.
2. Without one, an exclusion on title and abstract holds, whatever was noted about the full text: neither a retrieval
   nor "unsure" on full text overrules it.
3. A report that was included on title and abstract has passed that stage. So has one without a decision there (or with
   "unsure") whose retrieval was recorded, or about whose full text somebody is unsure: people went on with it.
4. A report that has passed and is marked as not retrieved is out for that reason. It waits for a full-text decision
   when the text was retrieved or somebody is unsure about it, and for retrieval otherwise.
5. A removal before screening holds only as long as nobody includes or excludes the report at a later stage and no
   retrieval is recorded.

The rule follows the flow of PRISMA 2020 (Page et al., BMJ 2021;372:n71). Its column "other methods" has no screening
boxes: there a report that waits for title and abstract counts as sought for retrieval
(:func:`status_without_screening`), the one way in which the flow differs from the other views.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from harvester.errors import UsageError
from harvester.screening.decisions import Decision, Removal, RetrievalStatus, Stage

_ALLOWED: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("before_screening", tuple(Removal)),
    ("title_abstract", tuple(Decision)),
    ("retrieval", tuple(RetrievalStatus)),
    ("full_text", tuple(Decision)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """Everything decided about a report: removal before screening, both screening stages, retrieval.

    ``reason`` is the one coded primary reason of a full-text exclusion; empty reads "no reason given". The other
    reasons are those of a removal before screening, of an exclusion on title and abstract, of a text not retrieved.
    """

    before_screening: Removal | None = None
    title_abstract: Decision | None = None
    title_abstract_by_automation: bool = False
    retrieval: RetrievalStatus | None = None
    full_text: Decision | None = None
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
        """Whether the full text was included or excluded; "unsure" is neither."""
        return self.full_text in {Decision.INCLUDE, Decision.EXCLUDE}

    @property
    def is_removed(self) -> bool:
        """Whether a removal before screening holds (rule 5)."""
        decided = self.title_abstract in {Decision.INCLUDE, Decision.EXCLUDE} or self.decided_on_full_text
        return self.before_screening is not None and not decided and self.retrieval is None

    @property
    def passed_title_abstract(self) -> bool:
        """Whether the report passed title and abstract, by decision or because people went on with it (rules 1-3)."""
        if self.decided_on_full_text or self.title_abstract == Decision.INCLUDE:
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
    AWAITS_RETRIEVAL = "awaits retrieval"
    NOT_RETRIEVED = "not retrieved"
    AWAITS_FULL_TEXT = "awaits assessment of the full text"
    EXCLUDED_ON_FULL_TEXT = "excluded on full text"
    INCLUDED = "included"

    @property
    def stage(self) -> ReportStage:
        """The stage it waits at, or ``included`` or ``excluded`` where it waits no more."""
        return _STAGES.get(self, ReportStage.EXCLUDED)


_STAGES: Final = {
    ReportStatus.AWAITS_TITLE_ABSTRACT: ReportStage.TITLE_ABSTRACT,
    ReportStatus.AWAITS_RETRIEVAL: ReportStage.RETRIEVAL,
    ReportStatus.AWAITS_FULL_TEXT: ReportStage.FULL_TEXT,
    ReportStatus.INCLUDED: ReportStage.INCLUDED,
}

REMOVED: Final = (ReportStatus.REMOVED_BY_AUTOMATION, ReportStatus.REMOVED_OTHERWISE)
EXCLUDED: Final = (ReportStatus.EXCLUDED_BY_PERSON, ReportStatus.EXCLUDED_BY_AUTOMATION)
ASSESSED: Final = (ReportStatus.AWAITS_FULL_TEXT, ReportStatus.EXCLUDED_ON_FULL_TEXT, ReportStatus.INCLUDED)
"""Reports whose full text people can read."""
SOUGHT: Final = (ReportStatus.AWAITS_RETRIEVAL, ReportStatus.NOT_RETRIEVED, *ASSESSED)
"""Reports whose full text is or was sought."""
SCREENED: Final = (*EXCLUDED, ReportStatus.AWAITS_TITLE_ABSTRACT, *SOUGHT)


def report_status(state: ReportState) -> ReportStatus:
    """Return the status of a report, by the rules of this module."""
    if state.is_removed:
        by_automation = state.before_screening == Removal.AUTOMATION
        return ReportStatus.REMOVED_BY_AUTOMATION if by_automation else ReportStatus.REMOVED_OTHERWISE
    if state.passed_title_abstract:
        return _status_after_title_abstract(state)
    if state.title_abstract == Decision.EXCLUDE:
        by_automation = state.title_abstract_by_automation
        return ReportStatus.EXCLUDED_BY_AUTOMATION if by_automation else ReportStatus.EXCLUDED_BY_PERSON
    return ReportStatus.AWAITS_TITLE_ABSTRACT


def status_without_screening(state: ReportState) -> ReportStatus:
    """Return the status of a report in the flow's column "other methods": one that nobody excluded is sought."""
    status = report_status(state)
    return _status_after_title_abstract(state) if status is ReportStatus.AWAITS_TITLE_ABSTRACT else status


def accepts_decisions(state: ReportState, stage: Stage) -> bool:
    """Return whether people may decide about a report at a stage, the first of them or a further one.

    On title and abstract that is any report that is not removed, unless automation decided there; on full text any
    whose text can be read.
    """
    if stage == Stage.FULL_TEXT:
        return report_status(state) in ASSESSED
    return not state.is_removed and not state.title_abstract_by_automation


def _status_after_title_abstract(state: ReportState) -> ReportStatus:
    if state.decided_on_full_text:
        included = state.full_text == Decision.INCLUDE
        return ReportStatus.INCLUDED if included else ReportStatus.EXCLUDED_ON_FULL_TEXT
    if state.retrieval == RetrievalStatus.NOT_RETRIEVED:
        return ReportStatus.NOT_RETRIEVED
    readable = state.retrieval == RetrievalStatus.RETRIEVED or state.full_text == Decision.UNSURE
    return ReportStatus.AWAITS_FULL_TEXT if readable else ReportStatus.AWAITS_RETRIEVAL
