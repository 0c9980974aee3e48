"""The PRISMA 2020 flow: counted from sets, checked by its equations. Pure: values in, values out."""

from harvester.prisma.boxes import BOX, BOXES, Box, Unit
from harvester.prisma.counting import count
from harvester.prisma.flow import Check, Duplicates, Flow, Labelled, SourceRow, Template
from harvester.prisma.interchange import to_csv
from harvester.prisma.living import Adjustment, Layout, Living, Part
from harvester.prisma.living_shapes import LivingRow, in_words, living_json, living_table, noted
from harvester.prisma.presentation import TableRow, from_json, to_json, to_table
from harvester.prisma.sheet import Line, Sheet, SheetBox, to_sheet
from harvester.prisma.units import unit_of, worded
from harvester.prisma.window import Previous, ReportState, SearchFacts, Window

__all__ = [
    "BOX",
    "BOXES",
    "Adjustment",
    "Box",
    "Check",
    "Duplicates",
    "Flow",
    "Labelled",
    "Layout",
    "Line",
    "Living",
    "LivingRow",
    "Part",
    "Previous",
    "ReportState",
    "SearchFacts",
    "Sheet",
    "SheetBox",
    "SourceRow",
    "TableRow",
    "Template",
    "Unit",
    "Window",
    "count",
    "from_json",
    "in_words",
    "living_json",
    "living_table",
    "noted",
    "to_csv",
    "to_json",
    "to_sheet",
    "to_table",
    "unit_of",
    "worded",
]
