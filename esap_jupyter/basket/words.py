"""Words for people about items."""

__all__ = ["counted"]


def counted(number: int) -> str:
    """Return "1 item", or the number with "items"."""
    return "1 item" if number == 1 else f"{number:,} items".replace(",", "\N{THIN SPACE}")
