"""Full-screen dialogues in a terminal: review of pairs, screening, conflicts."""
