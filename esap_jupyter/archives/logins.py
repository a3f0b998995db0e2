"""The archives that one can log in to, as the room of identities knows them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..catalogue import Catalogue
from ..compute import Compute
from ..errors import BadRequestError, NotFoundError, NotLoggedInError
from ..gateways.options import KIND as GATEWAY
from ..gateways.places import found_gateway, gateway_logins, gateways
from ..identity import Credential, ServiceLogin
from ..net import HttpClient
from .rest.zooniverse.logins import KIND as ZOONIVERSE
from .rest.zooniverse.logins import zooniverse_logins

if TYPE_CHECKING:
    from ..identity import Identities

__all__ = ["ArchiveLogins"]

_CHOSEN = frozenset({"login", "hub", "store"})


class ArchiveLogins:
    """Says how one logs in to archives, and gives their connectors what one logged in with.

    Parameters
    ----------
    catalogue
        Which archives there are; those that a person adds have no login here.
    http
        Gives the client that requests go through.
    compute
        Where answers are read.
    identities
        Gives the room.
    """

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        http: Callable[[], HttpClient],
        compute: Compute,
        identities: "Callable[[], Identities]",
    ) -> None:
        self._catalogue = catalogue
        self._http = http
        self._compute = compute
        self._identities = identities

    def services(self) -> list[ServiceLogin]:
        """List them; none is contacted."""
        return [
            *gateway_logins(self._catalogue, self._http, self._compute),
            *zooniverse_logins(self._catalogue, self._http),
        ]

    def held(self, archive_id: str) -> Credential | None:
        """Return what one has logged in to an archive with: here, at its issuer or at the Hub.

        What the person's file and the environment have is not among it, as connectors read more
        from there.

        Raises
        ------
        LoginRefusedError
            The archive has refused it some minutes ago.
        """
        service = self._service_of(archive_id)
        if not service:
            return None
        try:
            credential = self._identities().credential(service)
        except (NotLoggedInError, NotFoundError, BadRequestError):
            # Where there is no login, or none that can be sent, what is public is to be had.
            return None
        return credential if credential.source in _CHOSEN else None

    def refuse(self, archive_id: str, reason: str) -> None:
        """Take note that an archive does not take what one logged in with, and what it said."""
        held = self.held(archive_id)
        if held is not None:
            self._identities().refuse(self._service_of(archive_id), held.digest, reason)

    def _service_of(self, archive_id: str) -> str:
        entry = self._catalogue.archives.get(archive_id)
        if entry is not None and entry.kind == ZOONIVERSE:
            return archive_id
        if entry is not None and entry.kind != GATEWAY:
            return ""
        try:
            return found_gateway(gateways(self._catalogue), archive_id).id
        except NotFoundError:
            return ""
