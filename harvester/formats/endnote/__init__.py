"""Read and write EndNote XML, read tagged EndNote files."""
