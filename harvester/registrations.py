"""Numbers of trial registers: their form, the register each belongs to, and one way to write each. Pure.

The registers are those of the WHO's network (https://www.who.int/tools/clinical-trials-registry-platform/network), of
which its portal (ICTRP) and CENTRAL hold entries. The two write one number in different ways: "EUCTR2020-001113-21-GB"
and "2020-001113-21", "JPRN-UMIN000040211" and "UMIN000040211", with hyphens of other kinds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_FORMS: Final = (
    ("nct", r"NCT\d{8}"),
    ("isrctn", r"ISRCTN\d{8}"),
    ("ctis", r"(?:EUCT|CTIS)?:? ?\d{4}-5\d{5}-\d{2}(?:-\d{2})?"),
    ("eudract", r"(?:EUCTR|EudraCT)?:? ?\d{4}-\d{6}-\d{2}(?:-(?:[A-Z]{2}|[A-Z]\d|3rd|Outside-EU/EEA))?"),
    ("actrn", r"ACTRN ?\d{14}[A-Z]?"),
    ("chictr", r"ChiCTR(?:-[A-Z]{2,6})?-?\d{8,10}"),
    ("ctri", r"CTRI/\d{4}/\d{2,3}/\d{6}"),
    ("drks", r"DRKS\d{8}"),
    ("irct", r"IRCT\d{6,14}N\d{1,3}"),
    ("jrct", r"(?:JPRN-)?jRCTs?\d{9,10}"),
    ("japiccti", r"(?:JPRN-)?JapicCTI-?\d{6}"),
    ("umin", r"(?:JPRN-)?UMIN(?:-CTR)?:? ?\d{9}|JPRN-C\d{9}"),
    ("jmact", r"(?:JPRN-)?JMA-IIA\d{5}"),
    ("cris", r"(?:KR-)?KCT\d{7}"),
    ("itmctr", r"ITMCTR\d{10}"),
    ("lbctr", r"LBCTR\d{10}"),
    ("ntr", r"NL-OMON\d{3,6}|NTR\d{1,4}|NL\d{2,4}"),
    ("pactr", r"PACTR\d{15,16}"),
    ("rebec", r"RBR-[0-9A-Z]{5,8}"),
    ("repec", r"PER-\d{3}-\d{2}"),
    ("rpcec", r"RPCEC\d{8}"),
    ("slctr", r"SLCTR/\d{4}/\d{2,3}"),
    ("tctr", r"TCTR\d{11}"),
)
"""Kind of identifier → form of the register's numbers. A form that is another's beginning comes after it."""

REGISTRATION_KINDS: Final = frozenset([*(kind for kind, _ in _FORMS), "ictrp"])
"""Kinds of identifiers that are numbers of registers; "ictrp" is one of a form not known here."""

_NUMBER: Final = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _FORMS), re.IGNORECASE)
_SHORT: Final = frozenset(["ntr", "repec", "eudract", "ctis"])
"""Kinds whose numbers are too short, or too much like others, to be recognised inside a text without a prefix."""
_FOUND: Final = re.compile(
    r"(?<![A-Za-z0-9-])(?:"
    + "|".join(form for kind, form in _FORMS if kind not in _SHORT)
    + r"|(?:EUCTR|EudraCT|CTIS|EUCT):? ?\d{4}-\d{6}-\d{2}(?:-[A-Z]{2})?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_HINT: Final = re.compile(
    r"NCT\d|CT[RN]|KCT|DRKS|IRCT|jRCT|Japic|JMA-|UMIN|JPRN|RBR-|RPCEC|EudraCT|CTIS|EUCT", re.IGNORECASE
)
_PREFIX: Final = re.compile(r"(?:ICTRP|CTgov|ClinicalTrials\.gov|TrialID)[: ]\s*", re.IGNORECASE)
_HYPHENS: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_EUROPEAN: Final = re.compile(r"(\d{4}-\d{6}-\d{2})")
_LETTER_CASE: Final = (("CHICTR", "ChiCTR"), ("JRCTS", "jRCTs"), ("JRCT", "jRCT"), ("JAPICCTI", "JapicCTI"))
_ADDRESS: Final = re.compile(
    r"clinicaltrials\.gov/|trialsearch\.who\.int|who\.int/trialsearch|isrctn\.(?:com|org)|10\.1186/isrctn"
    r"|controlled-trials\.com|clinicaltrialsregister\.eu|euclinicaltrials\.eu|anzctr\.org|chictr\.org|ctri\.nic\.in"
    r"|drks\.de|irct\.(?:ir|behdasht)|jrct\.(?:niph|mhlw)|umin\.ac\.jp/ctr|cris\.nih|ensaiosclinicos\.gov|rpcec\.sld"
    r"|trialregister\.nl|onderzoekmetmensen|pactr\.|thaiclinicaltrials|slctr\.lk|lbctr\.",
    re.IGNORECASE,
)
"""Addresses at registers and at the WHO's portal."""
_HOSTS_OF_MORE: Final = ("doi.org", "who.int", "umin.ac.jp", "proxy", "ezp")
"""Hosts that are a register's only under some paths, and of libraries, which write its address behind theirs."""
_IN_ADDRESS: Final = (
    (re.compile(r"TrialID=([\w./-]+)", re.IGNORECASE), ""),
    (re.compile(r"(\d{4}-\d{6}-\d{2}(?:-\d{2})?)(?!\d)"), ""),
    (re.compile(r"isrctn\.(?:com|org)/(\d{8})(?!\d)", re.IGNORECASE), "ISRCTN"),
    (re.compile(r"anzctr\.org.*[?&]id=(\d{14}[A-Z]?)", re.IGNORECASE), "ACTRN"),
)
"""Numbers in such addresses that :func:`find_registrations` does not see, and what is missing in front of them."""


def parse_registration(text: str) -> tuple[str, str] | None:
    """Return a number of a register as (kind, number), each number written in one way; None for another text."""
    plain = text if text.isascii() else text.translate(_HYPHENS)
    number = (_PREFIX.sub("", plain.strip(), count=1) if " " in plain or ":" in plain else plain).strip(" ,.;")
    match = _NUMBER.fullmatch(number)
    return (match.lastgroup, _write(match.lastgroup, number)) if match and match.lastgroup else None


def find_registrations(text: str) -> list[tuple[str, str]]:
    """Return the numbers of registers inside a text, each once, as :func:`parse_registration` returns them."""
    if not _HINT.search(text):
        return []
    numbers = (parse_registration(match.group()) for match in _FOUND.finditer(text.translate(_HYPHENS)))
    return list(dict.fromkeys(number for number in numbers if number))


def registration_in_address(address: str) -> tuple[str, str] | None:
    """Return the number of the entry that an address at a register or at the WHO's portal shows, or None."""
    if not is_register_address(address):
        return None
    if numbers := find_registrations(address):
        return numbers[0]
    matches = ((form.search(address), start) for form, start in _IN_ADDRESS)
    return next((parse_registration(start + match[1]) for match, start in matches if match), None)


def is_register_address(address: str) -> bool:
    """Return whether an address is at a register of trials or at the WHO's portal."""
    return _may_be_register(address.partition("//")[2].partition("/")[0]) and _ADDRESS.search(address) is not None


@lru_cache(maxsize=10_000)
def _may_be_register(host: str) -> bool:
    """Return whether a host is worth a closer look; the addresses of a file have few different ones."""
    return not host or _ADDRESS.search(f"{host}/") is not None or any(part in host for part in _HOSTS_OF_MORE)


def _write(kind: str, number: str) -> str:
    if kind in {"eudract", "ctis"}:
        match = _EUROPEAN.search(number)
        return match[1] if match else number
    bare = number.upper().replace(" ", "").removeprefix("JPRN-").removeprefix("KR-")
    if kind == "umin":
        return "UMIN" + re.sub(r"\D", "", bare) if not bare.startswith("C") else bare
    for upper, written in _LETTER_CASE:
        if bare.startswith(upper):
            return written + bare[len(upper) :]
    return bare
