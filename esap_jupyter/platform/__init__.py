"""The one place where everything is put together: a part for each noun, and what all call."""

from .platform import Platform

__all__ = ["Platform"]
