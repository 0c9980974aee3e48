"""Flows of the versions of a living review: layouts, adjustments between versions, JSON."""
