"""The one engine that brings bytes here: in segments, resumed, checked, whole or not at all."""

from .engine import Engine

__all__ = ["Engine"]
