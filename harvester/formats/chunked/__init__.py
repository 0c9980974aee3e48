"""Read large files chunk by chunk."""
