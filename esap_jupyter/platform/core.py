"""What all nouns of the platform stand on."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from .. import __version__
from ..activities import Activities
from ..catalogue import load_catalogue
from ..compute import Compute, InlineCompute
from ..disk.home import default_home
from ..errors import NotAvailableError
from ..lazy import Lazy
from ..net import AddressGuard, HttpClient
from ..results.store import ResultStore

__all__ = ["Core"]

Part = TypeVar("Part")


class Core:
    """Home, catalogue, client, activities, results; each made by whoever needs it first.

    Parameters
    ----------
    home
        Where results and activities live; see `esap_jupyter.disk.home.default_home`.
    catalogue_paths
        Catalogue files, instead of those found by looking around.
    compute
        Where computing happens; in the calling thread by default.
    """

    def __init__(
        self,
        *,
        home: Path | None,
        catalogue_paths: Sequence[Path] | None,
        compute: Compute | None,
    ) -> None:
        self._home = home
        self.compute = compute or InlineCompute()
        self.lock = threading.RLock()
        self.catalogue = self.lazy(lambda: load_catalogue(catalogue_paths))
        self.http = self.lazy(self._make_http)
        self.activities = self.lazy(lambda: Activities(path=self.home() / "activities.sqlite"))
        self.results = self.lazy(lambda: ResultStore(home=self.home()))

    def lazy(self, make: Callable[[], Part]) -> Lazy[Part]:
        """Have a part made by its first user, under the one lock of all parts."""
        return Lazy(make, self.lock)

    def where(self) -> Path:
        """Return where the home is or would be, for those who only look; it is not made."""
        return (self._home or default_home()).absolute()

    def home(self) -> Path:
        """Return the folder of all that is kept; made, for its owner alone, where it is missing.

        Raises
        ------
        NotAvailableError
            It cannot be made.
        """
        home = self.where()
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise NotAvailableError(
                f"ESAP cannot keep anything in {home}: {error.strerror}.",
                remedy="Set ESAP_HOME to a folder that you can write to.",
            ) from error
        return home

    def close(self) -> None:
        """Close connections and the log of activities."""
        for part in (self.http.if_made, self.activities.if_made):
            if part is not None:
                part.close()

    def _make_http(self) -> HttpClient:
        guard = AddressGuard(self.catalogue().network_allow)
        return HttpClient(guard=guard, user_agent=f"esap-jupyter/{__version__}")
