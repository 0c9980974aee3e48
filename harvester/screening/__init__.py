"""Decisions of reviewers: what they add up to for a report, and for a study. Pure: values in, values out."""

from harvester.screening.consensus import Consensus, FullTextRetrieval, ReviewerDecision, StageOutcome, derive_consensus
from harvester.screening.decisions_file import DecisionLine, read_decisions
from harvester.screening.study_groups import StudyChange, StudyGroups, group_studies

__all__ = [
    "Consensus",
    "DecisionLine",
    "FullTextRetrieval",
    "ReviewerDecision",
    "StageOutcome",
    "StudyChange",
    "StudyGroups",
    "derive_consensus",
    "group_studies",
    "read_decisions",
]
