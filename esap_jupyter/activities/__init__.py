"""Anything that takes time: recorded, watched, cancelled."""

from .handle import Handle, describe_error
from .log import Activities

__all__ = ["Activities", "Handle", "describe_error"]
