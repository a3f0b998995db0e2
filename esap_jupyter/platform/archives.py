"""Archives, as the platform puts them together."""

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from ..archives.additions import Additions
from ..archives.board import ArchiveBoard, in_sandbox
from ..archives.credentials import CredentialReader
from ..archives.pocket import SandboxProcess
from ..archives.rest.gateway.archives import gateway_archives
from ..archives.targets import Resolver
from ..archives.vo.registry.archives import registry_archives
from ..catalogue import OwnArchives, Reader, Sources, discovered_archives
from ..models import Archive, NewBasketItem, Result, Target
from ..models.catalogue import NewArchive
from ..urls import origin
from .core import Core
from .identity import IdentityPart

if TYPE_CHECKING:
    from ..archives.logins import ArchiveLogins
    from ..archives.rest.lofar.stageit import StageIt

__all__ = ["ArchivesPart"]

_TAPE = "lofar_lta"


class ArchivesPart:
    """The archives that there are, and what finds targets.

    Parameters
    ----------
    core
        What all parts stand on.
    identity
        Is offered the archives' logins, and gives them.
    """

    def __init__(self, core: Core, *, identity: IdentityPart) -> None:
        self._core = core
        self._identity = identity
        self.board = core.lazy(self._make_board)
        self.additions = core.lazy(self._make_additions)
        self.resolver = core.lazy(self._make_resolver)
        self.sandbox = core.lazy(lambda: SandboxProcess(guard=core.http().guard))
        self._logins = core.lazy(self._make_logins)
        identity.offer(lambda: self._logins().services())

    def synced(self) -> ArchiveBoard:
        """Return the board, with what sources and the person have added or taken away since."""
        self.additions().sync()
        return self.board()

    def list(self) -> list[Archive]:
        """List the archives as they are known, contacting none."""
        return self.synced().list()

    def resolve(self, text: str, *, online: bool = True) -> Target:
        """Find a target; see `esap_jupyter.archives.targets.resolver.Resolver.resolve`."""
        return self.resolver().resolve(text, online=online)

    def add(self, new: NewArchive) -> Archive:
        """Add a service to the person's own archives; see `Additions.add`."""
        _ = self._core.home()
        return self.synced().get(self.additions().add(new).id)

    def name_of(self, archive_id: str) -> str:
        """Return an archive's name, or its id where there is none of that id any more."""
        entry = self.board().entry(archive_id)
        return entry.name if entry else archive_id

    def moves(self, archive_id: str) -> bool:
        """Say whether an archive is in the sandbox, which has another port each time."""
        entry = self.board().entry(archive_id)
        return entry is not None and in_sandbox(entry)

    def now_at(self, archive_id: str) -> str | None:
        """Return scheme, host and port of an archive that moves; None for any other."""
        now = origin(self.sandbox().url()) if self.moves(archive_id) else None
        return None if now is None else _address(now)

    def moved(self, what: Result | NewBasketItem) -> tuple[str, str] | None:
        """Return where the sandbox was and where it is now, as it has another port each time."""
        if not self.moves(what.archive):
            return None
        before, now = origin(what.provenance.service), origin(self.sandbox().url())
        if before is None or now is None:
            return None
        return _address(before), _address(now)

    def stager(self) -> "StageIt | None":
        """Return a client of StageIT for the person, or None where there is no token."""
        for archive in self.list():
            if archive.kind == _TAPE and archive.state != "unavailable":
                connector: Any = self.synced().connector(archive.id)
                return cast("StageIt | None", connector.stager())
        return None

    def close(self) -> None:
        """End the sandbox."""
        made = self.sandbox.if_made
        if made is not None:
            made.close()

    def _make_board(self) -> ArchiveBoard:
        return ArchiveBoard(
            catalogue=self._core.catalogue(),
            http=self._core.http(),
            compute=self._core.compute,
            sandbox_url=lambda: self.sandbox().url(),
            home=self._core.home,
            credentials=CredentialReader(
                self._core.home,
                held=lambda archive: self._logins().held(archive),
                refuse=lambda archive, reason: self._logins().refuse(archive, reason),
            ),
        )

    def _make_additions(self) -> Additions:
        where = self._core.where()
        readers: dict[str, Reader] = {
            "esap_gateway": gateway_archives,
            "discovery": discovered_archives,
            "registry": partial(registry_archives, compute=self._core.compute),
        }
        return Additions(
            catalogue=self._core.catalogue(),
            board=self.board(),
            sources=Sources(
                entries=self._core.catalogue().sources,
                readers=readers,
                folder=where / "sources",
                http=self._core.http,
            ),
            own=OwnArchives(where / "archives.toml"),
            guard=self._core.http().guard,
        )

    def _make_resolver(self) -> Resolver:
        return Resolver(
            http=self._core.http(),
            cache_path=self._core.home() / "sesame.json",
            compute=self._core.compute,
        )

    def _make_logins(self) -> "ArchiveLogins":
        from ..archives.logins import ArchiveLogins

        return ArchiveLogins(
            catalogue=self._core.catalogue(),
            http=self._core.http,
            compute=self._core.compute,
            identities=self._identity.identities,
        )


def _address(parts: tuple[str, str, int]) -> str:
    scheme, host, port = parts
    return f"{scheme}://{host}:{port}"
