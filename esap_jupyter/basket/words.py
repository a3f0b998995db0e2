"""Words for people about items."""

__all__ = ["counted", "size_words"]

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_STEP = 1000


def counted(number: int) -> str:
    """Return "1 item", or the number with "items"."""
    return "1 item" if number == 1 else f"{number:,} items".replace(",", "\N{THIN SPACE}")


def size_words(size: str | int | None) -> str:
    """Return a number of bytes in units of a thousand; empty where nobody knows it."""
    if size is None:
        return ""
    number = float(size)
    for unit in _UNITS:
        if number < _STEP or unit == _UNITS[-1]:
            break
        number /= _STEP
    return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
