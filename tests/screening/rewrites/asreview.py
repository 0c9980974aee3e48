"""ASReview: rispy reads and writes, tags rispy does not know are gone, its notes stand first, records are counted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

import rispy

from tests.screening.rewrites.tags import Verdict

_NOTES = {"include": "ASReview_relevant", "exclude": "ASReview_irrelevant", "undecided": "ASReview_not_seen"}
_LABELS = {"include": "1", "exclude": "0", "undecided": ""}
TIME = 1_760_000_000.25


def as_ris(text: str, verdicts: Sequence[Verdict], who: str = "Ann") -> bytes:
    records = rispy.loads(text)
    for place, (record, verdict) in enumerate(zip(records, verdicts, strict=True)):
        record.pop("unknown_tag", None)
        record["urls"] = [part for url in record.get("urls", []) for part in url.split(";")]
        notes = record.get("notes", [])
        record["notes"] = [_NOTES[verdict], *notes]
        if verdict != "undecided":
            record["notes"] += [f"asreview_time: {json.dumps(TIME + place)}", f"asreview_user_name: {json.dumps(who)}"]
    written: str = rispy.dumps(records)
    return written.encode()


def as_csv(text: str, verdicts: Sequence[Verdict], who: str = "Ann") -> bytes:
    """The table it was given, with its own columns behind."""
    rows = list(csv.DictReader(io.StringIO(text)))
    table = io.StringIO()
    own = ["asreview_label", "asreview_time", "asreview_user_name"]
    writer = csv.DictWriter(table, [*rows[0], *own], restval="")
    writer.writeheader()
    for place, (row, verdict) in enumerate(zip(rows, verdicts, strict=True)):
        seen = {"asreview_time": str(TIME + place), "asreview_user_name": who} if _LABELS[verdict] else {}
        writer.writerow({**row, "asreview_label": _LABELS[verdict], **seen})
    return table.getvalue().encode()
