"""Names and coordinates become positions."""

from .resolver import Resolver

__all__ = ["Resolver"]
