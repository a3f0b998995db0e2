"""LOFAR's long-term archive, and StageIT."""
