"""What de-duplication stores beside its judgements: the index for updates, and samples for audits."""
