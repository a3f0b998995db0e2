"""The terminal's face: ``jupyter esap``."""

from .command import main

__all__ = ["main"]
