"""Read and write the MEDLINE (NBIB) format of PubMed."""
