"""Find the pairs of records worth comparing."""
