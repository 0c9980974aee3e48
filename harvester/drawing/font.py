"""The font of the pictures and its measures: Arimo, whose widths are those of Arial and Helvetica.

It comes with ``fontpkg-arimo`` under the SIL Open Font License 1.1, without reserved names, so that parts of it may be
embedded in the files written. Kerning and ligatures are not used: every program then sets a line in the same width.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

from harvester.printable import make_printable

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont


FAMILY: Final = "Arimo"
LINE_HEIGHT: Final = 1.25
"""From one baseline to the next, in sizes of the font."""
ASCENT: Final = 0.905
DESCENT: Final = 0.212
"""How far letters reach above and below the baseline, in sizes of the font (its ``hhea`` table)."""

_WEIGHT: Final = {False: 400, True: 700}


def font_file() -> str:
    """Return the path of the font file."""
    return str(files("fontpkg_arimo").joinpath("files", "Arimo[wght].ttf"))


def printable_line(text: str) -> str:
    """Return a text as one line: without control and formatting characters, every run of blanks one space, NFC."""
    return unicodedata.normalize("NFC", make_printable(text))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line, in points."""
    return sum(glyph_advance(char, bold=bold) for char in text) * size


def missing_characters(texts: Iterable[str]) -> str:
    """Return the characters that the font has no glyph for, each once; PNG and PDF show a box in their place."""
    known = _glyphs().keys()
    return "".join(sorted({char for text in texts for char in text if ord(char) not in known and not char.isspace()}))


def wrap_text(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return a text broken at spaces into lines no wider than ``width`` points; a no-break space is kept.

    A word that is too long for a line is broken after any character. Never empty: an empty text is one empty line.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = break_word(word, width, size, bold=bold)
        lines += full
    return [*lines, line] if line or not lines else lines


def subset_font(texts: Iterable[str], *, bold: bool, flavour: Literal["woff", ""] = "") -> bytes:
    """Return a font file with the characters of these texts only: TrueType, or WOFF."""
    return _subset("".join(sorted({char for text in texts for char in text} | {" "})), bold=bold, flavour=flavour)


@lru_cache(maxsize=8)
def _subset(chars: str, *, bold: bool, flavour: str) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.varLib.instancer import instantiateVariableFont

    font = _opened()
    for table in ("GSUB", "GPOS", "GDEF"):  # ligatures and kerning; the subsetter would read them all to drop them
        del font[table]
    subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(text=chars)
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": _WEIGHT[bold]})
    for number in (4, 6):  # full and PostScript name; programs take fonts of one name for the same, whatever they hold
        font["name"].setName(_name(chars, bold=bold), number, 3, 1, 0x409)
    font.flavor = flavour or None
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def _name(chars: str, *, bold: bool) -> str:
    return f"{FAMILY}-{'Bold' if bold else 'Regular'}-{hashlib.sha256(chars.encode()).hexdigest()[:8]}"


def _opened() -> TTFont:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(_bytes()), recalcTimestamp=False)


@cache
def _bytes() -> bytes:
    return files("fontpkg_arimo").joinpath("files", "Arimo[wght].ttf").read_bytes()


@cache
def _glyphs() -> dict[int, str]:
    glyphs: dict[int, str] = _opened().getBestCmap()
    return glyphs


@cache
def _outlines(*, bold: bool) -> Any:
    return _opened().getGlyphSet(location={"wght": _WEIGHT[bold]})


@cache
def glyph_advance(char: str, *, bold: bool) -> float:
    """Return the width of a character in font sizes; one the font lacks is drawn by another font, at most 1.2 wide."""
    name = _glyphs().get(ord(char))
    if name is None:
        return 0.0 if unicodedata.combining(char) else 1.2
    return float(_outlines(bold=bold)[name].width) / 2048


def break_word(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Return a word broken after any character into pieces no wider than ``width`` points."""
    pieces = [""]
    for char in word:
        if pieces[-1] and text_width(pieces[-1] + char, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


_PADDING = 14.0
"""Horizontal padding of a cell in a word processor, both sides together (points)."""
_WIDER = 1.3
"""Readers may lack our font and see a wider one: DejaVu Serif is wider by a quarter."""


def column_widths(rows: Sequence[Sequence[str]], *, width: float, size: float) -> list[float]:
    """Return the widths of the columns of a table, in points.

    No word is cut if the page is wide enough; what remains goes to long texts. ``rows`` holds the texts of the cells,
    titles included; ``width`` of the table and ``size`` of the letters are in points. The table is narrower than the
    page only where every text fits on one line.
    """
    columns = list(zip(*rows, strict=True))
    minimum = [max((_widest(cell.split(), size) for cell in column), default=0.0) + _PADDING for column in columns]
    natural = [max((_text(cell, size) for cell in column), default=0.0) + _PADDING for column in columns]
    if sum(natural) <= width:
        return natural
    if sum(minimum) >= width:
        return [column_width * width / sum(minimum) for column_width in minimum]
    share = (width - sum(minimum)) / (sum(natural) - sum(minimum))
    return [low + (high - low) * share for low, high in zip(minimum, natural, strict=True)]


def _widest(words: Sequence[str], size: float) -> float:
    return max((_text(word, size) for word in words), default=0.0)


def _text(text: str, size: float) -> float:
    return _WIDER * text_width(text, size, bold=True)
