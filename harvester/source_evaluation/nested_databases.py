"""Databases that hold each other's records, so that they cannot be taken for independent sources."""

from __future__ import annotations

import re
from typing import Final

_CENTRAL: Final = r"\bcentral\b|central register of controlled trials"
_MEDLINE: Final = r"\bmedline\b|\bpubmed\b"
_NESTED_DATABASES: Final = (
    (_MEDLINE, _MEDLINE, "PubMed holds MEDLINE"),
    (_MEDLINE, r"\bembase\b", "Embase holds the records of MEDLINE, or its journals"),
    (_MEDLINE, r"europe ?pmc", "Europe PMC holds PubMed"),
    (_MEDLINE, _CENTRAL, "CENTRAL takes its reports from MEDLINE and Embase"),
    (r"\bembase\b", _CENTRAL, "CENTRAL takes its reports from MEDLINE and Embase"),
    (r"clinicaltrials", r"\bictrp\b|international clinical trials", "ICTRP holds ClinicalTrials.gov"),
    (r"clinicaltrials|\bictrp\b", _CENTRAL, "CENTRAL holds trial registers"),
    (_MEDLINE, r"web of science(?!.*core)", "Web of Science's platform can hold MEDLINE"),
    (_MEDLINE, r"\bscopus\b", "Scopus holds the journals of MEDLINE"),
)  # fmt: skip
"""(what is held, what holds it, in words), by the names databases go by; from their publishers' own descriptions."""


def nesting_reason(inner_name: str, outer_name: str) -> str:
    """Why the first database's records are in the second; empty if they are not known to be.

    Two names of the same database (PubMed, Ovid MEDLINE) hold each other; that is told once, the later name first.
    """
    inner_text, outer_text = inner_name.casefold(), outer_name.casefold()
    for inner, outer, reason in _NESTED_DATABASES:
        if (
            re.search(inner, inner_text)
            and re.search(outer, outer_text)
            and not (inner == outer and inner_text > outer_text)
        ):
            return reason
    return ""
