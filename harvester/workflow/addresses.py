"""Where a report can be found: its DOI, PubMed Central, PubMed, and the addresses its sources give. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from harvester.citation import Citation


def links_of(citation: Citation) -> tuple[tuple[str, str], ...]:
    """(what it is, address) for each, the likeliest to hold the full text first: PMC, DOI, other hosts, PubMed.

    Only http and https addresses without control characters are given: what a source sent is not to be trusted.
    """
    found = []
    if citation.pmcid:
        found.append(("PMC", f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(citation.pmcid)}/"))
    if citation.doi:
        found.append(("DOI", f"https://doi.org/{quote(citation.doi, safe='/:;()')}"))
    found += [(_host(url), url) for url in citation.urls if _is_address(url) and not _known(url)]
    if citation.pmid:
        found.append(("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{quote(citation.pmid)}/"))
    return tuple(dict.fromkeys(found))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url


def _known(url: str) -> bool:
    """Whether an address only says again what a number says."""
    host = _host(url).removeprefix("dx.")
    return host in {"doi.org", "pubmed.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov"} or "/pubmed/" in url


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
