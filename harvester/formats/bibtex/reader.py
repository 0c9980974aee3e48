"""Read BibTeX and biblatex, in the dialects of Scopus, Web of Science, ACM, PubMed, Zotero and others. Pure.

bibtexparser splits the file into entries. Their values are read here, because its middleware skips entries with a
repeated key (EndNote gives all of them an empty one).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Final

from bibtexparser.model import Block, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.model import Entry as BibEntry
from bibtexparser.splitter import Splitter
from msgspec.structs import replace

from harvester.errors import FormatError
from harvester.formats.bibtex.fields import (
    BIBTEX_FIELD_MAP,
    BIBTEX_KINDS,
    DASH_FIELDS,
    DATE_FIELDS,
    NON_DOCUMENT_TYPES,
    VERBATIM_FIELDS,
    bibtex_date,
    parse_bibtex_authors,
)
from harvester.formats.bibtex.latex import address_to_text
from harvester.formats.bibtex.latex import latex_to_text as latex_decoded
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldValues
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.text.cleaning import collapse_whitespace, plain_text
from harvester.formats.text.encoding import DecodedText

logging.getLogger("bibtexparser.splitter").disabled = True  # it logs what is returned here as an UnreadableRecord

_NO_KEY: Final = re.compile(
    r"^([ \t]*@(?!string|comment|preamble)\w+[ \t]*[{(])(?=\s*[a-z-]+\s*=\s*[{\"\d])", re.IGNORECASE | re.MULTILINE
)
"""EndNote omits the key and its comma where a record has no label."""
_NO_COMMA: Final = re.compile(
    r"(?<=[}\"\d])(?=\s+(?:abstract|author|booktitle|doi|editor|eprint|isbn|issn|journal|keywords|month|note|number|pages|"
    r"publisher|title|url|volume|year)\s*=\s*[{\"])",
    re.IGNORECASE,
)
"""Journals on OJS 2.4 omit the comma between the pages and the DOI."""
_KEY: Final = re.compile(
    r"^([ \t]*@(?!string|comment|preamble)\w+[ \t]*[{(][ \t]*)([^\s{}=,\"]+(?:,[^{}=,\"\n]+)+)(?=,\s*[a-z][\w-]*\s*=)",
    re.IGNORECASE | re.MULTILINE,
)
"""A key with commas in it, as Scopus makes of the pages "3, 17"."""
_COMMA_OF_KEY: Final = "\x01"  # cannot occur in decoded text
_ADDRESS_ALONE: Final = re.compile(r"\{*(?:\\url[ \t]*\{)?(?:https?|ftp)://\S+", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:https?|ftp)://[^\s<>\"]+")
_DASHES: Final = re.compile("-{2,3}")
_LONGEST_STRING: Final = 2_000
_INHERITED: Final = frozenset(["editor", "publisher", "location", "address", "year", "date", "isbn", "series"])
_LISTS: Final = frozenset(
    ["keywords", "keyword", "author_keywords", "keywords-plus", "mesh", "document_type", "issn", "isbn"]
)

Values = dict[str, list[str]]


def read_bibtex(decoded: DecodedText, *, name: str) -> ParsedFile:
    """Read the records of BibTeX. Values that no field holds are kept in ``extra`` under their lower-case name.

    An entry whose braces or quotation marks don't close is in ``unreadable``. Raises FormatError when the parser fails
    on the file.
    """
    text, missing = _with_commas(decoded.text)
    blocks = _blocks(text, name)
    strings = _strings(blocks)
    raw_records = [(block, _raw_values(block, strings)) for block in blocks if isinstance(block, BibEntry)]
    by_key = {_key(block): values for block, values in raw_records if block.key}
    records: list[ParsedRecord] = []
    broken = [block for block in blocks if isinstance(block, ParsingFailedBlock)]
    unreadable = [UnreadableRecord(_line(block), f"broken BibTeX: {_reason(block)}") for block in broken]
    warnings = [*decoded.warnings, *missing]
    for block, values in raw_records:
        if block.entry_type in NON_DOCUMENT_TYPES:
            warnings.append(
                ParseWarning(_line(block), f"@{block.entry_type} is no record of a document; it was skipped")
            )
        elif values:
            records.append(_entry(block, _with_parent(values, by_key)))
        else:
            unreadable.append(UnreadableRecord(_line(block), "the record is empty: no field of it has a value"))
    first = blocks[0] if blocks else None
    preamble = str(first.comment).strip() if isinstance(first, ImplicitComment) else ""
    return ParsedFile("bibtex", decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings), preamble)


def _with_commas(text: str) -> tuple[str, list[ParseWarning]]:
    """Return the text with missing commas added, and a warning for each that was missing between fields."""
    text = _KEY.sub(lambda match: match[1] + match[2].replace(",", _COMMA_OF_KEY), _NO_KEY.sub(r"\1,", text))
    positions = [match.start() for match in _NO_COMMA.finditer(text)]
    message = "the comma after a field is missing; it was added"
    missing = [ParseWarning(text.count("\n", 0, position) + 1, message) for position in positions]
    return (_NO_COMMA.sub(",", text), missing) if positions else (text, missing)


def _blocks(text: str, name: str) -> list[Block]:
    from bibtexparser.exceptions import ParserStateException

    try:
        library = Splitter(text).split()
    except ParserStateException as fault:
        raise FormatError(
            f"{name}, line 1: the BibTeX cannot be split into entries: {fault.message}",
            hint="Export the records as RIS.",
        ) from fault
    return [_unwrapped(block) for block in library.blocks]


def _unwrapped(block: Block) -> Block:
    """Return the entry in a block that failed only because its key, or one of its fields, is repeated."""
    while isinstance(block, ParsingFailedBlock) and block.ignore_error_block is not None:
        block = block.ignore_error_block
    return block


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _reason(block: ParsingFailedBlock) -> str:
    return collapse_whitespace(str(getattr(block.error, "abort_reason", block.error)))


def _raw_values(block: BibEntry, strings: Mapping[str, str]) -> Values:
    """Return the values by lower-case name, still in LaTeX, without empty ones."""
    values: Values = {}
    for field in block.fields:
        if value := _resolved(str(field.value), strings).strip():
            values.setdefault(field.key.casefold(), []).append(value)
    return values


def _strings(blocks: list[Block]) -> dict[str, str]:
    """Return the texts of the @strings by name, each made of those before it, as BibTeX does.

    One that grows beyond any name of a journal or publisher is left out: ten lines of "@string{b = a # a # a …}" make
    gigabytes of one letter.
    """
    strings: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, String) and len(text := _resolved(str(block.value), strings)) <= _LONGEST_STRING:
            strings[block.key.casefold()] = text
    return strings


def _resolved(raw: str, strings: Mapping[str, str]) -> str:
    """Return the text of ``{text}``, ``"text"``, a number, a name of an @string, or several joined by ``#``."""
    return "".join(_part(part.strip(), strings) for part in _joined_parts(raw))


def _part(part: str, strings: Mapping[str, str]) -> str:
    if len(part) > 1 and (part[0], part[-1]) in {("{", "}"), ('"', '"')}:
        return part[1:-1]
    return strings.get(part.casefold(), part)


def _joined_parts(raw: str) -> Iterator[str]:
    if "#" not in raw:
        yield raw
        return
    depth, quoted, start = 0, False, 0
    for position, mark in enumerate(raw):
        if mark in "{}":
            depth += 1 if mark == "{" else -1
        elif mark == '"' and depth == 0:
            quoted = not quoted
        elif mark == "#" and depth == 0 and not quoted:
            yield raw[start:position]
            start = position + 1
    yield raw[start:]


def _with_parent(values: Values, by_key: Mapping[str, Values]) -> Values:
    """Return the values of a chapter with those of the book that its ``crossref`` names."""
    parent = by_key.get(values.get("crossref", [""])[0].strip(), {})
    inherited = {name: texts for name, texts in parent.items() if name in _INHERITED and name not in values}
    if "title" in parent and "booktitle" not in values:
        inherited["booktitle"] = parent["title"]
    return {**values, **inherited}


def _entry(block: BibEntry, raw: Values) -> ParsedRecord:
    names = raw.pop("author", None) or raw.pop("editor", [])
    authors, complete = parse_bibtex_authors(" and ".join(names))
    values = {name: texts for name, raw_texts in raw.items() if (texts := _texts(name, raw_texts))}
    number = _accession(values)
    identifiers = accession.to_identifiers(number)
    if "eprint" in values and "arxiv" in " ".join(_either(values, "eprinttype", "archiveprefix")).casefold():
        identifiers.append(("arxiv", values["eprint"][0]))
    kind = _kind(block.entry_type, values)
    _prepare(values)
    key = _key(block)
    if key:
        values["ID"] = [key]
    citation = build_citation(FieldValues(values, BIBTEX_FIELD_MAP), kind=kind, identifiers=identifiers)
    if names and not authors and complete:
        citation = replace(citation, extra=(*citation.extra, *(("author", plain_text(name)) for name in names)))
    citation = replace(citation, authors=authors, authors_complete=complete)
    return ParsedRecord(citation, number, key or number, _line(block))


def _key(block: BibEntry) -> str:
    return block.key.replace(_COMMA_OF_KEY, ",")


def _texts(name: str, raw_texts: list[str]) -> list[str]:
    """Return the values without LaTeX, except addresses and numbers, which exporters write verbatim."""
    texts = [plain_text(_text(name, text)) for text in raw_texts]
    if name == "note":
        texts = [
            part.strip() for text in texts for part in text.split(" | ")
        ]  # the separator of this writer and of Rayyan
    if name in _LISTS:
        mark = ";" if any(";" in text for text in texts) or name not in {"keywords", "keyword"} else ","
        texts = [part.strip() for text in texts for part in text.split(mark)]
    return [text for text in texts if text]


def _text(name: str, value: str) -> str:
    if name in VERBATIM_FIELDS or _ADDRESS_ALONE.fullmatch(value):
        return address_to_text(value)
    return latex_decoded(_DASHES.sub("-", value) if name in DASH_FIELDS else value)


def _kind(entry_type: str, values: Values) -> str:
    kind = BIBTEX_KINDS.get(entry_type, "")
    if not kind:
        values["entry type"] = [entry_type]
    preprint = "eprint" in values and not _either(values, "journal", "journaltitle", "booktitle")
    types = _either(values, "document_type", "publication_type", "type")
    return classify_publication(types, "preprint" if preprint and kind in {"article", "other"} else kind or "article")


def _prepare(values: Values) -> None:
    if "title" in values and "subtitle" in values:
        values["title"] = [f"{values['title'][0]}: {values.pop('subtitle')[0]}"]
    _find_published_address(values)
    if date := bibtex_date({name: values[name][0] for name in DATE_FIELDS if name in values}):
        values["whole date"] = [date]
        for name in ("date", "month", "day"):
            values.pop(name, None)


def _find_published_address(values: Values) -> None:
    """Add the address in ``howpublished``, where BibTeX, which has no field for one, puts it."""
    for text in values.get("howpublished", ()):
        if match := _ADDRESS.search(text):
            values["howpublished url"] = [match.group().rstrip(".,;)")]
            if match.group() == text:
                del values["howpublished"]
            return


def _accession(values: Values) -> str:
    for name in ("unique-id", "unique_id", "accession_number", "accession-number", "pmid"):
        if number := accession.normalise_wos(accession.clean_accession(values.get(name, [""])[0])):
            return number
    return accession.find_in_urls(values.get("url", ()))


def _either(values: Values, *names: str) -> list[str]:
    return [value for name in names for value in values.get(name, ())]
