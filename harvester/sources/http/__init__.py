"""HTTP for all sources: client, error mapping, checks of responses."""
