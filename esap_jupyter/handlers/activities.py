"""Activities: what takes time."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import msgspec

from ..errors import ConflictError, NotFoundError
from ..models import Activity
from .base import EsapHandler
from .operation import operation

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["ActivitiesHandler", "ActivityHandler"]


_ALL = 1000


class ActivityQuery(msgspec.Struct, kw_only=True):
    """How many activities, newest first."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class ForgetQuery(msgspec.Struct, kw_only=True):
    """Whether to clear an activity that has ended away, instead of cancelling it."""

    forget: bool = False


class ActivitiesHandler(EsapHandler):
    """All activities."""

    path = "activities"

    @operation("List the newest activities", answer=list[Activity], query=ActivityQuery)
    async def get(self, query: ActivityQuery) -> list[Activity]:
        """List the newest activities."""
        return await self.run(lambda esap: esap.activities.list(query.limit))

    @operation("Clear away all activities that have ended")
    async def delete(self) -> None:
        """Clear away what has ended, in all pages; results and files stay."""
        await self.run(_clear)


class ActivityHandler(EsapHandler):
    """One activity."""

    path = "activities/{activity}"

    @operation("Describe an activity", answer=Activity)
    async def get(self, activity: str) -> Activity:
        """Describe an activity."""
        return await self.run(lambda esap: esap.activities.get(activity))

    @operation("Cancel an activity, or clear it away", query=ForgetQuery)
    async def delete(self, activity: str, query: ForgetQuery) -> None:
        """Cancel an activity, or clear one away that has ended; what came of it stays."""
        await self.run(lambda esap: _end(esap, activity, forget=query.forget))


def _clear(esap: "Platform") -> None:
    transfers = [one.transfer for one in esap.activities.list(_ALL) if one.ended is not None]
    for transfer in filter(None, transfers):
        with suppress(NotFoundError, ConflictError):
            esap.stagings.clear(transfer)
    esap.activities.clear()


def _end(esap: "Platform", key: str, *, forget: bool) -> None:
    activity = esap.activities.get(key)
    if activity.transfer is None:
        (esap.activities.forget if forget else esap.activities.cancel)(key)
    elif not forget:
        esap.stagings.act(activity.transfer, "cancel")
    else:
        with suppress(NotFoundError):
            esap.stagings.clear(activity.transfer)
        with suppress(NotFoundError):
            esap.activities.forget(key)
