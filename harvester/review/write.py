"""Write the files of a new review, for ``harvester init``, and new exclusion reasons into review.toml. Pure.

Everything in the files of a new review is accepted unchanged.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from harvester.errors import ReviewError
from harvester.review.schema import ScreeningTable

PLACEHOLDER_CONTACT: Final = "you@example.org"

_REVIEW: Final = """\
# A living systematic review. Check this file at any time with: harvester check
# Keys and tokens are never written here; they come from the environment
# (NCBI_API_KEY, ELSEVIER_API_KEY, ELSEVIER_INSTTOKEN).

[review]
id = {id}
title = {title}
contact = "{contact}"               # passed to services that ask who is calling: write your own
database = "sqlite:///harvest.db"         # where records and decisions are kept; relative to this folder

# One [[search]] per database. The key never changes: runs, records and the folder imports/<key>/ go by it.
# name is printed in reports; kind is database, register, website, organisation or citation.

[[search]]
key = "pubmed"
source = "pubmed"                         # run by harvester itself, over the internet
name = "PubMed"
kind = "database"
strategy = "pubmed.txt"
platform = "NLM"
# What PRISMA-S asks and only you know; printed in the search appendix:
# limits = "none"
# limits_justification = ""
# filters = "none"
# prior_work = "none"
# peer_review = "PRESS 2015, by a second information specialist"

# The MEDLINE part of PubMed alone, also run by harvester:
# [[search]]
# key = "medline"
# source = "medline"
# name = "MEDLINE"
# kind = "database"
# strategy = "medline.txt"
# platform = "NLM"

# Embase through Elsevier's service; needs ELSEVIER_API_KEY in the environment:
# [[search]]
# key = "embase"
# source = "embase"
# name = "Embase"
# kind = "database"
# strategy = "embase.txt"
# platform = "embase.com"

# Europe PMC (with preprints) and the register ClinicalTrials.gov need no key:
# [[search]]
# key = "europepmc"
# source = "europepmc"
# name = "Europe PMC"
# kind = "database"
# strategy = "europepmc.txt"

# [[search]]
# key = "ctgov"
# source = "clinicaltrials"
# name = "ClinicalTrials.gov"
# kind = "register"
# strategy = "ctgov.txt"

# Any database you search by hand: save the results as a file into imports/central/ and run harvester update:
# [[search]]
# key = "central"
# source = "file"
# name = "CENTRAL"
# kind = "database"
# strategy = "central.txt"
# platform = "Cochrane Library"

[screening]
exclusion_reasons = [                     # for full texts, in the order they are printed; no comma or semicolon
  "wrong population",
  "wrong intervention",
  "wrong study design",
  "no primary data",
]
# For harvester screen: terms shown in colour, for inclusion and against it (whole words; * for any ending), and how
# many people decide about each report, none seeing what the others decided:
# highlight = ["anakinra", "haemophagocyt*", "macrophage activation"]
# highlight_exclude = ["mice", "in vitro"]
# reviewers = 2                            # or for each stage: {{ title-abstract = 2, full-text = 1 }}
# people = ["Ann", "Bob"]                  # the names that may sign; others are warned of

# What PRISMA-S asks of the review as a whole, printed by harvester search-report. limits, filters, prior_work and
# peer_review may be given here once for all searches, or in a [[search]] for that one alone.
[search_report]
# online_resources = "none"                # item 4: websites, journals, proceedings browsed or searched
# citation_searching = "none"              # item 5: or a [[search]] of kind = "citation" with seeds and direction
# contacts = "none"                        # item 6: authors, experts, manufacturers asked
# other_methods = "none"                   # item 7
# peer_review = "PRESS 2015, by a second information specialist"

# For how many seconds a service may stay silent before it is asked again; a [[search]] may have a timeout of its own.
# Behind a proxy, set HTTPS_PROXY in the environment; where traffic is inspected, point REQUESTS_CA_BUNDLE or
# SSL_CERT_FILE to your institution's certificate file. Certificates are always checked.
# [network]
# timeout = 60
"""

_PUBMED: Final = """\
// The strategy for PubMed, exactly as it is run.
// Lines that begin with // are for people and are never sent. The other lines are joined with a space, so that a long
// strategy may be broken wherever PubMed allows a space. Sets such as "#1 AND #2" are not understood: write one query.
// Replace the example below.
("Interleukin 1 Receptor Antagonist Protein"[Mesh] OR anakinra[tiab])
AND ("Macrophage Activation Syndrome"[Mesh] OR "macrophage activation syndrome"[tiab])
"""

_IMPORTS: Final = """\
Make one folder here for each search, named by its key in review.toml (imports/central/ for key = "central"), and save
what you export from the database into it: RIS, PubMed (nbib), CSV or XML. harvester update reads each new file once.
Leave the files here and change nothing in them: they show what the database sent.
"""


def review_id(name: str) -> str:
    """Return a valid review id made from any name, such as that of a folder; "review" where nothing of it fits."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "review"


def new_review_files(name: str, title: str = "") -> dict[str, str]:
    """Return the files of a new review, path → text. ``name`` may be any text; an empty title is made from it."""
    identity = review_id(name)
    shown = _one_line(title) or _one_line(name) or identity
    return {
        "review.toml": _REVIEW.format(id=_quoted(identity), title=_quoted(shown), contact=PLACEHOLDER_CONTACT),
        "pubmed.txt": _PUBMED,
        "imports/README.txt": _IMPORTS,
    }


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _quoted(text: str) -> str:
    """Return a TOML basic string: for printable text JSON's quoting is the same."""
    return json.dumps(text, ensure_ascii=False)


def to_label(text: str) -> str:
    """Return a reason as review.toml can list it: in one line, with " / " for a comma or semicolon in it.

    The marks separate the entries of the flow's file: :func:`harvester.review.schema.check_label`.
    """
    parts = (" ".join(part.split()) for part in re.split("[,;]", _one_line(text)))
    return " / ".join(filter(None, parts))


def append_exclusion_reasons(text: str, reasons: Sequence[str]) -> str:
    """Return the text of a review.toml with these reasons at the end of ``screening.exclusion_reasons``.

    Those it lists already are not listed twice; comments, order and layout stay. The text must be valid TOML. Raises
    ``ReviewError`` where the text with the reasons would not be.
    """
    import tomlkit
    from tomlkit.items import Array

    document = tomlkit.parse(text)
    screening = document.setdefault("screening", tomlkit.table())
    if not isinstance(screening.get("exclusion_reasons"), Array):
        screening["exclusion_reasons"] = tomlkit.array()
    reason_list = screening["exclusion_reasons"]
    for reason in reasons:
        if reason not in reason_list:
            reason_list.append(reason)
    changed = tomlkit.dumps(document)
    _check_reasons(changed, reasons)
    return changed


def _check_reasons(text: str, reasons: Sequence[str]) -> None:
    """Check that a text is a review.toml with these reasons, before it replaces one. Raises ``ReviewError``."""
    try:
        table = ScreeningTable.model_validate(tomllib.loads(text)["screening"])
        written = set(reasons) <= set(table.exclusion_reasons)
    except (tomllib.TOMLDecodeError, ValidationError):
        written = False
    if not written:
        raise ReviewError(
            f"the reasons {', '.join(map(repr, reasons))} cannot be added to exclusion_reasons in review.toml",
            hint="Add them yourself, without a comma or semicolon, then import the file again.",
        )
