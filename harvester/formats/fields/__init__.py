"""Build citations from the fields of a record: names, identifiers, publication types."""
