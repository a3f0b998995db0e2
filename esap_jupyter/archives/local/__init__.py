"""The results of the person, as an archive."""
