"""The part of the platform that is about the basket; see `esap_jupyter.platform`."""

import threading
from typing import TYPE_CHECKING

from .lake_platform import LakePlatform
from .lazy import Lazy

if TYPE_CHECKING:
    from .basket.desk import BasketDesk
    from .basket.store import Basket

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
        self._basket_desk = Lazy(self._make_basket_desk, lock)

    @property
    def basket(self) -> "Basket":
        """What the person has chosen."""
        return self._basket()

    @property
    def basket_desk(self) -> "BasketDesk":
        """What makes items of results, rows, DIDs and files, and documents of items."""
        return self._basket_desk()

    def close_parts(self) -> None:
        """Close the basket's file, and the lakes."""
        self.close_lakes()
        made = self._basket.if_made
        if made is not None:
            made.close()

    def _make_basket(self) -> "Basket":
        from .basket.store import Basket

        return Basket(self.home / "basket.sqlite")

    def _make_basket_desk(self) -> "BasketDesk":
        from .basket.desk import BasketDesk

        return BasketDesk(platform=self)
