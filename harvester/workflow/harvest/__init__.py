"""Harvest: run searches, import files, store records, update a review."""
