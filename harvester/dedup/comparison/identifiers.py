"""Compare DOIs, PubMed numbers and accession numbers."""

from __future__ import annotations

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints
from harvester.dedup.comparison.levels import AccessionLevel, DoiLevel, PmidLevel, choose_level
from harvester.dedup.comparison.similarity import share_value
from harvester.dedup.records.columns import Columns


def compare_doi(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the DOIs: shape (n,), int8."""
    left, right = columns.doi[a], columns.doi[b]
    missing = (left == 0) | (right == 0)
    return choose_level(((missing, DoiLevel.MISSING), (left == right, DoiLevel.SAME)), DoiLevel.DIFFERENT)


def adjust_doi(doi: Codes, *, same_place: Bools) -> Codes:
    """Return the levels of the DOIs, of which different ones count more without volume or page in common."""
    return np.where((doi == DoiLevel.DIFFERENT) & ~same_place, np.int8(DoiLevel.DIFFERENT_PLACE), doi)


def compare_pmid(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the PubMed and PMC numbers, one of which is enough to agree: shape (n,), int8.

    Two different PubMed numbers are nearly always two reports.
    """
    left, right = columns.pmid[a], columns.pmid[b]
    same_pmcid = (columns.pmcid[a] != 0) & (columns.pmcid[a] == columns.pmcid[b])
    missing = (left == 0) | (right == 0)
    return choose_level(
        ((same_pmcid, PmidLevel.SAME), (missing, PmidLevel.MISSING), (left == right, PmidLevel.SAME)),
        PmidLevel.DIFFERENT,
    )


def compare_accession(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the accession and (of register entries) registration numbers: shape (n,), int8."""
    return choose_level(
        (
            (share_value(columns.registrations, a, b), AccessionLevel.SAME_REGISTRATION),
            (share_value(columns.accessions, a, b), AccessionLevel.SAME),
            (share_value(columns.accession_kinds, a, b), AccessionLevel.DIFFERENT),
        ),
        AccessionLevel.MISSING,
    )
