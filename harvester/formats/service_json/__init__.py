"""Read the JSON replies of bibliographic services."""
