"""MEDLINE: the part of PubMed that NLM indexes with MeSH, searched through the same door.

The strategy is sent as ``(strategy) AND medline[sb]``. "medline" is the subset of records whose status is MEDLINE
(https://pubmed.ncbi.nlm.nih.gov/help/, "Subset [sb]"); in-process and publishers' records are not in it, so that a
record enters this search only when its indexing is finished. For a living review, PubMed is the wider net.
"""

from __future__ import annotations

from typing import Final

from harvester.sources.base import Settings
from harvester.sources.configuration import SourceContext
from harvester.sources.ncbi.eutils import EutilsSource
from harvester.sources.ncbi.pubmed import open_eutils

RESTRICTION: Final = "medline[sb]"


def open_medline(settings: Settings, wiring: SourceContext) -> EutilsSource:
    """MEDLINE as a source. A key in NCBI_API_KEY is optional and makes it faster."""
    return open_eutils(settings, wiring, name="medline", label="MEDLINE", restriction=RESTRICTION)
