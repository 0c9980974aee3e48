"""Where a report can be found: its DOI, PubMed Central, PubMed, and the addresses its sources give. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from harvester.citation import Citation


def list_urls(citation: Citation) -> tuple[tuple[str, str], ...]:
    """(what it is, address) for each, the likeliest to hold the full text first: PMC, DOI, other hosts, PubMed.

    Only http and https addresses without control characters are given: what a source sent is not to be trusted.
    """
    urls = []
    if citation.pmcid:
        urls.append(("PMC", f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(citation.pmcid)}/"))
    if citation.doi:
        urls.append(("DOI", f"https://doi.org/{quote(citation.doi, safe='/:;()')}"))
    urls += [(_host_of(url), url) for url in citation.urls if _is_safe_url(url) and not _repeats_identifier(url)]
    if citation.pmid:
        urls.append(("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{quote(citation.pmid)}/"))
    return tuple(dict.fromkeys(urls))


def _is_safe_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url


def _repeats_identifier(url: str) -> bool:
    """Whether an address only says again what a number says."""
    host = _host_of(url).removeprefix("dx.")
    return host in {"doi.org", "pubmed.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov"} or "/pubmed/" in url


def _host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
