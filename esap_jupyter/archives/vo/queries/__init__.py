"""What helps to write queries: metadata, examples, checks, constraints."""
