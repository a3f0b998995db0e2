"""Keeps our basket and those of ESAP gateways the same, as activities."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ...activities import Activities, Handle
from ...catalogue import Catalogue
from ...compute import Compute
from ...disk.lease import leased
from ...errors import CancelledError, EsapError
from ...gateways.places import GatewayPlace, found_gateway, gateway_client, gateways
from ...lake.transfers.waiting import waited_for
from ...models import Activity, Archive, BasketGateway, SyncMode, SyncReport
from ...net import HttpClient
from ...staging.queue import WorkQueue
from ..store import Edit
from .archives import words_in
from .exchange import Exchange
from .memory import GatewayMemory
from .settling import Settling
from .shapes import Shapes
from .sides import OurBasket
from .summary import summary

if TYPE_CHECKING:
    from ...identity import Identities

__all__ = ["GatewaySync"]

_PAUSE = 1.0


class GatewaySync:
    """Synchronises the basket with gateways, one after the other.

    Parameters
    ----------
    catalogue
        Names the gateways.
    basket
        Gives our basket.
    archives
        Lists the archives, as they are known.
    identities
        Gives what proves who one is.
    activities
        Gives the log of what takes time.
    http
        Gives the client that those of gateways are derived of.
    compute
        Where answers are read and documents made.
    home
        Gives ESAP's home.
    clock
        Unix time in seconds.
    pause
        Seconds between two looks at a basket.
    """

    def __init__(
        self,
        *,
        catalogue: Callable[[], Catalogue],
        basket: Callable[[], OurBasket],
        archives: Callable[[], Iterable[Archive]],
        identities: "Callable[[], Identities]",
        activities: Callable[[], Activities],
        http: Callable[[], HttpClient],
        compute: Compute,
        home: Callable[[], Path],
        clock: Callable[[], float] = time.time,
        pause: float = _PAUSE,
    ) -> None:
        self._catalogue = catalogue
        self._basket = basket
        self._archives = archives
        self._identities = identities
        self._activities = activities
        self._http = http
        self._compute = compute
        self._home = home
        self._clock = clock
        self._pause = pause
        self._queue = WorkQueue(most=1)

    def list(self) -> list[BasketGateway]:
        """List the gateways, and what came of the last synchronisation; none is contacted."""
        return [self._told(place) for place in gateways(self._catalogue())]

    def get(self, gateway_id: str) -> BasketGateway:
        """Return one gateway; that of an archive that is asked through it, too.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        return self._told(self._place(gateway_id))

    def start(self, gateway_id: str, mode: SyncMode = "add") -> Activity:
        """Put a synchronisation in the queue; its activity tells what came of it, in words.

        Raises
        ------
        NotFoundError
            There is no such gateway.
        CancelledError
            ESAP is closing.
        """
        place = self._place(gateway_id)
        handle = self._begin(place)
        try:
            self._queue.add(handle, lambda: _done(self._run(handle, place, mode)))
        except CancelledError as error:
            handle.fail(error)
            raise
        return handle.activity

    def sync(
        self,
        gateway_id: str,
        mode: SyncMode = "add",
        *,
        follow: Callable[[Activity], None] = lambda _: None,
    ) -> SyncReport:
        """Synchronise and wait; interrupting it cancels, unless it is being written.

        Parameters
        ----------
        gateway_id
            The gateway.
        mode
            See `esap_jupyter.models.SyncMode`.
        follow
            Told several times a second how it goes.

        Raises
        ------
        NotFoundError
            There is no such gateway.
        EsapError
            One is not logged in, the gateway does not answer, or others write all the time.
        """
        place = self._place(gateway_id)
        handle = self._begin(place)
        report = waited_for(
            handle, lambda: self._run(handle, place, mode), follow, what="synchronisation"
        )
        if isinstance(report, EsapError):
            raise report
        return report

    def restore(self, gateway_id: str, name: str) -> Edit:
        """Put a basket that was written over into ours; what is there already stays as it is.

        Parameters
        ----------
        gateway_id
            The gateway.
        name
            One of ``kept`` of `get`.

        Raises
        ------
        NotFoundError
            There is no such gateway, or nothing of that name is kept.
        """
        place = self._place(gateway_id)
        documents = self._memory(place).read_kept(name)
        items = map(self._shapes(place).item, documents)
        return self._basket().add(items, text=f"Restore a basket of {place.name}")

    def close(self) -> None:
        """Cancel what waits, and wait a moment for what runs."""
        self._queue.close()

    def _run(self, handle: Handle, place: GatewayPlace, mode: SyncMode) -> SyncReport | EsapError:
        """Synchronise, and end the activity in any case."""
        try:
            report = self._synced(handle, place, mode)
        except EsapError as error:
            handle.fail(error)
            return error
        except BaseException as error:
            handle.fail(error)
            raise
        handle.finish(message=summary(report, place.name))
        return report

    def _synced(self, handle: Handle, place: GatewayPlace, mode: SyncMode) -> SyncReport:
        memory = self._memory(place)
        waiting = "Waiting for another synchronisation"
        http = self._http().derived(retries=0, prefixes=(place.url,))
        try:
            with leased(
                memory.folder / ".lock",
                cancel=handle.cancel,
                waiting=lambda: handle.update(message=waiting),
            ):
                return self._exchange(handle, place, memory, http).run(mode)
        finally:
            http.close()

    def _exchange(
        self, handle: Handle, place: GatewayPlace, memory: GatewayMemory, http: HttpClient
    ) -> Exchange:
        identities = self._identities()
        client = gateway_client(
            place,
            http,
            self._compute,
            lambda refused: identities.credential(place.id, refused=refused),
            lambda digest, reason: identities.refuse(place.id, digest, reason),
        )
        return Exchange(
            gateway=place.id,
            name=place.name,
            basket=self._basket(),
            shapes=self._shapes(place),
            memory=memory,
            settling=Settling(
                client=client,
                keep=memory.keep,
                kept=str(memory.folder / "kept"),
                who=place.name,
                cancel=handle.cancel,
                pause=self._pause,
            ),
            compute=self._compute,
            told=lambda message: handle.update(message=message),
            clock=self._clock,
        )

    def _shapes(self, place: GatewayPlace) -> Shapes:
        catalogue = self._catalogue()
        lakes = list(catalogue.lakes)
        return Shapes(
            gateway=place.id,
            name=place.name,
            words=words_in(catalogue, self._archives()),
            lake=place.account.lake or (lakes[0] if len(lakes) == 1 else ""),
        )

    def _begin(self, place: GatewayPlace) -> Handle:
        return self._activities().start("sync", f"Basket · {place.name}", archive=place.id)

    def _place(self, gateway_id: str) -> GatewayPlace:
        return found_gateway(gateways(self._catalogue()), gateway_id)

    def _memory(self, place: GatewayPlace) -> GatewayMemory:
        return GatewayMemory(self._home() / "gateways" / place.id, url=place.url, clock=self._clock)

    def _told(self, place: GatewayPlace) -> BasketGateway:
        memory = self._memory(place)
        return BasketGateway(
            id=place.id,
            name=place.name,
            url=place.url,
            report=memory.load().report,
            kept=[path.name for path in memory.kept()],
        )


def _done(_report: object) -> None:
    pass
