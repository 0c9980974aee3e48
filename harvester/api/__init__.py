"""The Python API: read, de-duplicate and write files of records; open a review. Import its names from ``harvester``."""
