"""Score pairs: levels, weights, vetoes, review rules, relations, explanations."""
