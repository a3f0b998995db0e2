"""Who one is, as the platform puts it together."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from .core import Core

if TYPE_CHECKING:
    from ..identity import Identities, ServiceLogin
    from ..models.identity import LoginState

    LoginListener = Callable[[str, LoginState], None]

__all__ = ["IdentityPart"]


class IdentityPart:
    """Logins at all services that other parts offer; none is contacted before it is needed.

    Parameters
    ----------
    core
        What all parts stand on.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._offers: list[Callable[[], Iterable[ServiceLogin]]] = []
        self._listeners: list[LoginListener] = []
        self.identities = core.lazy(self._make_identities)

    def offer(self, services: "Callable[[], Iterable[ServiceLogin]]") -> None:
        """Have these services listed, after those that were offered before."""
        self._offers.append(services)

    def on_login(self, listener: "LoginListener") -> None:
        """Have a login's changes told in any thread: the id of its service and its state."""
        self._listeners.append(listener)

    def close(self) -> None:
        """End what renews logins."""
        made = self.identities.if_made
        if made is not None:
            made.close()

    def _make_identities(self) -> "Identities":
        from ..identity import Identities

        return Identities(
            services=self._services,
            settings=self._core.catalogue().identity,
            http=self._core.http,
            home=self._core.home,
            told=self._changed,
        )

    def _services(self) -> "list[ServiceLogin]":
        return [service for offer in self._offers for service in offer()]

    def _changed(self, service: str, state: "LoginState") -> None:
        for listener in self._listeners:
            listener(service, state)
