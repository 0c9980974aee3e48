"""HTTP for all sources: client, rate limit, prefetching, errors, redaction."""
