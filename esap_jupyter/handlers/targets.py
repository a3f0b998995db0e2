"""Targets: a name or a position in any form becomes coordinates."""

import msgspec

from ..models import Target
from .base import EsapHandler
from .operation import operation

__all__ = ["TargetsHandler"]


class TargetQuery(msgspec.Struct, kw_only=True):
    """Which target."""

    name: str
    online: bool = True


class TargetsHandler(EsapHandler):
    """The position of a target."""

    path = "targets"

    @operation("Find the position of a target", answer=Target, query=TargetQuery)
    async def get(self, query: TargetQuery) -> Target:
        """Find the position of a target."""
        return await self.run(
            lambda esap: esap.resolve(query.name, online=query.online), online=query.online
        )
