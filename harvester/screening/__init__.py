"""Decisions of reviewers: what they add up to for a report, and for a study. Pure: values in, values out."""

from harvester.screening.consensus import Consensus, Opinion, Outcome, Retrieved, agree
from harvester.screening.decisions_file import DecisionLine, read_decisions
from harvester.screening.studies import Said, Studies, studies

__all__ = [
    "Consensus",
    "DecisionLine",
    "Opinion",
    "Outcome",
    "Retrieved",
    "Said",
    "Studies",
    "agree",
    "read_decisions",
    "studies",
]
