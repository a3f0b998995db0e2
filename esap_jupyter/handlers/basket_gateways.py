"""The baskets that ESAP gateways keep, and ours beside them."""

from http import HTTPStatus

from .. import models
from ..basket.telling import told
from .base import EsapHandler
from .operation import operation

__all__ = [
    "BasketGatewayHandler",
    "BasketGatewaysHandler",
    "BasketRestoreHandler",
    "BasketSyncHandler",
]


class BasketGatewaysHandler(EsapHandler):
    """All gateways."""

    path = "basket/gateways"

    @operation("List the ESAP gateways that keep a basket", answer=list[models.BasketGateway])
    async def get(self) -> list[models.BasketGateway]:
        """List them, and what came of the last synchronisation; none is contacted."""
        return await self.run(lambda esap: esap.gateways.list())


class BasketGatewayHandler(EsapHandler):
    """One gateway."""

    path = "basket/gateways/{gateway}"

    @operation("Say what came of the last synchronisation", answer=models.BasketGateway)
    async def get(self, gateway: str) -> models.BasketGateway:
        """Say so, and which baskets are kept that were written over; it is not contacted."""
        return await self.run(lambda esap: esap.gateways.get(gateway))


class BasketSyncHandler(EsapHandler):
    """Synchronising with a gateway."""

    path = "basket/gateways/{gateway}/sync"

    @operation(
        "Synchronise the basket with a gateway's",
        answer=models.Activity,
        body=models.SyncRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, gateway: str, body: models.SyncRequest) -> models.Activity:
        """Begin; the activity tells what came of it in words, the gateway's report in numbers."""
        return await self.run(lambda esap: esap.gateways.start(gateway, body.mode), online=True)


class BasketRestoreHandler(EsapHandler):
    """A gateway's basket as it was before it was written over."""

    path = "basket/gateways/{gateway}/kept/{name}"

    @operation("Put a gateway's earlier basket into ours", answer=models.BasketEdit)
    async def post(self, gateway: str, name: str) -> models.BasketEdit:
        """Put its items in; what is there already stays as it is."""
        return await self.run(lambda esap: told(esap.gateways.restore(gateway, name)))
