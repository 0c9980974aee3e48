"""De-duplicate a review: judge records, review pairs, audit."""
