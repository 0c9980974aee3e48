"""How results are shown to people: a function for each, from a result of the workflow onto paper."""
