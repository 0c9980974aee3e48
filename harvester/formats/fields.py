"""The tagged values of one record → a citation: the part that RIS, MEDLINE text and tables have in common. Pure.

A reader gathers the values of a record under the tags (or column names) of its file and gives a table that says which
tags fill which field, best first. What no field takes stays under its own tag in ``Citation.extra``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain, product
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.names import authors
from harvester.frozen import row_maker

_ISSN: Final = re.compile(r"(?<![\dXx-])(\d{4})-?(\d{3}[\dXx])(?![\dXx-])")
_KIND_OF_NUMBER: Final = re.compile(r"print|printed|electronic|online|linking|issn|isbn|e|p|l", re.IGNORECASE)
_SPELT_OUT: Final = re.compile(r"\b[ep]?ISSN[-:]", re.IGNORECASE)  # ERIC: "ISSN-1234-5679"
_WORD: Final = re.compile(r"[^\W_]{2,}")
_ISBN: Final = re.compile(r"(?<!\d)(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?!\d)")
_NOTICE: Final = "Copyright of "
_COPYRIGHT: Final = re.compile(r"\s+Copyright of \S.{0,300}? is the property of ")
_GLUED: Final = re.compile(r"\s(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4}|\s[A-Z][A-Z0-9] {1,2}- ")
"""A second DOI behind the first, or a tag that Rayyan did not know and glued to it."""
_DATE: Final = re.compile(r"(\d{4})[-/](\d{1,2})?(?:[-/](\d{1,2})?)?(?:/.*)?")
_DAY: Final = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
"""A day without marks between its parts ("20190131"), as EBSCO's tables and the ICTRP write it."""
NO_PAGES: Final = frozenset(["no-specified", "no specified", "no specified pages", "n.pag", "no pagination"])
_NOTHING: Final = ("na", "n/a", "null", "none", "nan", "-")
NO_VALUE: Final = frozenset(
    map("".join, chain.from_iterable(product(*zip(word, word.upper(), strict=True)) for word in _NOTHING))
)
"""What R, pandas, SciVal and publishers' sites write where there is no volume, issue, page or abstract, in any case."""
_NLM_NUMBERS: Final = re.compile(r"(?:\w{3}, ?)?\d{7,9}(?:, ?\w{3}|, ?\d{7,9})*")
"""NLM's numbers and code of a journal, which Zotero takes out of Ovid's M1 for an issue ("eag, 7805975")."""
_NOTED_PMID: Final = re.compile(r"(?:PMCID: ?PMC\d+[;,.]? )?PMID: ?(\d{1,8})(?!\d)")
_NOTED_PMCID: Final = re.compile(r"(?:PMID: ?\d+[;,.]? )?PMCID: ?(PMC\d+)")
"""Numbers that Zotero keeps at the beginning of its "Extra"; further on in a note they are of other papers."""
_PUBMED_SITE: Final = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)(\d{1,8})(?!\d)")
_REGISTRY: Final = re.compile(r"\bNCT\d{8}\b")


_BETWEEN_URLS: Final = re.compile(r"[\s;,|]+(?=https?://)")
_LONGEST_ISSUE: Final = 60
_SINGLE: Final = dict.fromkeys(
    [
        "title",
        "title_original",
        "volume",
        "language",
        "publisher",
        "place",
        "year",
        "date",
        "journal",
        "abbreviation",
        "issue",
        "pages",
        "first_page",
        "last_page",
        "article_number",
    ],
    "",
)
"""The fields that have one value, empty."""
_MOST_PLANS: Final = 10_000
_MADE: Final = row_maker(Citation)
_Published = tuple[str, str, tuple[str, ...], str, str]
"""Journal, its abbreviation, addresses, article number, pages."""
_Texts = tuple[str, str, str, str, str, str, str, str]
"""Title, original title, volume, language, publisher, place, issue, abstract."""


class Plan:
    """Which tags of a record fill which field, best first, and which fill none: the same for all records with these
    tags. ``single`` are the fields of one value with their tags, None when several tags contend for one of them.
    """

    __slots__ = ("fields", "rest", "single")

    def __init__(self, fields: dict[str, tuple[str, ...]], rest: tuple[str, ...]) -> None:
        self.fields = fields
        self.rest = rest
        single = tuple((field, tags) for field, tags in fields.items() if field in _SINGLE)
        contended = any(len(tags) > 1 for _, tags in single)
        self.single = None if contended else tuple((field, tags[0]) for field, tags in single)


class Table:
    """Which tags (or columns) fill which field, best first; a tag fills one field only."""

    __slots__ = ("_plans", "places")

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.places = {tag: (rank, field) for field, tags in fields.items() for rank, tag in enumerate(tags)}
        self._plans: dict[tuple[str, ...], Plan] = {}

    def plan(self, tags: tuple[str, ...]) -> Plan:
        """The plan for records with these tags. Files have few different ones, so plans are kept."""
        known = self._plans.get(tags)
        if known is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            known = self._plans[tags] = self._made(tags)
        return known

    def _made(self, tags: tuple[str, ...]) -> Plan:
        placed = sorted((*self.places[tag], tag) for tag in tags if tag in self.places)
        fields: dict[str, tuple[str, ...]] = {}
        for _, field, tag in placed:
            fields[field] = (*fields.get(field, ()), tag)
        return Plan(fields, tuple(tag for tag in tags if tag not in self.places))


class Fields:
    """The values of one record by field, while a citation is made of them. ``values`` holds them by tag.

    ``one`` gives the best value of a field. Other, different values of its tags are kept for ``extra``.
    """

    __slots__ = ("_fields", "_left", "_plan", "_values", "one")
    one: Callable[[str], str]

    def __init__(self, values: Mapping[str, list[str]], table: Table) -> None:
        self._values = values
        self._plan = table.plan(tuple(values))
        self._fields = self._plan.fields
        self._left = [(tag, value) for tag in self._plan.rest for value in values[tag]]
        texts = None if self._plan.single is None else _only(self._plan.single, values)
        self.one = texts.__getitem__ if texts else partial(_best, self._fields, values, self._left)

    def many(self, field: str) -> list[str]:
        """Every value of a field, each once, in the order of its tags."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        held = self._values[tags[0]]
        if len(tags) == 1:
            return held if len(held) == 1 else list(dict.fromkeys(held))
        return list(dict.fromkeys([value for tag in tags for value in self._values[tag]]))

    def of_best_tag(self, field: str) -> list[str]:
        """The values of the best tag, each once; other values of its other tags are kept for ``extra``."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        held = self._values[tags[0]]
        if len(tags) == 1 and len(held) == 1:
            return held
        found = list(dict.fromkeys(held))
        self._left += [(tag, value) for tag in tags[1:] for value in self._values[tag] if value not in found]
        return found

    def each(self, field: str) -> list[str]:
        """The values of the best tag as they are, repeated ones too (two authors can share a name), then new ones."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        found = self._values[tags[0]]
        for tag in tags[1:]:
            found = [*found, *(value for value in self._values[tag] if value not in found)]
        return found

    def keep(self, tag: str, value: str) -> None:
        """A value that turned out not to belong to its field goes to ``extra`` under its tag."""
        self._left.append((tag, value))

    def rest(self) -> tuple[tuple[str, str], ...]:
        """What no field took, as (tag, value)."""
        return tuple(self._left)


def _best(
    tags_of: Mapping[str, tuple[str, ...]], values: Mapping[str, list[str]], left: list[tuple[str, str]], field: str
) -> str:
    """The value of a field that may have several; those are left. No method: an object that held its own would stay in
    memory until garbage is looked for.
    """
    tags = tags_of.get(field)
    if tags is None:
        return ""
    held = values[tags[0]]
    chosen = held[0]
    if len(tags) > 1 or len(held) > 1:
        left += [(tag, value) for tag in tags for value in values[tag] if value != chosen]
    return chosen


def _only(single: Iterable[tuple[str, str]], values: Mapping[str, list[str]]) -> dict[str, str] | None:
    """The value of each field of one value, "" where it has none; None when one of them has several."""
    texts = _SINGLE.copy()
    for field, tag in single:
        held = values[tag]
        if len(held) != 1:
            return None
        texts[field] = held[0]
    return texts


def citation_of(fields: Fields, *, kind: str, identifiers: Sequence[tuple[str, str]] = ()) -> Citation:
    """The citation of a record. Rules of a dialect have been applied to ``fields`` before."""
    return citations_of([fields], [kind], [identifiers])[0]


def citations_of(
    records: Sequence[Fields], kinds: Sequence[str], identifiers: Sequence[Sequence[tuple[str, str]]]
) -> list[Citation]:
    """The citations of records. They take each step together: one after the other through all takes a fourth longer."""
    people = [authors(fields.each("authors")) for fields in records]
    days = [_day(fields) for fields in records]
    published = [_published(fields) for fields in records]
    numbers = [_numbers(fields) for fields in records]
    texts = [_texts(fields) for fields in records]
    steps = zip(records, kinds, identifiers, people, days, published, numbers, texts, strict=True)
    return [_citation(*told) for told in steps]


def _citation(
    fields: Fields,
    kind: str,
    identifiers: Sequence[tuple[str, str]],
    people: tuple[tuple[Author, ...], bool],
    days: tuple[int | None, str],
    published: _Published,
    numbers: tuple[str, str, str, tuple[str, ...], tuple[str, ...]],
    texts: _Texts,
) -> Citation:
    journal, abbreviation, urls, article_number, pages = published
    doi, pmid, pmcid, issns, isbns = numbers
    title, title_original, volume, language, publisher, place, issue, abstract = texts
    many = fields.many
    return _MADE(
        (
            kind,
            title,
            title_original,
            *people,
            *days,
            journal,
            abbreviation,
            volume,
            issue,
            pages,
            article_number,
            doi,
            pmid,
            pmcid,
            tuple(identifiers),
            issns,
            isbns,
            abstract,
            tuple(many("keywords")),
            tuple(many("types")),
            language,
            publisher,
            place,
            urls,
            tuple(many("databases")),
            tuple(many("notes")),
            fields.rest(),
        )
    )


def issn(text: str) -> str:
    """An ISSN as "1234-567X", or ""."""
    found = _ISSN.search(text)
    return f"{found[1]}-{found[2].upper()}" if found else ""


def trial_numbers(values: Sequence[str]) -> list[tuple[str, str]]:
    """ClinicalTrials.gov numbers in texts, as identifiers of kind "nct"."""
    return [("nct", number) for number in dict.fromkeys(n for value in values for n in _REGISTRY.findall(value))]


@lru_cache(maxsize=10_000)
def _date(text: str) -> str:
    if len(text) == 4 or (found := _DATE.fullmatch(text) or _DAY.fullmatch(text)) is None:
        return text.rstrip("/ ")
    year, month, day = found.groups()
    return "-".join([year, *(part.zfill(2) for part in (month, month and day) if part)])


def _day(fields: Fields) -> tuple[int | None, str]:
    """The year, and the date where it says more."""
    stated, given = fields.one("year"), fields.one("date")
    date = _date(given or stated)
    year = normalise.year(stated)
    if year is None:
        if stated and given:
            fields.keep("PY", stated)
        year = normalise.year(date)
    return year, date if date != str(year) else ""


def _published(fields: Fields) -> _Published:
    journal, abbreviation = _journal(fields)
    urls = _urls(fields)
    if journal.startswith("http"):  # CENTRAL has the address of a register's entry there
        journal, urls = "", tuple(dict.fromkeys([*urls, journal]))
    article_number = "" if (number := fields.one("article_number")) in NO_VALUE else number
    return journal, abbreviation, urls, article_number, _pages(fields, article_number)


def _numbers(fields: Fields) -> tuple[str, str, str, tuple[str, ...], tuple[str, ...]]:
    issns, isbns = _serial_numbers(fields)
    return _doi(fields), _pmid(fields), _pmcid(fields), issns, isbns


def _texts(fields: Fields) -> _Texts:
    one = fields.one
    title, title_original, volume = one("title"), one("title_original"), one("volume")
    language, publisher, place = one("language"), one("publisher"), one("place")
    volume = "" if volume in NO_VALUE else volume
    return title, title_original, volume, language, publisher, place, _issue(fields), _abstract(fields)


def _journal(fields: Fields) -> tuple[str, str]:
    """Full name and abbreviation. A short name stands in when it is all there is."""
    full, short = fields.one("journal"), fields.one("abbreviation")
    return (full, short if short != full else "") if full else (short, "")


def _pages(fields: Fields, article_number: str) -> str:
    first, last, whole = fields.one("first_page"), fields.one("last_page"), fields.one("pages")
    if first in NO_VALUE or last in NO_VALUE or whole in NO_VALUE:
        first, last, whole = ("" if text in NO_VALUE else text for text in (first, last, whole))
    if whole and not last and whole.startswith(f"{first}-"):
        first = whole  # ProQuest has the first page in a column of its own
    if whole and first and whole not in {first, f"{first}-{last}"}:
        fields.keep("PG", whole)
    if not first:
        pages = whole or last
    elif not last or last == first or first.endswith(f"-{last}"):
        pages = first
    else:
        pages = f"{first}-{last}"
    return "" if pages == article_number or pages.casefold() in NO_PAGES else pages


def _issue(fields: Fields) -> str:
    """Zotero takes an address, or numbers of the journal, out of other tags for an issue; they are none."""
    issue = fields.one("issue")
    if len(issue) < 7 or (len(issue) <= _LONGEST_ISSUE and not _NLM_NUMBERS.fullmatch(issue)):
        return "" if issue in NO_VALUE else issue
    fields.keep("IS", issue)
    return ""


def _urls(fields: Fields) -> tuple[str, ...]:
    """Every address once. RefWorks and EPPI-Reviewer put several into one value."""
    found = fields.many("urls")
    if len(found) == 1 and found[0].find("http", 1) < 0:
        return (found[0],)
    if any(text.find("http", 1) > 0 for text in found):
        found = list(dict.fromkeys(url for text in found for url in _BETWEEN_URLS.split(text)))
    return tuple(found)


def _serial_numbers(fields: Fields) -> tuple[tuple[str, ...], tuple[str, ...]]:
    issns: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    written = fields.many("serial_numbers")
    for text in written:
        serials, books, more = _serials_and_books(text)
        issns += serials
        isbns += books
        if more:
            fields.keep("SN", text)
    return (issns, isbns) if len(written) < 2 else (tuple(dict.fromkeys(issns)), tuple(dict.fromkeys(isbns)))


@lru_cache(maxsize=10_000)  # a journal's records all have its numbers
def _serials_and_books(text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The ISSNs and ISBNs in a text, and whether it says more than they do."""
    if found := _ISSN.fullmatch(text):
        return (f"{found[1]}-{found[2].upper()}",), (), False
    text = _SPELT_OUT.sub(" ", text)
    books = tuple(dict.fromkeys([re.sub(r"[- ]", "", found) for found in _ISBN.findall(text)]))
    others = _ISBN.sub(" ", text) if books else text
    serials = tuple(dict.fromkeys([f"{a}-{b.upper()}" for a, b in _ISSN.findall(others)]))
    beside = _ISSN.sub(" ", others)
    more = (not books and not serials) or _WORD.search(_KIND_OF_NUMBER.sub(" ", beside)) is not None
    return serials, books, more


def _doi(fields: Fields) -> str:
    chosen = ""
    for text in fields.many("doi"):
        doi = normalise.doi(text)
        if doi and not chosen:
            chosen = doi
            if len(doi) != len(text) and _GLUED.search(text, 5):
                fields.keep("DO", text)
        elif not doi or doi != chosen:
            fields.keep("DO", text)
    return chosen


def _pmid(fields: Fields) -> str:
    for text in fields.many("pmid"):
        if pmid := normalise.pmid(text):
            return pmid
        if found := _PUBMED_SITE.search(text):  # OpenAlex gives the address
            return found[1].lstrip("0")
        if text not in {"0", "-"}:  # abstrackr writes 0 for "none"
            fields.keep("PMID", text)
    for url in fields.many("urls"):
        if "ncbi.nlm.nih.gov" in url and (found := _PUBMED_SITE.search(url)):
            return found[1].lstrip("0")
    return _noted(fields, _NOTED_PMID).lstrip("0")


def _noted(fields: Fields, form: re.Pattern[str]) -> str:
    return next((found[1] for note in fields.many("notes") if (found := form.match(note))), "")


def _pmcid(fields: Fields) -> str:
    for text in fields.many("pmcid"):
        if pmcid := normalise.pmcid(text):
            return pmcid
        fields.keep("PMC", text)
    return _noted(fields, _NOTED_PMCID)


def _abstract(fields: Fields) -> str:
    """All parts of an abstract in one text. EBSCO's copyright notice, behind it or beside it, is kept apart."""
    parts = fields.of_best_tag("abstract")  # two tags hold it twice, with or without some of its marks
    text = parts[0] if len(parts) == 1 else " ".join(part for part in parts if not part.startswith(_NOTICE))
    for notice in parts[1:]:
        if notice.startswith(_NOTICE):
            fields.keep("AB", notice)
    if _NOTICE in text and (found := _COPYRIGHT.search(text)):
        fields.keep("AB", text[found.start() :].strip())
        text = text[: found.start()]
    return "" if len(text) < 5 and text in NO_VALUE else text
