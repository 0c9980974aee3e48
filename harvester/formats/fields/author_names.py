"""A name as files write it → an author, and back. Pure."""

from __future__ import annotations

import re
from typing import Final

from harvester.citation import Author
from harvester.formats.fields.group_names import is_group_name, is_group_word

_UPPER: Final = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_INITIALS: Final = rf"(?:{_UPPER}\.?(?:[\s-]?{_UPPER}\.?){{0,4}})"
FAMILY_FIRST: Final = re.compile(rf"(\S.*?[^\W\d_.])\s+({_INITIALS})(?:\s+(Jr|Sr|2nd|3rd|I{{2,3}}|IV)\.?)?")
"""A family name, initials, perhaps a suffix."""
ONLY_INITIALS: Final = re.compile(_INITIALS)
SUFFIX: Final = re.compile(r"(?:jr|sr|2nd|3rd|i{2,3}|iv)\.?", re.IGNORECASE)
_INITIALS_FIRST: Final = re.compile(rf"((?:{_UPPER}\.[\s-]{{0,2}}){{1,4}})([^\W\d_].*)")
_OF_CATALOGUES: Final = re.compile(r"(?:b\. ?)?\d{4}-?(?:\d{4})?\.?|(?:author|editor)\.?", re.IGNORECASE)
"""What catalogues of libraries (Project MUSE, WorldCat) say of a person behind the name."""
_PARTICLES: Final = frozenset([
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "ter", "ten", "bin",
    "al",
])  # fmt: skip

_DEGREES: Final = re.compile(
    r"(?:[\s,;]+(?:MD|M\.D\.|Ph\.?D\.?|RN|FA[A-Z]{2,3}|MSc|M\.Sc\.|MS|MPH|M\.P\.H\.|BSc|BS|BA|MA|DO|DDS|DMD|PharmD"
    r"|MBBS|MBChB|MB|FRC[A-Z]{1,3}|MRC[A-Z]{1,3}|DrPH|ScD|EdD|Ed\.D\.|PsyD|Psy\.D\.|DNP|APRN|CNP|MBA|MSN|BSN|DVM|DPhil"
    r"|\(Hons\)))+$"
)
_FOOTNOTES: Final = re.compile(r"(?:\s*+(?:\[[^\]]*\]|[*+#\d†‡§¶][*+#\d†‡§¶,; ]*+))++$")
"""Possessive quantifiers: backtracking in a long row of marks would take exponential time."""
_LONGEST_NAME: Final = 1_000
_FINAL_STOP: Final = re.compile(r"(?:[^\W\d_]{3}|\s[^\W\d_] [^\W\d_])\.$")
_E_MAIL: Final = re.compile(
    r"[\s,;]*(?:[\[({<]\s*)?(?:e-?mail(?: address)?:?\s*)?"
    r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?:\s*[\])}>])?",
    re.IGNORECASE,
)
_ROLES: Final = re.compile(
    r"\s*\[[^\]\[]{0,100}\b(?:authors?|inventors?|editors?|eds?|e-?mail|reprint|correspond\w*|translators?)\b[^\]\[]{0,100}\]",
    re.IGNORECASE,
)
"""What BIOSIS and PsycINFO say of a person in brackets ("[Author, Reprint Author; E-mail: jane@example.org]")."""


def parse_author(text: str) -> Author:
    """Parse "Family, Given", "Family, Given, Jr", "Family GM", "G. M. Family", "Given Family", or a group.

    A name with nothing after its last comma is a group, taken whole (EndNote's convention for corporate authors),
    unless it begins with a particle ("van Gogh,").
    """
    name = text.strip()
    family, comma, given_names = name.partition(", ")
    if comma and " " in family and (" of " in family or " for " in family):  # "Ministry of Health, Labour and Welfare"
        return Author(name.rstrip(" ,"), group=True)
    if comma and "," not in given_names:
        return Author(family, given_names.strip())
    if name.endswith(","):
        return Author(family := name.rstrip(" ,"), group=family.partition(" ")[0] not in _PARTICLES)
    return _with_comma(name) if comma or "," in name else _without_comma(name)


def _without_comma(name: str) -> Author:
    match = FAMILY_FIRST.fullmatch(name)
    if match is not None and " " not in match[1] and not is_group_word(match[1]):
        return Author(match[1], match[2], match[3] or "")
    if is_group_name(name):
        return Author(name.rstrip(".") if name.endswith("..") else name, group=True)
    if " " not in name:
        return Author(name)
    if match is not None:
        return Author(match[1], match[2], match[3] or "")
    if (match := _INITIALS_FIRST.fullmatch(name)) is not None:
        return Author(match[2], match[1].strip())
    return _natural(name)


def _with_comma(name: str) -> Author:
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2:
        return Author(parts[0], parts[1])
    if SUFFIX.fullmatch(parts[1]) and len(parts) == 3:
        return Author(parts[0], parts[2], parts[1])
    if len(parts) == 3 and ONLY_INITIALS.fullmatch(parts[2]) and not SUFFIX.fullmatch(parts[2]):
        return Author(parts[0], f"{parts[1]} {parts[2]}")  # RefWorks: "Steur, Sanne, J."
    if len(parts) == 3 and parts[0].endswith(".") and ONLY_INITIALS.fullmatch(parts[0]):
        return Author(parts[1], parts[2] or parts[0])  # tables of Scopus since 2025: "S.J., Steur, Sanne J."
    return Author(parts[0], parts[1], ", ".join(part for part in parts[2:] if not _OF_CATALOGUES.fullmatch(part)))


def _natural(name: str) -> Author:
    tokens = name.split()
    cut = len(tokens) - 1
    while cut > 1 and tokens[cut - 1].casefold() in _PARTICLES:
        cut -= 1
    return Author(" ".join(tokens[cut:]), " ".join(tokens[:cut]))


def format_author(value: Author, *, mark_group: bool = False) -> str:
    """Return "Family, Given, Suffix", from which :func:`parse_author` reads the same name.

    With ``mark_group`` every group has a comma behind it, without which EndNote takes its last word for a family name.
    """
    text = f"{value.family}, {value.given}, {value.suffix}" if value.suffix else str(value)
    if (
        not value.given
        and not value.suffix
        and ((mark_group and value.group) or parse_author(text).family != value.family)
    ):
        return f"{text},"
    return text


def remove_degrees(text: str) -> str:
    """Return a name of Ovid's without what follows it: "Hermans, Erik MD, PhD 1,2,*" → "Hermans, Erik".

    That is degrees, marks of footnotes, roles and addresses in brackets, and the full stop of some databases.
    """
    if len(text) > _LONGEST_NAME:
        return text
    name = _FOOTNOTES.sub("", remove_addresses(text))
    name = _DEGREES.sub("", _FOOTNOTES.sub("", _DEGREES.sub("", name))).rstrip(" ,;")
    if name.endswith(".") and "." not in name[:-1] and _FINAL_STOP.search(name):
        return name[:-1]
    return name


def remove_addresses(name: str) -> str:
    """Return a name without an e-mail address, and without roles in brackets behind it."""
    if "[" in name:
        name = _ROLES.sub("", name)
    return _E_MAIL.sub("", name).strip() if "@" in name else name
