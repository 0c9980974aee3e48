"""Read and write BibTeX."""
