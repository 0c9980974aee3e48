"""Text that somebody else read in the wrong encoding and saved so ("MÃ¼ller" for "Müller") → what it was. Pure.

ftfy finds out which two encodings were mixed up, and leaves alone what may be meant as it stands. It is asked only
about lines with a pair of characters that hardly any language has; what it makes of them is told as an oddity.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from harvester.formats.model import ParseWarning
from harvester.formats.text.encoding import DecodedText

_BEHIND: Final = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039"
    "\u203a\u20ac\u2122]"
)
_SUSPICIOUS: Final = {letter: re.compile(letter + _BEHIND) for letter in "ÂÃÅÄÎÏÐÑ"} | {
    "â": re.compile("â(?:€|\u0080|ˆ|‰)")
}
"""What the two or three bytes of a letter in UTF-8 look like in cp1252 or Latin-1, by the first of them.

One pattern for each first letter: to look for a letter takes a twentieth of the time of looking for any of nine.
"""


def fix_mojibake(decoded: DecodedText) -> DecodedText:
    """The same text, lines that were once read in a wrong encoding mended where that is sure."""
    if decoded.text.isascii() or not has_mojibake(decoded.text):
        return decoded
    lines = decoded.text.split("\n")
    changed = []
    for number, line in enumerate(lines):
        if has_mojibake(line) and (fixed := _fixed_line(line)) != line:
            lines[number] = fixed
            changed.append(number + 1)
    if not changed:
        return decoded
    warning = ParseWarning(
        changed[0], f"{len(changed)} line(s) had been read in a wrong encoding before; letters were mended, first here"
    )
    return replace(decoded, text="\n".join(lines), warnings=(*decoded.warnings, warning))


def has_mojibake(text: str) -> bool:
    """Whether a text holds a pair of characters that letters in UTF-8 become in cp1252 or Latin-1."""
    return any(first in text and pair.search(text) is not None for first, pair in _SUSPICIOUS.items())


def _fixed_line(line: str) -> str:
    from ftfy import TextFixerConfig, fix_encoding
    from ftfy.badness import is_bad

    config = TextFixerConfig(unescape_html=False, replace_lossy_sequences=False, normalization=None, explain=False)
    fixed: str = fix_encoding(line, config)
    return line if is_bad(fixed) or "\n" in fixed or "\ufffd" in fixed else fixed
