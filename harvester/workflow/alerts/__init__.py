"""Alerts about screened reports: retractions, corrections, new versions."""
