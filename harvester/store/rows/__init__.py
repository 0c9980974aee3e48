"""Frozen values that the store takes and returns."""
