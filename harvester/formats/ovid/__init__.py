"""Read Ovid's two text exports."""
