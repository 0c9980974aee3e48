"""The sets behind the numbers: which records, reports or studies each box and term of the flow counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from harvester.errors import UsageError
from harvester.prisma.boxes import RESULTS, SPECIFIC
from harvester.prisma.comparison import Brought, compare
from harvester.prisma.flow import Template
from harvester.prisma.identification import Entering, Found, identify
from harvester.prisma.inclusion import Included, include
from harvester.prisma.listing import Members, boxes_of, by_reason, by_source, repeats_by_source
from harvester.prisma.stations import (
    ASSESSED,
    EXCLUDED,
    REMOVED,
    SCREENED,
    SOUGHT,
    Station,
    Stations,
    assessed,
    screened,
)
from harvester.prisma.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """A window taken apart: what entered, where it stands, what is included."""

    window: Window
    searches: tuple[Brought, ...]
    entering: Entering
    databases: Stations
    other: Stations
    included: Included
    template: Template


def sort_out(window: Window, template: Template | None = None) -> Sorted:
    """Take a window apart. Raises ``UsageError`` for a template that would hide some of it."""
    entering = identify(window)
    databases = screened(window, entering.by_databases)
    other = assessed(window, entering.by_other)
    new = databases.at(Station.INCLUDED) | other.at(Station.INCLUDED)
    return Sorted(
        window=window,
        searches=compare(window),
        entering=entering,
        databases=databases,
        other=other,
        included=include(window, new),
        template=_template(window, entering, template),
    )


def _template(window: Window, entering: Entering, wanted: Template | None) -> Template:
    """The template this window fills: updated after a release, with other methods where one was used."""
    methods = bool(entering.other.searches or entering.carried_other)
    if wanted is None:
        return Template("updated" if window.previous else "new", "databases and other" if methods else "databases")
    if methods and not wanted.other:
        raise UsageError(
            "This template has no column for other methods, and the flow has records identified by them.",
            hint="Choose a template with other methods.",
        )
    if window.previous and not wanted.updated:
        raise UsageError(
            f"This template is for a new review, and the flow is of an update after release {window.previous.name}.",
            hint="Choose a template for updated reviews, or count all versions as one new review: --layout all.",
        )
    return wanted


def members_of(parts: Sorted) -> Members:
    """Box, term or ``list/line`` → its set."""
    members = _box_members(parts) | _term_members(parts)
    return members | by_source(parts.searches) | by_reason(parts.window, members)


def repeats_of(parts: Sorted) -> dict[str, int]:
    """By how much a number exceeds its set, since a record counts once for each search that retrieved it."""
    raw = Counter[str]()
    for search in parts.searches:
        raw.update(dict.fromkeys(boxes_of(search.kind), search.raw))
    repeats = Counter({box: raw[box] - len(records) for box, records in _retrieved(parts).items()})
    for prefix, found in (("", parts.entering.databases), ("other_", parts.entering.other)):
        repeats["other_dups" if prefix else "duplicates"] = found.repeats
        repeats |= {f"{prefix}{part}": len(held) - len(frozenset(held)) for part, held in _parts(found).items()}
    repeats["identified"] = parts.entering.databases.repeats
    repeats["other_identified"] = parts.entering.other.repeats
    repeats |= repeats_by_source(parts.searches)
    return {box: times for box, times in repeats.items() if times}


def _parts(found: Found) -> dict[str, tuple[int, ...]]:
    return {"within": found.within, "between": found.between, "already_known": found.already_known}


def _box_members(parts: Sorted) -> Members:
    databases, other, included = parts.databases, parts.other, parts.included
    return _retrieved(parts) | {
        "previous_studies": included.previous_studies,
        "previous_reports": included.previous_reports,
        "duplicates": parts.entering.databases.repeated,
        "excluded_automatic": databases.at(Station.REMOVED_BY_AUTOMATION),
        "excluded_other": databases.at(Station.REMOVED_OTHERWISE),
        "records_screened": databases.at(*SCREENED),
        "records_excluded": databases.at(*EXCLUDED),
        "dbr_sought_reports": databases.at(*SOUGHT),
        "dbr_notretrieved_reports": databases.at(Station.NOT_RETRIEVED),
        "other_sought_reports": other.at(*SOUGHT),
        "other_notretrieved_reports": other.at(Station.NOT_RETRIEVED),
        "dbr_assessed": databases.at(*ASSESSED),
        "dbr_excluded": databases.at(Station.EXCLUDED_ON_FULL_TEXT),
        "other_assessed": other.at(*ASSESSED),
        "other_excluded": other.at(Station.EXCLUDED_ON_FULL_TEXT),
        "new_studies": included.new_studies,
        "new_reports": included.new_reports,
        "total_studies": included.total_studies,
        "total_reports": included.total_reports,
        "total_studies_ma": included.studies_meta_analysed,
        "total_reports_ma": included.reports_meta_analysed,
    }


def _retrieved(parts: Sorted) -> Members:
    records: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for search in parts.searches:
        for box in boxes_of(search.kind):
            records[box] |= search.records
    return {box: records[box] for box in (*RESULTS.values(), *SPECIFIC.values())}


def _term_members(parts: Sorted) -> Members:
    databases, other, included = parts.databases, parts.other, parts.included
    return {
        **{part: frozenset(held) for part, held in _parts(parts.entering.databases).items()},
        **{f"other_{part}": frozenset(held) for part, held in _parts(parts.entering.other).items()},
        "other_identified": parts.entering.other.records,
        "identified": parts.entering.databases.records,
        "first_seen": parts.entering.databases.fresh,
        "carried_over": parts.entering.carried,
        "carried_over_other": parts.entering.carried_other,
        "records_excluded_by_person": databases.at(Station.EXCLUDED_BY_PERSON),
        "records_excluded_by_automation": databases.at(Station.EXCLUDED_BY_AUTOMATION),
        "advanced": databases.at(*SOUGHT),
        "dbr_reports_included": databases.at(Station.INCLUDED),
        "other_reports_included": other.at(Station.INCLUDED),
        "other_dups": parts.entering.other.repeated,
        "other_ineligible_before_retrieval": other.at(*REMOVED, *EXCLUDED),
        "studies_of_new_reports": included.studies_of_new_reports,
        "studies_included_before": included.studies_of_new_reports - included.new_studies,
        "kept_reports": included.kept_reports,
        "removed_reports": included.removed_reports,
        "joined_reports": included.joined_reports,
        "removed_studies": included.removed_studies,
        "pending_title_abstract": databases.at(Station.AWAITS_TITLE_ABSTRACT),
        "pending_retrieval": databases.at(Station.AWAITS_RETRIEVAL),
        "pending_full_text": databases.at(Station.AWAITS_FULL_TEXT),
        "pending_other_retrieval": other.at(Station.AWAITS_RETRIEVAL),
        "pending_other_full_text": other.at(Station.AWAITS_FULL_TEXT),
    }
