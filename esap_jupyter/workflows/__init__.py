"""Notebooks and what belongs to them: found in repositories, looked into, kept in an index."""
