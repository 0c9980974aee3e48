"""How the records of a review were de-duplicated, in sentences for PRISMA-S item 16 and the methods section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from harvester import __version__
from harvester.store import audits, judgements, records
from harvester.wording import counted
from harvester.workflow.audit import report_of
from harvester.workflow.frame import merged
from harvester.workflow.tally import open_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
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
            f"{self.records - self.reports:,} of {counted(self.records, 'record')} were duplicates: {self.by_rule:,} "
            f"found by rule, {self.by_people:,} by people."
        )
        people = (
            f"People judged {counted(judged, 'pair')}: {self.judged_same:,} the same report, "
            f"{self.judged_different:,} different, {self.judged_unsure:,} undecided; "
            f"{counted(self.in_doubt, 'doubtful pair')} left unjudged."
        )
        return tuple(sentence for sentence in (method, numbers, people, self.audit) if sentence)

    def to_json(self) -> dict[str, Any]:
        """The figures and the sentences."""
        names = ("records", "reports", "by_rule", "by_people", "judged_same", "judged_different", "judged_unsure")
        figures = {name: getattr(self, name) for name in (*names, "in_doubt")}
        return {**figures, "sentences": list(self.sentences)}


def account(session: Session) -> Account:
    """How all records of the store were de-duplicated, as judgements stand now."""
    at = records.report_of(session)
    by_rule = len(merged(session))
    said = [row.verdict for row in judgements.made_by_people(session) if row.superseded_at is None]
    drawn = audits.last_sample(session)
    return Account(
        records=len(at),
        reports=len(set(at.values())),
        by_rule=by_rule,
        by_people=len(at) - len(set(at.values())) - by_rule,
        judged_same=said.count("duplicate"),
        judged_different=said.count("distinct"),
        judged_unsure=said.count("unsure"),
        in_doubt=len(open_pairs(session)),
        audit=report_of(session, drawn).sentence if drawn is not None else "",
    )
