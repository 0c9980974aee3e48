"""Text that a program read in a wrong encoding and saved ("MÃ¼ller" for "Müller"), corrected. Pure.

ftfy finds out which two encodings were mixed up; it sees only texts with a pair of characters that hardly any language
has. Texts of line formats are corrected line by line before they are parsed, those of XML, JSON and workbooks value by
value afterwards: in these a letter can be written in several ways.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import msgspec

from harvester.citation import Citation
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning
from harvester.formats.text.encoding import DecodedText

_SECOND_CHARACTER: Final = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039"
    "\u203a\u20ac\u2122]"
)
_MOJIBAKE: Final = {letter: re.compile(letter + _SECOND_CHARACTER) for letter in "ÂÃÅÄÎÏÐÑ"} | {
    "â": re.compile("â(?:€|\u0080|ˆ|‰)")
}
"""What the two or three bytes of a letter in UTF-8 look like in cp1252 or Latin-1, by the first of them.

One pattern for each first letter: to look for a letter takes a twentieth of the time of looking for any of nine.
"""


_LOST_QUOTE: Final = re.compile(rf"â€(?:\u009d|\\x9d|(?!{_SECOND_CHARACTER}))")
"""A closing quotation mark: its last byte is no letter in cp1252, and most programs dropped it."""
_ENCODER: Final = msgspec.json.Encoder()


def fix_mojibake(decoded: DecodedText) -> DecodedText:
    """Return a text whose lines that were read in a wrong encoding are fixed where that is sure."""
    if decoded.text.isascii() or not has_mojibake(decoded.text):
        return decoded
    lines = decoded.text.split("\n")
    changed = []
    for number, line in enumerate(lines):
        if has_mojibake(line) and (fixed := _fixed_text(line)) != line:
            lines[number] = fixed
            changed.append(number + 1)
    if not changed:
        return decoded
    return replace(
        decoded, text="\n".join(lines), warnings=(*decoded.warnings, _warning(changed[0], f"{len(changed)} line(s)"))
    )


def fix_mojibake_of_records(parsed: ParsedFile) -> ParsedFile:
    """Return a file whose records have the values corrected that were read in a wrong encoding."""
    records = tuple([fix_mojibake_of_record(record) for record in parsed.records])
    changed = [new.line for new, old in zip(records, parsed.records, strict=True) if new is not old]
    if not changed:
        return parsed
    warning = _warning(changed[0], f"{len(changed)} record(s)")
    return msgspec.structs.replace(parsed, records=records, warnings=(*parsed.warnings, warning))


def fix_mojibake_of_record(record: ParsedRecord) -> ParsedRecord:
    """Return a record with the values corrected that were read in a wrong encoding; itself when there is none."""
    citation = _fixed_citation(record.citation)
    return record if citation is record.citation else msgspec.structs.replace(record, citation=citation)


def has_mojibake(text: str) -> bool:
    """Return whether a text holds a pair of characters that a letter in UTF-8 becomes in cp1252 or Latin-1."""
    return any(first in text and pair.search(text) is not None for first, pair in _MOJIBAKE.items())


def _warning(line: int, what: str) -> ParseWarning:
    return ParseWarning(line, f"{what} had been read in a wrong encoding before; letters were fixed, first here")


def _fixed_citation(citation: Citation) -> Citation:
    data = _ENCODER.encode(citation)
    if data.isascii() or not has_mojibake(data.decode()):
        return citation
    fixed = _fixed_value(msgspec.to_builtins(citation))
    found = msgspec.convert(fixed, Citation)
    return citation if found == citation else found


def _fixed_value(value: Any) -> Any:
    """Return a value with every text in it fixed."""
    if isinstance(value, str):
        return value if value.isascii() or not has_mojibake(value) else _fixed_text(value)
    if isinstance(value, dict):
        return {name: _fixed_value(member) for name, member in value.items()}
    return [_fixed_value(member) for member in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=1_000)  # a journal and its authors come again
def _fixed_text(text: str) -> str:
    from ftfy import TextFixerConfig, fix_encoding
    from ftfy.badness import is_bad

    config = TextFixerConfig(unescape_html=False, replace_lossy_sequences=False, normalization=None, explain=False)
    fixed: str = fix_encoding(_LOST_QUOTE.sub("â€\u009d", text), config)
    return text if is_bad(fixed) or "\n" in fixed or "\ufffd" in fixed else fixed
