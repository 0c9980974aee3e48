"""Decode bytes and clean texts."""
