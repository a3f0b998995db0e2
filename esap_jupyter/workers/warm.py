"""What a worker does before there is something to do."""

from importlib import import_module

__all__ = ["load"]


def load(module: str) -> None:
    """Import a module, for a later job to find it there."""
    import_module(module)
