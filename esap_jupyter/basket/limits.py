"""How much a basket takes; importing it imports nothing."""

__all__ = ["MOST_BYTES", "MOST_ITEMS", "MOST_KEPT", "MOST_STEPS"]

MOST_ITEMS = 1_000_000
"""More would make each look slow."""

MOST_BYTES = 200 * 1024 * 1024
"""Of a document that is read."""

MOST_KEPT = 200_000
"""Of more items, what was counted is not kept in memory for the next time."""

MOST_STEPS = 200
"""How many steps can be undone."""
