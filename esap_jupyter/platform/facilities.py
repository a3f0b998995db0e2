"""Somewhere else to run, as the platform puts it together."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .core import Core
from .identity import IdentityPart

if TYPE_CHECKING:
    from ..facilities.desk import Facilities
    from ..identity import ServiceLogin

__all__ = ["FacilitiesPart"]


class FacilitiesPart:
    """Facilities, and what is launched there.

    Parameters
    ----------
    core
        What all parts stand on.
    identity
        Is offered the facilities' logins, and gives them.
    """

    def __init__(self, core: Core, *, identity: IdentityPart) -> None:
        self._core = core
        self._identity = identity
        self.facilities = core.lazy(self._make_facilities)
        identity.offer(self._logins)

    def close(self) -> None:
        """Close the connections to facilities."""
        made = self.facilities.if_made
        if made is not None:
            made.close()

    def _logins(self) -> "Iterable[ServiceLogin]":
        # Where there are none, their room is not even imported.
        return self.facilities().logins() if self._core.catalogue().facilities else ()

    def _make_facilities(self) -> "Facilities":
        from ..facilities.desk import Facilities

        return Facilities(
            entries=lambda: self._core.catalogue().facilities,
            http=self._core.http,
            compute=self._core.compute,
            home=self._core.home,
            credential=lambda facility, refused: self._identity.identities().credential(
                facility, refused=refused
            ),
            refuse=lambda facility, digest, reason: self._identity.identities().refuse(
                facility, digest, reason
            ),
            is_logged_in=lambda service: self._identity.identities().get(service).state == "in",
        )
