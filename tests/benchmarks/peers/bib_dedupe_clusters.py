"""bib-dedupe on a table of records, by its own defaults: python bib_dedupe_clusters.py RECORDS.csv CLUSTERS.csv

Runs in the environment of the peers (``peers.txt``); harvester is not imported.
"""

from __future__ import annotations

import csv
import sys

import pandas as pd
from bib_dedupe.bib_dedupe import block, cluster, match, prep

COLUMNS = ("ID", "ENTRYTYPE", "title", "author", "year", "journal", "booktitle", "volume", "number", "pages",
           "abstract", "doi", "isbn")  # fmt: skip


def main() -> None:
    """Read, de-duplicate, write ``record_id,cluster``."""
    records = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
    for column in COLUMNS:
        if column not in records:
            records[column] = ""
    groups = cluster(match(block(prep(records, verbosity_level=0))))
    label = {own: place for place, group in enumerate(groups) for own in group}
    with open(sys.argv[2], "w", newline="", encoding="utf-8") as file:  # noqa: PTH123 - a script of its own
        writer = csv.writer(file)
        writer.writerow(("record_id", "cluster"))
        writer.writerows((own, label.get(own, len(groups) + place)) for place, own in enumerate(records["ID"]))


if __name__ == "__main__":
    main()
