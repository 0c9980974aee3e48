"""Read tables of screening decisions from any spreadsheet: columns, vocabulary, rows."""
