"""Records prepared for comparison: normalised fields, columns, traits of titles, blocking keys."""
