"""What keeps the demo from starting."""

__all__ = ["DemoError"]


class DemoError(Exception):
    """The demo cannot go on; the message says why and what to do."""
