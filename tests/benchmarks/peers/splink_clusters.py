"""Splink 5 with DuckDB on a table of records: python splink_clusters.py RECORDS.csv CLUSTERS.csv

The rules are ours, written once for bibliographic records after Splink's own tutorials (its documentation has no model
for them): six blocking rules, eight comparisons, parameters by expectation maximisation, threshold 0.95.
Runs in the environment of the peers (``peers.txt``); harvester is not imported.
"""

from __future__ import annotations

import sys

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLD = 0.95
MANY = 20
"""Records that repeat a DOI; where there are fewer, equal titles of one year teach instead."""

PREPARED = """
SELECT row_number() OVER () AS unique_id, "ID" AS own_id,
  nullif(regexp_replace(lower(strip_accents(title)), '[^a-z0-9]+', ' ', 'g'), '') AS title,
  nullif(left(regexp_replace(lower(strip_accents(title)), '[^a-z0-9]+', '', 'g'), 32), '') AS head,
  nullif(right(regexp_replace(lower(strip_accents(title)), '[^a-z0-9]+', '', 'g'), 32), '') AS tail,
  nullif(regexp_extract(lower(strip_accents(author)), '^[^a-z]*([a-z''-]+)', 1), '') AS family,
  nullif(lower(strip_accents(author)), '') AS authors,
  nullif(regexp_extract(year, '[0-9]{4}'), '') AS year,
  nullif(regexp_replace(lower(coalesce(nullif(journal, ''), booktitle)), '[^a-z]+', ' ', 'g'), '') AS journal,
  nullif(regexp_extract(volume, '[0-9]+'), '') AS volume,
  nullif(regexp_extract(number, '[0-9]+'), '') AS issue,
  nullif(regexp_extract(pages, '[0-9]+'), '') AS page,
  nullif(regexp_extract(lower(doi), '10\\.[0-9]+/.*'), '') AS doi,
  nullif(left(lower(abstract), 200), '') AS abstract
FROM read_csv(?, all_varchar = true, header = true, quote = '"', escape = '"', max_line_size = 50000000)
"""


def same(column: str) -> cl.CustomComparison:
    """Equal, or not."""
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[cll.NullLevel(column), cll.ExactMatchLevel(column), cll.ElseLevel()],
    )


SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    blocking_rules_to_generate_predictions=[
        block_on("doi"),
        block_on("head"),
        block_on("tail"),
        block_on("family", "page"),
        block_on("family", "year", "volume"),
        block_on("volume", "page", "year"),
    ],
    comparisons=[
        cl.JaroWinklerAtThresholds("title", [0.97, 0.92, 0.85]),
        cl.JaroWinklerAtThresholds("authors", [0.95, 0.85, 0.7]),
        cl.JaroWinklerAtThresholds("journal", [0.95, 0.8]),
        cl.JaroWinklerAtThresholds("abstract", [0.95, 0.8]),
        same("year"),
        same("volume"),
        same("page"),
        same("doi"),
    ],
    retain_intermediate_calculation_columns=False,
    retain_matching_columns=False,
)


def main() -> None:
    """Read, de-duplicate, write ``record_id,cluster``."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE records AS {PREPARED}", [sys.argv[1]])
    api = DuckDBAPI(connection)
    linker = Linker(api.register("records"), SETTINGS)
    told = connection.execute("SELECT count(doi) - count(DISTINCT doi) FROM records").fetchall()[0][0]
    known = block_on("doi") if told >= MANY else block_on("head", "year")
    linker.training.estimate_probability_two_random_records_match([known], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for rule in (known, block_on("family", "page")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLD)
    groups = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, THRESHOLD)
    connection.execute(
        f"COPY (SELECT own_id AS record_id, cluster_id AS cluster FROM {groups.physical_name})"  # noqa: S608 - Splink's
        f" TO '{sys.argv[2]}' (HEADER)"
    )


if __name__ == "__main__":
    main()
