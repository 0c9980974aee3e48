"""Read files, write files atomically."""
