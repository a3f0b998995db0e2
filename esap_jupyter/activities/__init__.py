"""Anything that takes time: recorded, watched, cancelled."""

from .handle import Handle
from .log import Activities

__all__ = ["Activities", "Handle"]
