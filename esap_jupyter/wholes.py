"""Whole numbers that services write."""

__all__ = ["whole"]

_DIGITS = 18


def whole(text: str) -> int | None:
    """Read a whole number of at most 64 bits, or return None for anything else."""
    # Python's digits include those of other scripts, and its integers have no end.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
