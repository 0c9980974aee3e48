"""PubMed, all of it: MEDLINE, in-process and publishers' records, PMC articles outside MEDLINE, books."""

from __future__ import annotations

from typing import Final

from harvester.sources.base import Settings
from harvester.sources.configuration import SourceContext, read_key, require_base_url, require_contact
from harvester.sources.ncbi.esearch import MAX_LISTED
from harvester.sources.ncbi.eutils import BASE_URL, FETCH_BATCH_SIZE, EutilsSource

KEY: Final = "NCBI_API_KEY"
PER_SECOND: Final = 3.0
PER_SECOND_WITH_KEY: Final = 10.0
"""Requests NCBI allows per IP address, or per key (https://support.nlm.nih.gov/kbArticle/?pn=KA-05510)."""


def open_pubmed(settings: Settings, wiring: SourceContext) -> EutilsSource:
    """PubMed as a source. A key in NCBI_API_KEY is optional and makes it faster."""
    return open_eutils(settings, wiring, name="pubmed", label="PubMed")


def open_eutils(
    settings: Settings, wiring: SourceContext, *, name: str, label: str, restriction: str = ""
) -> EutilsSource:
    """PubMed, or the subset of it that ``restriction`` names, under that name."""
    contact = require_contact(settings, label)
    key = read_key(settings, KEY)
    known = (("tool", settings.tool), ("email", contact))
    return EutilsSource(
        name=name,
        client=wiring.client(
            label,
            settings,
            per_second=PER_SECOND_WITH_KEY if key else PER_SECOND,
            secrets=(key,),
        ),
        clock=wiring.clock,
        base_url=require_base_url(settings, BASE_URL, secret=bool(key)),
        identity=(*known, ("api_key", key)) if key else known,
        restriction=restriction,
        page_size=min(settings.page_size or MAX_LISTED, MAX_LISTED),
        batch_size=settings.batch_size or FETCH_BATCH_SIZE,
    )
