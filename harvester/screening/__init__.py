"""Decisions of reviewers: what they add up to for a report. Pure: values in, values out."""

from harvester.screening.consensus import Consensus, Opinion, Outcome, Retrieved, agree
from harvester.screening.decisions_file import DecisionLine, read_decisions

__all__ = ["Consensus", "DecisionLine", "Opinion", "Outcome", "Retrieved", "agree", "read_decisions"]
