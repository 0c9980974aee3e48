"""The colours of a flow diagram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INK: Final = "#000000"
WHITE: Final = "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """What fills headings, stage tabs and the boxes that are completed only if applicable; ``framed``: all those have a
    line around them."""

    heading: str
    side_heading: str
    tab: str
    optional: str
    framed: bool


COLOURS: Final = Palette(heading="#ffc125", side_heading="#dcdcdc", tab="#bcd2ee", optional="#dcdcdc", framed=False)
"""Those of the PRISMA2020 R package: goldenrod1, gainsboro, LightSteelBlue2."""

PLAIN: Final = Palette(heading=WHITE, side_heading=WHITE, tab=WHITE, optional=WHITE, framed=True)
"""Black on white, as most journals ask for."""
