"""What a DID is, what it holds, and what holds it."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Generator
from contextlib import closing
from typing import Any

import msgspec

from ..errors import BadAnswerError, NotFoundError
from ..models import Did, DidDetails, DidPage, DidQuestion
from .client import RucioClient
from .dids import DidName
from .filter_values import COLUMNS
from .listing import DidListing
from .records import at_most, did_of, list_of, moment, text_of, texts

__all__ = ["Collections"]

_MOST = 1_000_000
_KEPT = 8
_MOST_ROWS = 500_000
_WAIT = 30.0
_PLUGIN = "DID_COLUMN"


class Collections:
    """The datasets and containers of one lake, and its files.

    Parameters
    ----------
    client
        Asks the lake.
    """

    def __init__(self, client: RucioClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._open: OrderedDict[DidName, DidListing] = OrderedDict()
        self._keys: set[str] = set()

    def did(self, did: DidName) -> Did:
        """Return a DID with size and number of files of all that it holds.

        Raises
        ------
        NotFoundError
            There is none of that name.
        """
        return did_of(self._status(did))

    def details(self, did: DidName) -> DidDetails:
        """Return all that is cheaply known of a DID; see `did`."""
        status = self._status(did)
        columns = self._meta(did, _PLUGIN)
        own = {key: value for key, value in self._meta(did, "ALL").items() if key not in columns}
        self._keys.update(own)
        with closing(self._lines(did, "parents")) as lines:
            parents = [did_of(line) for line in at_most(lines)]
        found = did_of(status)
        checksums = {"adler32": columns.get("adler32"), "md5": columns.get("md5")}
        return DidDetails(
            did=msgspec.structs.replace(found, **texts(checksums)),
            metadata=texts(columns),
            own_metadata=texts(own),
            parents=parents,
            account=str(status.get("account") or ""),
            created=moment(columns.get("created_at")),
            open=status.get("open") if isinstance(status.get("open"), bool) else None,
            closed=moment(columns.get("closed_at")),
        )

    def metadata_keys(self) -> list[str]:
        """List keys of metadata: those that the lake has agreed on, that were met, and Rucio's."""
        agreed = list_of(self._client.json("GET", "meta_conventions", ""))
        own = {text_of(each) for each in agreed} | self._keys
        return [*sorted(own), *sorted(COLUMNS - own)]

    def content(self, did: DidName, offset: int = 0, limit: int = 100) -> DidPage:
        """Return some of what a dataset or container holds, one level down.

        From the beginning the lake is asked anew; what follows comes of the same answer.
        """
        listing = self._listing(did, anew=offset == 0)
        return listing.page(offset, limit, _WAIT)

    def files(self, did: DidName) -> Generator[Did]:
        """Yield all files of a DID, through all levels; who stops early closes it."""
        with closing(self._lines(did, "files")) as lines:
            for line in lines:
                yield did_of(line, "file")

    def close(self) -> None:
        """Stop what is being read."""
        with self._lock:
            for listing in self._open.values():
                listing.cancel()
            self._open.clear()

    def _listing(self, did: DidName, *, anew: bool) -> DidListing:
        with self._lock:
            known = self._open.get(did)
            if known is not None and not anew:
                return known
            if known is not None:
                known.cancel()
            made = self._open[did] = DidListing(
                key=uuid.uuid4().hex,
                lake=self._client.entry.id,
                question=DidQuestion(scope=did.scope, name=did.name),
                source=lambda cancel: self.held(did, cancel),
                limit=_MOST,
            )
            self._open.move_to_end(did)
            while len(self._open) > _KEPT or (
                len(self._open) > 1 and sum(each.count for each in self._open.values()) > _MOST_ROWS
            ):
                self._open.popitem(last=False)[1].cancel()
            return made

    def held(self, did: DidName, cancel: threading.Event | None = None) -> Generator[Did]:
        """Yield what a dataset or container holds, one level down; who stops early closes it."""
        with closing(self._lines(did, "dids", cancel)) as lines:
            for line in lines:
                yield did_of(line, "file")

    def _lines(
        self, did: DidName, what: str, cancel: threading.Event | None = None
    ) -> Generator[Any]:
        if not did.climbs:
            yield from self._client.lines("GET", "dids", did.scope, did.name, what, cancel=cancel)
        elif what != "parents":
            body = {"dids": [did.record]}
            yield from self._client.lines("POST", "dids", "bulkfiles", body=body, cancel=cancel)

    def _status(self, did: DidName) -> dict[str, Any]:
        if did.climbs:
            found = self._meta(did, _PLUGIN)
            return {**found, "open": found.get("is_open")}
        depth = {"dynamic_depth": "FILE"}
        return self._document(self._client.json("GET", "dids", did.scope, did.name, params=depth))

    def _meta(self, did: DidName, plugin: str) -> dict[str, Any]:
        if did.climbs:
            body = {"dids": [did.record], "plugin": plugin}
            with closing(self._client.lines("POST", "dids", "bulkmeta", body=body)) as lines:
                found = next(lines, None)
            if found is None:
                raise NotFoundError(f"There is no {did}.", remedy="Check scope and name.")
            return self._document(found)
        path = ("dids", did.scope, did.name, "meta")
        return self._document(self._client.json("GET", *path, params={"plugin": plugin}))

    def _document(self, found: Any) -> dict[str, Any]:
        if not isinstance(found, dict):
            raise BadAnswerError(
                f"{self._client.entry.name} does not describe it.", remedy="Try again."
            )
        return found
