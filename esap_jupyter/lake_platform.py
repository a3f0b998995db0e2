"""The part of the platform that is about data lakes and logins; see `esap_jupyter.platform`."""

import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from .catalogue import Catalogue
from .lazy import Lazy
from .net import HttpClient

if TYPE_CHECKING:
    from .lake.credentials import Credential
    from .lake.lakes import Lakes

__all__ = ["LakePlatform"]


class LakePlatform(ABC):
    """Lakes for one person; nothing is read, opened or contacted before it is needed.

    Parameters
    ----------
    lock
        The lock of the platform's other parts.
    """

    def __init__(self, lock: threading.RLock) -> None:
        self._lakes = Lazy(self._make_lakes, lock)

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
    def lakes(self) -> "Lakes":
        """The data lakes."""
        return self._lakes()

    def close_lakes(self) -> None:
        """Stop what runs in lakes, and close their connections."""
        lakes = self._lakes.if_made
        if lakes is not None:
            lakes.close()

    def _make_lakes(self) -> "Lakes":
        from .lake.configs import described_lakes
        from .lake.lakes import Lakes

        return Lakes(
            described=lambda: described_lakes(
                self.catalogue.lakes, http=lambda: self.http, folder=lambda: self.home / "lakes"
            ),
            http=lambda: self.http,
            credential=self._credential,
        )

    def _credential(self, service: str) -> "Credential":
        raise NotImplementedError(service)
