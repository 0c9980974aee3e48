"""Evaluate de-duplication: audits of stratified samples, expected numbers of errors."""
