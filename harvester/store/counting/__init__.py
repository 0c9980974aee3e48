"""Which runs count, and what does not count because runs were withdrawn."""
