"""Limits: what this server may use."""

import os

from ..limits import limits_of
from ..models.limits import Limits
from .base import EsapHandler
from .operation import operation

__all__ = ["LimitsHandler"]


class LimitsHandler(EsapHandler):
    """Memory, processors, image, and whether the server started as it should."""

    path = "limits"

    @operation("Say what this server may use", answer=Limits)
    async def get(self) -> Limits:
        """Read it from the environment and the control group."""
        return await self.run(lambda _: limits_of(os.environ))
