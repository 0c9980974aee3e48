"""Compare the fields of pairs of records: one level per field."""
