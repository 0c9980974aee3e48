"""Evaluation of sources: yield, overlap, what would be missed without each, and how many reports all of them missed.

Pure: sets of report numbers in; tables, pictures and estimates out.
"""

from harvester.source_evaluation.capture_recapture import CompletenessEstimate, estimate_completeness
from harvester.source_evaluation.growth_chart import draw_growth
from harvester.source_evaluation.report import (
    build_evaluation,
    completeness_to_json,
    evaluation_to_csv,
    evaluation_to_json,
)
from harvester.source_evaluation.upset_plot import draw_upset
from harvester.source_evaluation.yields import (
    SearchedSource,
    SourceResults,
    UpdatePoint,
    YieldRow,
    compute_yields,
    missed_without,
    overlap_counts,
    reports_by_source_set,
    smallest_source_sets,
)

__all__ = [
    "CompletenessEstimate",
    "SearchedSource",
    "SourceResults",
    "UpdatePoint",
    "YieldRow",
    "build_evaluation",
    "completeness_to_json",
    "compute_yields",
    "draw_growth",
    "draw_upset",
    "estimate_completeness",
    "evaluation_to_csv",
    "evaluation_to_json",
    "missed_without",
    "overlap_counts",
    "reports_by_source_set",
    "smallest_source_sets",
]
