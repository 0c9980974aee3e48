"""Read replies of Elsevier's Embase API (application/json). Pure.

No reply of this API has been published, so the layout is the one that its clients read: ``results[]`` with
``itemInfo.itemIdList`` and ``head`` (title, authors, source, abstract), named after Elsevier's ANI records. Member
names are therefore compared without case, hyphen and "@", a value may be single or in a list, and members that no
field holds are kept in ``extra`` as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.errors import FormatError
from harvester.formats.fields.accession import parse_pui
from harvester.formats.fields.placeholders import choose_title, real_abstract
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.text.cleaning import clean_line, plain_text
from harvester.formats.text.mojibake import fix_mojibake_of_records

_HINT: Final = "Run the search again; a reply of the Embase API is a JSON object with a list of results."
_TEXT_MEMBERS: Final = ("$", "text", "value", "ttltext", "paras", "name", "code")
_READ: Final = {
    "head": frozenset(["citationtitle", "authorlist", "source", "abstracts"]),
    "source": frozenset(
        ["publicationyear", "sourcetitle", "sourcetitleabbrev", "volisspag", "issn", "isbn", "publisher"]
    ),
    "itemInfo": frozenset(["itemidlist"]),
}
_DATABASE: Final = "Embase"


def parse_embase_json(data: bytes, *, name: str) -> ParsedFile:
    """Read the records of one reply of the Embase API. ``name`` is the reply in messages.

    ``line`` of a record is its position in the reply. A record that is no object, or has neither accession number nor
    title, is in ``unreadable``. Raises FormatError when the reply is not of this API.
    """
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for position, result in enumerate(_results(data, name), start=1):
        record = _entry(result, position) if isinstance(result, dict) else None
        if record is None:
            unreadable.append(
                UnreadableRecord(position, f"record {position} has neither an accession number nor a title")
            )
        else:
            records.append(record)
    return fix_mojibake_of_records(ParsedFile("embase-json", "utf-8", tuple(records), tuple(unreadable), ()))


def _results(data: bytes, name: str) -> list[Any]:
    try:
        content = json.loads(data, strict=False)
    except (ValueError, RecursionError) as broken:
        raise FormatError(f"{name}: broken JSON ({broken})", hint=_HINT) from broken
    results = content.get("results") if isinstance(content, dict) else None
    if not isinstance(results, list):
        raise FormatError(f"{name}: not a reply of the Embase API: it has no list of results", hint=_HINT)
    return results


def _entry(result: dict[str, Any], position: int) -> ParsedRecord | None:
    numbers = _at(result, "iteminfo", "itemidlist")
    accession = next((number for kind in ("pui", "lui") if (number := parse_pui(_text(_at(numbers, kind))))), "")
    citation = _citation(result, numbers, accession)
    if not accession and not citation.title:
        return None
    return ParsedRecord(citation, accession, accession, position)


def _citation(result: dict[str, Any], numbers: object, accession: str) -> Citation:
    head, source = _at(result, "head"), _at(result, "head", "source")
    title, original = _titles(_at(head, "citationtitle", "titletext"))
    types = tuple(_texts(_at(head, "citationinfo", "citationtype")))
    extent = _at(source, "volisspag")
    year = _text(_at(source, "publicationyear"))
    return Citation(
        kind=classify_publication(types),
        title=title,
        title_original=original,
        authors=tuple(_authors(_at(head, "authorlist", "authors"))),
        year=normalise.year(year),
        date=year,
        journal=_text(_at(source, "sourcetitle")),
        journal_abbreviation=_text(_at(source, "sourcetitleabbrev")),
        volume=_text(_at(extent, "voliss", "volume")),
        issue=_text(_at(extent, "voliss", "issue")),
        pages=_pages(extent),
        doi=normalise.doi(_text(_at(numbers, "doi"))),
        pmid=normalise.pmid(_text(_at(numbers, "medl"))),
        identifiers=tuple(_identifiers(numbers, accession)),
        issns=tuple(_texts(_at(source, "issn"))),
        isbns=tuple(_texts(_at(source, "isbn"))),
        abstract=real_abstract(" ".join(_texts(_at(head, "abstracts", "abstracts")))),
        publication_types=types,
        publisher=_text(_at(source, "publisher")),
        databases=(_DATABASE,),
        extra=tuple(_unread(result)),
    )


def _titles(value: object) -> tuple[str, str]:
    """Return the title, and the original one where the first is a translation, else ""."""
    titles = [item for item in _listed(value) if _text(item)]
    if not titles:
        return "", ""
    originals = [_text(item) for item in titles[1:] if _text(_at(item, "original")).casefold() in {"y", "true"}]
    return choose_title(_text(titles[0]), originals[0] if originals else "")


def _authors(value: object) -> Iterator[Author]:
    for author in _listed(value):
        family = _text(_at(author, "surname"))
        given_names = _text(_at(author, "givenname")) or _text(_at(author, "initials"))
        group = _text(_at(author, "collaboration"))
        if family:
            yield Author(family, given_names, _text(_at(author, "suffix")))
        elif group:
            yield Author(group, group=True)


def _pages(extent: object) -> str:
    first, last = _text(_at(extent, "pagerange", "first")), _text(_at(extent, "pagerange", "last"))
    return "-".join(page for page in (first, last) if page) or _text(_at(extent, "pages"))


def _identifiers(numbers: object, accession: str) -> Iterator[tuple[str, str]]:
    if accession:
        yield "pui", accession
    for kind, value in _folded(numbers).items():
        number = _text(value)
        if number and kind not in {"doi", "medl"} and parse_pui(number) != accession:
            yield clean_line(kind), number


def _unread(result: dict[str, Any]) -> Iterator[tuple[str, str]]:
    parts = {"": result, "head": _at(result, "head"), "itemInfo": _at(result, "iteminfo")}
    parts["source"] = _at(result, "head", "source")
    for part, value in parts.items():
        read = _READ.get(part, frozenset(["head", "iteminfo"]))
        for name, member in value.items() if isinstance(value, dict) else ():
            if _fold(name) not in read and member not in (None, "", [], {}):
                yield clean_line(f"{part}.{name}".lstrip(".")), json.dumps(member, ensure_ascii=False, sort_keys=True)


def _fold(name: str) -> str:
    return name.replace("-", "").lstrip("@").casefold()


def _folded(value: object) -> dict[str, Any]:
    return {_fold(str(name)): member for name, member in value.items()} if isinstance(value, dict) else {}


def _at(value: object, *path: str) -> object:
    for name in path:
        first = value[0] if isinstance(value, list) and value else value
        value = _folded(first).get(name)
    return value


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value: a string or number, a list of values, or an object that wraps one."""
    for item in _listed(value):
        if isinstance(item, dict):
            wrapped = next((item[name] for name in _TEXT_MEMBERS if name in item), None)
            yield from _texts(wrapped)
        elif isinstance(item, list):
            yield from _texts(item)
        elif text := plain_text(str(item)):
            yield text


def _text(value: object) -> str:
    return next(_texts(value), "")
