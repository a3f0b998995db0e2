"""The basket, as the platform puts it together."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .archives import ArchivesPart
from .core import Core
from .identity import IdentityPart
from .staging import StagingPart
from .vo import VoPart

if TYPE_CHECKING:
    from ..basket.desk import BasketDesk
    from ..basket.finding import Named
    from ..basket.gateway.sync import GatewaySync
    from ..basket.store import Basket
    from ..basket.watch import BasketWatch
    from ..models import BasketItem

__all__ = ["BasketPart"]


class BasketPart:
    """The basket of one person, and what keeps it and those of ESAP gateways the same.

    Parameters
    ----------
    core
        What all parts stand on.
    identity
        Gives the logins at gateways.
    archives
        The archives that gateways know.
    vo
        Gives what belongs to rows of results.
    staging
        Knows which items' files are on this machine.
    """

    def __init__(
        self,
        core: Core,
        *,
        identity: IdentityPart,
        archives: ArchivesPart,
        vo: VoPart,
        staging: StagingPart,
    ) -> None:
        self._core = core
        self._identity = identity
        self._archives = archives
        self._vo = vo
        self._staging = staging
        self._watch: BasketWatch | None = None
        self.basket = core.lazy(self._make_basket)
        self.desk = core.lazy(self._make_desk)
        self.gateways = core.lazy(self._make_gateways)

    def watch(self, tell: Callable[[int], None]) -> None:
        """Have each new revision of the basket told, whichever process makes it."""
        from ..basket.watch import BasketWatch

        self._watch = BasketWatch(self.basket(), tell=tell)
        self._watch.start()

    def close(self) -> None:
        """Stop keeping gateways the same, and close the basket's file."""
        for part in (self.gateways.if_made, self._watch, self.basket.if_made):
            if part is not None:
                part.close()

    def _make_basket(self) -> "Basket":
        from ..basket.store import Basket

        return Basket(self._core.home() / "basket.sqlite")

    def _make_desk(self) -> "BasketDesk":
        from ..basket.desk import BasketDesk

        return BasketDesk(
            basket=self.basket,
            results=self._core.results,
            rows=self._vo.row_services,
            compute=self._core.compute,
            lake_name=self._lake_name,
            here=self._files_here,
            present=self._present,
        )

    def _make_gateways(self) -> "GatewaySync":
        from ..basket.gateway.sync import GatewaySync

        return GatewaySync(
            catalogue=self._core.catalogue,
            basket=self.basket,
            archives=self._archives.list,
            identities=self._identity.identities,
            activities=self._core.activities,
            http=self._core.http,
            compute=self._core.compute,
            home=self._core.home,
        )

    def _lake_name(self, lake_id: str) -> str:
        entry = self._core.catalogue().lakes.get(lake_id)
        return entry.name if entry else lake_id

    def _present(self, items: "list[Named]") -> dict[str, int]:
        return self._staging.stagings().present(items)

    def _files_here(self, items: "list[BasketItem]") -> dict[str, Path]:
        return dict(self._staging.stagings().here(items))
