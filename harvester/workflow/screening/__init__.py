"""Screen: decisions, imports, conflicts, full texts, studies."""
