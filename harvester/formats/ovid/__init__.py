"""Read the layouts of Ovid: reprint and citation."""
