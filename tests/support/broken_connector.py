"""A connector whose module cannot be run."""

Broken = 1 / 0
