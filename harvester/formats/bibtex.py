"""BibTeX and biblatex, in the dialects of Scopus, Web of Science, ACM, PubMed, Zotero and others → citations. Pure.

bibtexparser cuts the file into entries; what is in a value is read here, because its chain of transformations leaves
entries with a key that came before (EndNote gives all of them an empty one) as they are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from bibtexparser.model import Block, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.model import Entry as BibEntry
from bibtexparser.splitter import Splitter

from harvester.errors import FormatError
from harvester.formats import accession
from harvester.formats.bibtex_fields import BIBTEX_KINDS, DATES, NO_DOCUMENTS, PAGES, TABLE, VERBATIM, date_of
from harvester.formats.bibtex_latex import decoded as latex_decoded
from harvester.formats.bibtex_names import people
from harvester.formats.citations import citation_of
from harvester.formats.decoding import Decoded
from harvester.formats.entry import BadEntry, Entry, Oddity, ReadFile
from harvester.formats.fields import Fields
from harvester.formats.kinds import kind_of
from harvester.formats.text import one_line, plain

logging.getLogger("bibtexparser.splitter").disabled = True  # it logs what is told here as a BadEntry

_NO_KEY: Final = re.compile(
    r"^([ \t]*@(?!string|comment|preamble)\w+[ \t]*[{(])(?=\s*[a-z-]+\s*=\s*[{\"\d])", re.IGNORECASE | re.MULTILINE
)
"""EndNote leaves the key, and the comma behind it, out where a record has no label."""
_NO_COMMA: Final = re.compile(
    r"(?<=[}\"\d])(?=\s+(?:abstract|author|booktitle|doi|editor|eprint|isbn|issn|journal|keywords|month|note|number|pages|"
    r"publisher|title|url|volume|year)\s*=\s*[{\"])",
    re.IGNORECASE,
)
"""Journals on OJS 2.4 leave it out between the pages and the DOI."""
_DASHES: Final = re.compile("-{2,3}")
_INHERITED: Final = frozenset(["editor", "publisher", "location", "address", "year", "date", "isbn", "series"])
_LISTS: Final = frozenset(
    ["keywords", "keyword", "author_keywords", "keywords-plus", "mesh", "document_type", "issn", "isbn"]
)

Values = dict[str, list[str]]


def read_bibtex(decoded: Decoded, *, name: str) -> ReadFile:
    """Records of BibTeX. Values no field takes are kept in ``Citation.extra`` under their lower-case name.

    An entry whose braces or quotation marks don't close is in ``bad``, the others go on. Raises FormatError when the
    parser gives up on the file.
    """
    text, missing = _with_commas(decoded.text)
    blocks = _blocks(text, name)
    strings = {block.key.casefold(): block.value for block in blocks if isinstance(block, String)}
    found = [(block, _raw_values(block, strings)) for block in blocks if isinstance(block, BibEntry)]
    by_key = {block.key: values for block, values in found if block.key}
    entries: list[Entry] = []
    bad = [BadEntry(_line(block), f"broken BibTeX: {_reason(block)}") for block in blocks if _is_broken(block)]
    oddities = [*decoded.oddities, *missing]
    for block, values in found:
        if block.entry_type in NO_DOCUMENTS:
            oddities.append(Oddity(_line(block), f"@{block.entry_type} is no record of a document; it was skipped"))
        elif values:
            entries.append(_entry(block, _with_parent(values, by_key)))
        else:
            bad.append(BadEntry(_line(block), "the record is empty: no field of it has a value"))
    first = blocks[0] if blocks else None
    preamble = str(first.comment).strip() if isinstance(first, ImplicitComment) else ""
    return ReadFile("bibtex", decoded.encoding, tuple(entries), tuple(bad), tuple(oddities), preamble)


def _with_commas(text: str) -> tuple[str, list[Oddity]]:
    """The text with the commas that belong between its parts, and where one between fields was missing."""
    text = _NO_KEY.sub(r"\1,", text)
    places = [found.start() for found in _NO_COMMA.finditer(text)]
    said = "the comma behind a field is missing; it was put in"
    missing = [Oddity(text.count("\n", 0, place) + 1, said) for place in places]
    return (_NO_COMMA.sub(",", text), missing) if places else (text, missing)


def _blocks(text: str, name: str) -> list[Block]:
    from bibtexparser.exceptions import ParserStateException

    try:
        library = Splitter(text).split()
    except ParserStateException as fault:
        raise FormatError(
            f"{name}, line 1: the BibTeX cannot be taken apart: {fault.message}", hint="Export the records as RIS."
        ) from fault
    return [_unwrapped(block) for block in library.blocks]


def _unwrapped(block: Block) -> Block:
    """An entry whose key, or one of whose fields, came before is an entry all the same."""
    while isinstance(block, ParsingFailedBlock) and block.ignore_error_block is not None:
        block = block.ignore_error_block
    return block


def _is_broken(block: Block) -> bool:
    return isinstance(block, ParsingFailedBlock)


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _reason(block: Block) -> str:
    error: Any = block.error if isinstance(block, ParsingFailedBlock) else None
    return one_line(str(getattr(error, "abort_reason", error)))


def _raw_values(block: BibEntry, strings: Mapping[str, str]) -> Values:
    """The values by lower-case name, still in LaTeX; empty ones are left out."""
    values: Values = {}
    for field in block.fields:
        if value := _resolved(str(field.value), strings).strip():
            values.setdefault(field.key.casefold(), []).append(value)
    return values


def _resolved(raw: str, strings: Mapping[str, str], depth: int = 0) -> str:
    """``{text}``, ``"text"``, a number, a name of an @string, or several of them joined by ``#``."""
    return "".join(_part(part.strip(), strings, depth) for part in _joined_parts(raw))


def _part(part: str, strings: Mapping[str, str], depth: int) -> str:
    if len(part) > 1 and (part[0], part[-1]) in {("{", "}"), ('"', '"')}:
        return part[1:-1]
    defined = strings.get(part.casefold())
    return part if defined is None or depth > 9 else _resolved(defined, strings, depth + 1)


def _joined_parts(raw: str) -> Iterator[str]:
    if "#" not in raw:
        yield raw
        return
    depth, quoted, start = 0, False, 0
    for place, mark in enumerate(raw):
        if mark in "{}":
            depth += 1 if mark == "{" else -1
        elif mark == '"' and depth == 0:
            quoted = not quoted
        elif mark == "#" and depth == 0 and not quoted:
            yield raw[start:place]
            start = place + 1
    yield raw[start:]


def _with_parent(values: Values, by_key: Mapping[str, Values]) -> Values:
    """A chapter says with ``crossref`` in which book it is, and has that book's publisher, editor and year."""
    parent = by_key.get(values.get("crossref", [""])[0].strip(), {})
    inherited = {name: held for name, held in parent.items() if name in _INHERITED and name not in values}
    if "title" in parent and "booktitle" not in values:
        inherited["booktitle"] = parent["title"]
    return {**values, **inherited}


def _entry(block: BibEntry, raw: Values) -> Entry:
    names = raw.pop("author", None) or raw.pop("editor", [])
    authors, complete = people(" and ".join(names))
    values = {name: kept for name, held in raw.items() if (kept := _texts(name, held))}
    number = _accession(values)
    identifiers = accession.identifiers(number)
    if "eprint" in values and "arxiv" in " ".join(_either(values, "eprinttype", "archiveprefix")).casefold():
        identifiers.append(("arxiv", values["eprint"][0]))
    kind = _kind(block.entry_type, values)
    _prepare(values)
    if block.key:
        values["ID"] = [block.key]
    citation = citation_of(Fields(values, TABLE), kind=kind, identifiers=identifiers)
    if names and not authors and complete:
        citation = replace(citation, extra=(*citation.extra, *(("author", plain(name)) for name in names)))
    citation = replace(citation, authors=authors, authors_complete=complete)
    return Entry(citation, number, block.key or number, _line(block))


def _texts(name: str, held: list[str]) -> list[str]:
    """Values as text: no LaTeX, except in addresses and numbers, which exporters write as they are."""
    texts = [plain(_text(name, text)) for text in held]
    if name == "note":
        texts = [part.strip() for text in texts for part in text.split(" | ")]  # our writer's mark, and Rayyan's
    if name in _LISTS:
        mark = ";" if any(";" in text for text in texts) or name not in {"keywords", "keyword"} else ","
        texts = [part.strip() for text in texts for part in text.split(mark)]
    return [text for text in texts if text]


def _text(name: str, value: str) -> str:
    if name in VERBATIM and "\\" not in value:
        return value.strip("{}")
    return latex_decoded(_DASHES.sub("-", value) if name in PAGES else value)


def _kind(entry_type: str, values: Values) -> str:
    stated = BIBTEX_KINDS.get(entry_type, "")
    if not stated:
        values["entry type"] = [entry_type]
    preprint = "eprint" in values and not _either(values, "journal", "journaltitle", "booktitle")
    types = _either(values, "document_type", "publication_type", "type")
    return kind_of(types, "preprint" if preprint and stated in {"article", "other"} else stated or "article")


def _prepare(values: Values) -> None:
    if "title" in values and "subtitle" in values:
        values["title"] = [f"{values['title'][0]}: {values.pop('subtitle')[0]}"]
    if date := date_of({name: values[name][0] for name in DATES if name in values}):
        values["whole date"] = [date]
        for name in ("date", "month", "day"):
            values.pop(name, None)


def _accession(values: Values) -> str:
    for name in ("unique-id", "unique_id", "accession_number", "accession-number", "pmid"):
        if number := accession.web_of_science(accession.stated(values.get(name, [""])[0])):
            return number
    return accession.from_urls(values.get("url", ()))


def _either(values: Values, *names: str) -> list[str]:
    return [value for name in names for value in values.get(name, ())]
