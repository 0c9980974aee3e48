"""Read the decisions of screening tools and match them to reports."""
