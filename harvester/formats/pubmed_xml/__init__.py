"""Read PubMed XML: articles and books."""
