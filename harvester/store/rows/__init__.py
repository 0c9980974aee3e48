"""Frozen values that the store takes and returns, by subject; no sessions, no SQLAlchemy rows."""
