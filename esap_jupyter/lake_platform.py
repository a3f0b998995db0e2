"""The part of the platform that is about data lakes and logins; see `esap_jupyter.platform`."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .activities import Activities
from .archives.credentials import CredentialReader
from .catalogue import Catalogue
from .compute import Compute
from .home import default_home
from .lazy import Lazy
from .net import HttpClient
from .results.store import ResultStore
from .staging.names import safe_name

if TYPE_CHECKING:
    from .archives.logins import ArchiveLogins
    from .identity import Identities
    from .lake.lakes import Lakes
    from .lake.rule_states import RuleChanged
    from .lake.transfers.transfers import LakeTransfers
    from .lake.transfers.uploads import LakeUploads
    from .models import Did, LakeFile, Rule
    from .models.identity import LoginState

    LoginListener = Callable[[str, LoginState], None]

__all__ = ["LakePlatform"]


class LakePlatform(ABC):
    """Lakes and logins for one person; nothing is read, opened or contacted before it is needed.

    Parameters
    ----------
    lock
        The lock of the platform's other parts.
    """

    _home: Path | None

    def __init__(self, lock: threading.RLock) -> None:
        self._login_listeners: list[LoginListener] = []
        self._rule_listeners: list[RuleChanged] = []
        self._lakes = Lazy(self._make_lakes, lock)
        self._lake_transfers = Lazy(self._make_lake_transfers, lock)
        self._lake_uploads = Lazy(self._make_lake_uploads, lock)
        self._identities = Lazy(self._make_identities, lock)
        self._archive_logins = Lazy(self._make_archive_logins, lock)

    @property
    @abstractmethod
    def home(self) -> Path:
        """The folder of all that is kept."""

    @property
    @abstractmethod
    def catalogue(self) -> Catalogue:
        """What this deployment offers."""

    @property
    @abstractmethod
    def http(self) -> HttpClient:
        """The client that all requests go through."""

    @property
    @abstractmethod
    def activities(self) -> Activities:
        """The log of what takes time."""

    @property
    @abstractmethod
    def results(self) -> ResultStore:
        """The stored results."""

    @property
    @abstractmethod
    def compute(self) -> Compute:
        """Where computing happens."""

    @property
    def lakes(self) -> "Lakes":
        """The data lakes."""
        return self._lakes()

    @property
    def lake_transfers(self) -> "LakeTransfers":
        """What brings files of lakes into the workspace."""
        return self._lake_transfers()

    @property
    def lake_uploads(self) -> "LakeUploads":
        """What stores files in lakes."""
        return self._lake_uploads()

    @property
    def identities(self) -> "Identities":
        """Who one is at each service."""
        return self._identities()

    def on_login(self, listener: "LoginListener") -> None:
        """Have a login's changes told in any thread: the id of its service and its state."""
        self._login_listeners.append(listener)

    def on_rule(self, listener: "RuleChanged") -> None:
        """Have it told, in any thread, that a rule of a lake is seen in another state."""
        self._rule_listeners.append(listener)

    def close_lakes(self) -> None:
        """Stop what runs in lakes and logins, and close their connections."""
        for part in (
            self._lake_transfers.if_made,
            self._lake_uploads.if_made,
            self._lakes.if_made,
            self._identities.if_made,
        ):
            if part is not None:
                part.close()

    def _make_lakes(self) -> "Lakes":
        from .lake.configs import described_lakes
        from .lake.lakes import Lakes

        return Lakes(
            described=lambda: described_lakes(
                self.catalogue.lakes, http=lambda: self.http, folder=self._documents
            ),
            http=lambda: self.http,
            credential=lambda lake, refused: self.identities.credential(lake, refused=refused),
            here=self._seen_here,
            refuse=self._refuse_login,
            rule_changed=self._rule_changed,
        )

    def _rule_changed(self, lake: str, rule: "Rule") -> None:
        for listener in self._rule_listeners:
            listener(lake, rule)

    def _make_lake_transfers(self) -> "LakeTransfers":
        from .lake.transfers.transfers import LakeTransfers

        return LakeTransfers(
            activities=lambda: self.activities,
            home=lambda: self.home,
            lake=self.lakes.get,
            at=self.lakes.at,
        )

    def _make_lake_uploads(self) -> "LakeUploads":
        from .lake.transfers.uploads import LakeUploads

        return LakeUploads(
            activities=lambda: self.activities,
            home=lambda: self.home,
            lake=self.lakes.get,
            export=self._exported,
        )

    def _exported(self, result: str, folder: Path) -> Path:
        from .results.pages import save

        stored = self.results.get(result)
        path = folder / f"{safe_name(stored.name)}.vot"
        self.compute.run(
            save, stored.path, path, "votable", truncated=stored.truncated, lane="decode"
        )
        return path

    def _seen_here(self, lake: str, did: "Did") -> "LakeFile | None":
        return self.lake_transfers.attachments.seen(lake, did)

    def _documents(self) -> Path:
        # Looking at what is there makes no folder.
        return (self._home or default_home()).absolute() / "lakes"

    def _make_archive_logins(self) -> "ArchiveLogins":
        from .archives.logins import ArchiveLogins

        return ArchiveLogins(
            catalogue=self.catalogue,
            http=lambda: self.http,
            compute=self.compute,
            identities=lambda: self.identities,
        )

    def _make_credentials(self) -> CredentialReader:
        """Make what connectors of archives read logins with."""
        return CredentialReader(
            lambda: self.home,
            held=lambda archive: self._archive_logins().held(archive),
            refuse=lambda archive, reason: self._archive_logins().refuse(archive, reason),
        )

    def _make_identities(self) -> "Identities":
        from .identity import Identities

        return Identities(
            services=lambda: [*self.lakes.logins(), *self._archive_logins().services()],
            settings=self.catalogue.identity,
            http=lambda: self.http,
            home=lambda: self.home,
            told=self._login_changed,
        )

    def _refuse_login(self, lake: str, digest: str, reason: str) -> None:
        self.identities.refuse(lake, digest, reason)

    def _login_changed(self, service: str, state: "LoginState") -> None:
        for listener in self._login_listeners:
            listener(service, state)
