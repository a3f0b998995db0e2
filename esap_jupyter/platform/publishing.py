"""Publishing, as the platform puts it together."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..models import BasketDocumentRequest
from .basket import BasketPart
from .core import Core
from .identity import IdentityPart

if TYPE_CHECKING:
    from ..identity import ServiceLogin
    from ..workflows.publishing.desk import Publishing

__all__ = ["PublishingPart"]


class PublishingPart:
    """What makes drafts of records.

    Parameters
    ----------
    core
        What all parts stand on.
    identity
        Is offered the repositories' logins, and gives them.
    basket
        Whose items go along.
    """

    def __init__(self, core: Core, *, identity: IdentityPart, basket: BasketPart) -> None:
        self._core = core
        self._identity = identity
        self._basket = basket
        self.publishing = core.lazy(self._make_publishing)
        identity.offer(self._logins)

    def _logins(self) -> "Iterable[ServiceLogin]":
        # Where no repository takes drafts, the room is not even imported.
        entries = self._core.catalogue().repositories.values()
        takes = any(entry.options.get("publish") is True for entry in entries)
        return self.publishing().logins() if takes else ()

    def _make_publishing(self) -> "Publishing":
        from ..workflows.publishing.desk import Publishing

        return Publishing(
            entries=lambda: self._core.catalogue().repositories,
            http=self._core.http,
            credential=lambda repository: self._identity.identities().credential(repository),
            basket=lambda: self._basket.desk().document(BasketDocumentRequest()),
        )
