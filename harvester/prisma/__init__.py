"""The PRISMA 2020 flow: counted from sets, checked by its equations. Pure: values in, values out."""

from harvester.prisma.boxes import BOX_BY_KEY, BOXES, Unit, describe_key, unit_of
from harvester.prisma.count import compute_flow
from harvester.prisma.flow import DuplicateCounts, EquationCheck, Flow, ListLine, Note, NoteKind, SourceCounts, Template
from harvester.prisma.flow_input import FlowInput, PreviousRelease, SearchRecords
from harvester.prisma.prisma2020_csv import flow_to_csv
from harvester.prisma.serialise import FlowTableRow, flow_from_json, flow_to_json, flow_to_table
from harvester.prisma.versions import (
    Adjustment,
    Layout,
    LayoutPart,
    LivingFlow,
    add_adjustment_note,
    describe_adjustment,
    living_flow_to_json,
    living_flow_to_table,
)

__all__ = [
    "BOXES",
    "BOX_BY_KEY",
    "Adjustment",
    "DuplicateCounts",
    "EquationCheck",
    "Flow",
    "FlowInput",
    "FlowTableRow",
    "Layout",
    "LayoutPart",
    "ListLine",
    "LivingFlow",
    "Note",
    "NoteKind",
    "PreviousRelease",
    "SearchRecords",
    "SourceCounts",
    "Template",
    "Unit",
    "add_adjustment_note",
    "compute_flow",
    "describe_adjustment",
    "describe_key",
    "flow_from_json",
    "flow_to_csv",
    "flow_to_json",
    "flow_to_table",
    "living_flow_to_json",
    "living_flow_to_table",
    "unit_of",
]
