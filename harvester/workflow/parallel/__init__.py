"""Read files by several processes."""
