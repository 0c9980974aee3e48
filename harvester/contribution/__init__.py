"""What each source gave to a review: its own share, its overlap with others, and how many reports all of them missed.

Pure: sets of report numbers in; tables, pictures and estimates out.
"""

from harvester.contribution.completeness import Completeness, estimate
from harvester.contribution.found import Found, Moment, Source
from harvester.contribution.growth import draw_growth
from harvester.contribution.told import completeness_to_json, to_csv, to_html, to_json, to_markdown
from harvester.contribution.upset import draw_upset
from harvester.contribution.yields import Missed, Yield, fewest, missed, overlap, patterns, yields

__all__ = [
    "Completeness",
    "Found",
    "Missed",
    "Moment",
    "Source",
    "Yield",
    "completeness_to_json",
    "draw_growth",
    "draw_upset",
    "estimate",
    "fewest",
    "missed",
    "overlap",
    "patterns",
    "to_csv",
    "to_html",
    "to_json",
    "to_markdown",
    "yields",
]
