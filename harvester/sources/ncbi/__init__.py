"""PubMed and MEDLINE through NCBI's E-utilities."""
