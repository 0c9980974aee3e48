"""Decisions of reviewers and the status of reports derived from them. Pure: values in, values out."""

from harvester.screening.consensus import Consensus, FullTextRetrieval, ReviewerDecision, StageOutcome, derive_consensus
from harvester.screening.decisions import Decision, OpenQuestion, Removal, RetrievalStatus, Stage
from harvester.screening.report_status import NO_DECISIONS, ReportStage, ReportState, ReportStatus, report_status
from harvester.screening.study_groups import StudyChange, StudyGroups, group_studies

__all__ = [
    "NO_DECISIONS",
    "Consensus",
    "Decision",
    "FullTextRetrieval",
    "OpenQuestion",
    "Removal",
    "ReportStage",
    "ReportState",
    "ReportStatus",
    "RetrievalStatus",
    "ReviewerDecision",
    "Stage",
    "StageOutcome",
    "StudyChange",
    "StudyGroups",
    "derive_consensus",
    "group_studies",
    "report_status",
]
