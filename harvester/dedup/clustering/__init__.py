"""Cluster records by judgements of pairs."""
