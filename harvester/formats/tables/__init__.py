"""Read and write tables: CSV, TSV and workbooks."""
