"""How the records of a review were de-duplicated, in sentences for PRISMA-S item 16 and the methods section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from harvester import __version__
from harvester.pluralise import count_noun
from harvester.store import dedup_audits, judgements, records
from harvester.workflow.dedup.audit import audit_report
from harvester.workflow.dedup.review_queue import open_pairs
from harvester.workflow.dedup.sampling_frame import merged_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupSummary:
    """De-duplication in figures: records joined to others, by rule alone and by people; pairs people judged; doubts.

    ``audit`` is the sentence of the last audit sample, empty where there is none or too little was judged.
    """

    records: int
    reports: int
    by_rule: int
    by_people: int
    judged_same: int
    judged_different: int
    judged_unsure: int
    in_doubt: int
    audit: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Method, numbers, what people did, what is left, what the audit says."""
        judged = self.judged_same + self.judged_different + self.judged_unsure
        method = (
            f"Records were de-duplicated with harvester {__version__}: records that share a key are compared field by "
            "field, the weights of what agrees and differs add up to a probability, contradictions veto a merge, and "
            "doubtful pairs are left to a person; every judgement is stored with its evidence and can be taken back."
        )
        numbers = (
            f"{self.records - self.reports:,} of {count_noun(self.records, 'record')} were duplicates: {self.by_rule:,} "
            f"found by rule, {self.by_people:,} by people."
        )
        people = (
            f"People judged {count_noun(judged, 'pair')}: {self.judged_same:,} the same report, "
            f"{self.judged_different:,} different, {self.judged_unsure:,} undecided; "
            f"{count_noun(self.in_doubt, 'doubtful pair')} left unjudged."
        )
        return tuple(sentence for sentence in (method, numbers, people, self.audit) if sentence)

    def to_json(self) -> dict[str, Any]:
        """The figures and the sentences."""
        names = ("records", "reports", "by_rule", "by_people", "judged_same", "judged_different", "judged_unsure")
        figures = {name: getattr(self, name) for name in (*names, "in_doubt")}
        return {**figures, "sentences": list(self.sentences)}


def summarise_dedup(session: Session) -> DedupSummary:
    """How all records of the store were de-duplicated, as judgements stand now."""
    report_of_record = records.report_of_each_record(session)
    by_rule = len(merged_pairs(session))
    outcomes = [row.verdict for row in judgements.load_manual_judgements(session) if row.superseded_at is None]
    sample = dedup_audits.load_last_audit_sample(session)
    return DedupSummary(
        records=len(report_of_record),
        reports=len(set(report_of_record.values())),
        by_rule=by_rule,
        by_people=len(report_of_record) - len(set(report_of_record.values())) - by_rule,
        judged_same=outcomes.count("duplicate"),
        judged_different=outcomes.count("distinct"),
        judged_unsure=outcomes.count("unsure"),
        in_doubt=len(open_pairs(session)),
        audit=audit_report(session, sample).sentence if sample is not None else "",
    )
