"""The extraction form: its model, the reader of extraction.toml, validation, templates."""
