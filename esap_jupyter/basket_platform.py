"""The part of the platform that is about the basket; see `esap_jupyter.platform`."""

import threading
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .lake_platform import LakePlatform
from .lazy import Lazy

if TYPE_CHECKING:
    from .archives.vo.rows.services import RowServices
    from .basket.desk import BasketDesk
    from .basket.gateway.sync import GatewaySync
    from .basket.store import Basket
    from .basket.watch import BasketWatch
    from .models import Archive, BasketItem

__all__ = ["BasketPlatform"]


class BasketPlatform(LakePlatform):
    """The basket of one person; not opened before it is needed.

    Parameters
    ----------
    lock
        The lock of the platform's other parts.
    """

    def __init__(self, lock: threading.RLock) -> None:
        super().__init__(lock)
        self._basket = Lazy(self._make_basket, lock)
        self._watch: BasketWatch | None = None
        self._basket_desk = Lazy(self._make_basket_desk, lock)
        self._gateways = Lazy(self._make_gateways, lock)

    @abstractmethod
    def archives(self) -> "list[Archive]":
        """List the archives as they are known, contacting none."""

    @property
    @abstractmethod
    def row_services(self) -> "RowServices":
        """What tells what belongs to rows of results."""

    @property
    def basket(self) -> "Basket":
        """What the person has chosen."""
        return self._basket()

    @property
    def basket_desk(self) -> "BasketDesk":
        """What makes items of results, rows, DIDs and files, and documents of items."""
        return self._basket_desk()

    @property
    def gateways(self) -> "GatewaySync":
        """What keeps the basket and those of ESAP gateways the same."""
        return self._gateways()

    def watch_basket(self, tell: Callable[[int], None]) -> None:
        """Have each new revision of the basket told, whichever process makes it."""
        from .basket.watch import BasketWatch

        self._watch = BasketWatch(self.basket, tell=tell)
        self._watch.start()

    def close_parts(self) -> None:
        """Close the basket's file, and the lakes."""
        synchronising = self._gateways.if_made
        if synchronising is not None:
            synchronising.close()
        self.close_lakes()
        if self._watch is not None:
            self._watch.close()
        made = self._basket.if_made
        if made is not None:
            made.close()

    def _make_basket(self) -> "Basket":
        from .basket.store import Basket

        return Basket(self.home / "basket.sqlite")

    def _make_basket_desk(self) -> "BasketDesk":
        from .basket.desk import BasketDesk

        return BasketDesk(
            basket=lambda: self.basket,
            results=lambda: self.results,
            rows=lambda: self.row_services,
            compute=self.compute,
            lake_name=self._lake_name,
            here=self._here,
        )

    def _make_gateways(self) -> "GatewaySync":
        from .basket.gateway.sync import GatewaySync

        return GatewaySync(
            catalogue=lambda: self.catalogue,
            basket=lambda: self.basket,
            archives=self.archives,
            identities=lambda: self.identities,
            activities=lambda: self.activities,
            http=lambda: self.http,
            compute=self.compute,
            home=lambda: self.home,
        )

    def _lake_name(self, lake_id: str) -> str:
        entry = self.catalogue.lakes.get(lake_id)
        return entry.name if entry else lake_id

    def _here(self, items: "list[BasketItem]") -> dict[str, Path]:
        """Say which items' files are on this machine, as far as stagings know."""
        stagings = getattr(self, "stagings", None)
        return {} if stagings is None else dict(stagings.here(items))
