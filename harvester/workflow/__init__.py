"""The steps of a review: harvest, de-duplicate, screen, extract, export, report."""
