"""List the URLs of a citation: DOI, PubMed Central, PubMed and the source's own; never an unsafe one."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from harvester.citation import Citation


def list_urls(citation: Citation) -> tuple[tuple[str, str], ...]:
    """Return (name, URL) pairs, the likeliest to lead to the full text first: PMC, DOI, other hosts, PubMed.

    Only http and https URLs without spaces and control characters are listed: what a source sent is not trusted.
    """
    urls = []
    if citation.pmcid:
        urls.append(("PMC", f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(citation.pmcid)}/"))
    if citation.doi:
        urls.append(("DOI", f"https://doi.org/{quote(citation.doi, safe='/:;()')}"))
    urls += [(_host_of(url), url) for url in citation.urls if is_safe_url(url) and not _repeats_identifier(url)]
    if citation.pmid:
        urls.append(("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{quote(citation.pmid)}/"))
    return tuple(dict.fromkeys(urls))


def permanent_url(citation: Citation) -> str:
    """Return the most permanent URL: DOI, else PubMed Central, PubMed, or the first safe URL of the source; else ""."""
    named = dict(list_urls(citation))
    identified = (named[name] for name in ("DOI", "PMC", "PubMed") if name in named)
    return next(identified, "") or next((url for url in citation.urls if is_safe_url(url)), "")


def is_safe_url(url: str) -> bool:
    """Return whether a URL is http or https, with a host, and without spaces and control characters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url


def _repeats_identifier(url: str) -> bool:
    """Return whether a URL only repeats an identifier: DOI, PMID or PMCID."""
    host = _host_of(url).removeprefix("dx.")
    return host in {"doi.org", "pubmed.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov"} or "/pubmed/" in url


def _host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
