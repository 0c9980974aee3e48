"""Bytes → text: the encoding, and characters that no bibliographic value can hold. Pure."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from typing import Final

from harvester.formats.model import ParseWarning

_MARKS: Final = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_BREAKS: Final = re.compile("[\v\f\x85\u2028\u2029]")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_CONTROL_BYTES: Final = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r")
_RARE_BYTES: Final = {  # C1 controls, line and paragraph separator, byte order mark inside the text, non-characters
    b"\xc2": re.compile(rb"\xc2[\x80-\x9f]"),
    b"\xe2": re.compile(rb"\xe2\x80[\xa8\xa9]"),
    b"\xef": re.compile(rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])"),
}
"""By the first of their bytes, which is looked for at once."""
_SAMPLE: Final = 100_000
_MOST_FOREIGN: Final = 0.25
"""Share of letters outside ASCII: some 5 % in French and German; most of them in Russian or Chinese read as cp1252."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text with ``\\n`` as its only line break, its encoding, and warnings about what was fixed."""

    text: str
    encoding: str
    warnings: tuple[ParseWarning, ...]


def decode(data: bytes) -> DecodedText:
    """Return the text of a file of unknown encoding. Never fails: what no encoding explains is replaced."""
    text, encoding, warnings = _decoded(data)
    text = text.removeprefix("ï»¿")  # a byte order mark that some program took for letters
    if "\r" in text:
        text = io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)
    text = text.replace("\u00a0", " ")
    if encoding in {"utf-8", "utf-8-sig"} and not _suspicious(data):
        return DecodedText(text, encoding, warnings)
    text = _LINE_BREAKS.sub(" ", text)  # line breaks of other trades: inside a value they would cut it in two
    match = _FORBIDDEN.search(text)
    if match is None:
        return DecodedText(text, encoding, warnings)
    cleaned, count = _FORBIDDEN.subn("", text)
    line = text.count("\n", 0, match.start()) + 1
    warning = ParseWarning(line, f"{count} control character(s) removed, the first one here")
    return DecodedText(cleaned, encoding, (*warnings, warning))


def _suspicious(data: bytes) -> bool:
    """Return whether UTF-8 bytes hold a character that must go; much quicker than to check every character."""
    if len(data.translate(None, _CONTROL_BYTES)) != len(data):
        return True
    if data.isascii():
        return False
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    return any(first in data and pattern.search(data, start) for first, pattern in _RARE_BYTES.items())


def _decoded(data: bytes) -> tuple[str, str, tuple[ParseWarning, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, encoding)
    if (wide := _wide(data)) is not None:
        return _marked(data, wide)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as broken:
        if len(data) - broken.start < 4 and broken.reason == "unexpected end of data":
            return data[: broken.start].decode("utf-8"), "utf-8", (_cut(data),)
    return _line_by_line(data)


def _marked(data: bytes, encoding: str) -> tuple[str, str, tuple[ParseWarning, ...]]:
    try:
        return data.decode(encoding), encoding, ()
    except UnicodeDecodeError as broken:
        if encoding == "utf-8-sig":
            return _line_by_line(data.removeprefix(codecs.BOM_UTF8))
        line = data.count(b"\n", 0, broken.start) + 1
        warning = ParseWarning(line, f"not valid {encoding}; the broken characters were replaced")
        return data.decode(encoding, errors="replace"), encoding, (warning,)


def _wide(data: bytes) -> str | None:
    """Return UTF-16 without a byte order mark: ASCII letters leave every second byte empty."""
    head = data[:200]
    if len(head) < 8 or len(head) % 2:
        head = head[: len(head) // 2 * 2]
    if len(head) < 8:
        return None
    if not any(head[::2]) and all(head[1::2]):
        return "utf-16-be"
    return "utf-16-le" if not any(head[1::2]) and all(head[::2]) else None


def _cut(data: bytes) -> ParseWarning:
    return ParseWarning(data.count(b"\n") + 1, "the file ends in the middle of a character")


def _line_by_line(data: bytes) -> tuple[str, str, tuple[ParseWarning, ...]]:
    """Decode each line by itself: files joined from several exports mix encodings."""
    lines, first_old, wide_utf8 = [], 0, False
    for number, line in enumerate(data.split(b"\n"), start=1):
        text, old = _line(line)
        lines.append(text)
        if old:
            first_old = first_old or number
        else:
            wide_utf8 = wide_utf8 or not text.isascii()
    if not wide_utf8:
        full_text = "\n".join(lines)
        return full_text, "cp1252", (_doubtful(first_old),) if _is_doubtful(full_text) else ()
    warning = ParseWarning(first_old, "lines in an older encoding (cp1252) among UTF-8 lines, the first one here")
    return "\n".join(lines), "utf-8, cp1252", (warning,)


def _is_doubtful(text: str) -> bool:
    """Return whether more letters are outside ASCII than in any language of Western Europe."""
    letters = [char for char in text[:_SAMPLE] if char > "\x7f" or char.isalpha()]
    return sum(char > "\x7f" for char in letters) > _MOST_FOREIGN * len(letters)


def _doubtful(line: int) -> ParseWarning:
    return ParseWarning(
        line, "the letters are in no encoding known here and were read as cp1252: save the file as UTF-8"
    )


def _line(line: bytes) -> tuple[str, bool]:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding), encoding == "cp1252"
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1"), True
