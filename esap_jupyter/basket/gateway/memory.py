"""What is remembered of a gateway's basket: what was on both sides, and what was written over."""

import contextlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ...disk.files import write_whole
from ...errors import BadRequestError, NotFoundError
from ...gateways.documents import Document, Profile, document_of
from ...models import SyncReport
from .merging import Held

__all__ = ["GatewayMemory", "Remembered"]

_KEPT = 50
_STATE = "state.json"


class Remembered(msgspec.Struct, kw_only=True):
    """How it was after the last synchronisation.

    Attributes
    ----------
    url, user
        Whose basket it was; of another's nothing is known.
    revision
        Of our basket. One that is lower now is another basket.
    batch
        The number of the last batch of items.
    base
        What was on both sides, by key.
    links
        By the id of an item of ours, the keys of its documents.
    report
        What came of it.
    """

    url: str
    user: str = ""
    revision: int = 0
    batch: int = 0
    base: dict[str, Held] = {}
    links: dict[str, list[str]] = {}
    report: SyncReport | None = None


class GatewayMemory:
    """The folder of one gateway in ESAP's home; its files are their owner's alone.

    Parameters
    ----------
    folder
        The folder; made when something is kept.
    url
        The gateway's address.
    clock
        Unix time in seconds.
    """

    def __init__(self, folder: Path, *, url: str, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._url = url
        self._clock = clock

    def load(self) -> Remembered:
        """Read what is remembered; where that is of another address or damaged, nothing is.

        Then what is on either side counts as new, and nothing is taken away.
        """
        try:
            found = msgspec.json.decode((self.folder / _STATE).read_bytes(), type=Remembered)
        except (OSError, msgspec.MsgspecError, UnicodeError):
            return Remembered(url=self._url)
        return found if found.url == self._url else Remembered(url=self._url)

    def save(self, remembered: Remembered) -> None:
        """Remember it.

        Raises
        ------
        NotAvailableError
            It cannot be written.
        """
        write_whole(self.folder / _STATE, msgspec.json.encode(remembered).decode())

    def keep(self, profile: Profile) -> None:
        """Keep a basket that is about to be written over; the oldest of many are forgotten.

        Raises
        ------
        NotAvailableError
            It cannot be written.
        """
        now = self._clock()
        head = {"gateway": self._url, "user": profile.user, "read": now}
        items = ",\n".join(document.text for document in profile.cart.documents)
        stamp = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H%M%S.%f}Z"
        text = f'{json.dumps(head)[:-1]}, "items": [\n{items}\n]}}\n'
        write_whole(self.folder / "kept" / f"{stamp}.json", text)
        for path in self.kept()[_KEPT:]:
            with contextlib.suppress(OSError):
                path.unlink()

    def kept(self) -> list[Path]:
        """List the baskets that were written over, the newest first."""
        return sorted((self.folder / "kept").glob("*.json"), reverse=True)

    def read_kept(self, name: str) -> list[Document]:
        """Read one of these.

        Raises
        ------
        NotFoundError
            There is none of that name.
        BadRequestError
            It is damaged.
        """
        found = {path.name: path for path in self.kept()}.get(name)
        if found is None:
            raise NotFoundError(
                f"No basket of the name {name[:80]!r} is kept.", remedy="List those that are."
            )
        try:
            items = json.loads(found.read_text(encoding="utf-8"))["items"]
            return [document_of(item) for item in items]
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise BadRequestError(f"{found} is damaged.", remedy="Choose another one.") from error
