"""Export reports to files."""
