"""Files of lakes as parts of a job: found by what was asked for, and brought one by one."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from ...errors import AccessDeniedError, BadRequestError, EsapError, NotFoundError
from ...models import Did, Replica
from ...net import cancel_scope
from ...staging.pieces import Piece
from ...staging.wanted import Fetched, Wanted
from ...wording import describe_error
from ..connection import LakeConnection
from ..dids import DidName, LakeAddress
from .places import best_first, mounted, unreadable
from .plan import Plan, planned
from .room import check_room_for
from .transfers import LakeTransfers

__all__ = ["LakePieces", "is_on_tape"]

_SECONDS = 600.0
_SECONDS_FAILED = 20.0
_KEPT = 20
_TAPE = "TAPE"
_LATER = "Its lake is asked for its files when its turn comes."


class LakePieces:
    """Finds and brings files of lakes.

    Parameters
    ----------
    transfers
        Fetches replicas.
    at
        Gives the lake of an address.
    """

    def __init__(
        self,
        *,
        transfers: Callable[[], LakeTransfers],
        at: Callable[[LakeAddress], LakeConnection],
    ) -> None:
        self._transfers = transfers
        self._at = at
        self._lock = threading.Lock()
        self._asking: dict[str, threading.Lock] = {}
        self._plans: OrderedDict[str, tuple[float, Plan]] = OrderedDict()

    def pieces(self, address: str, cancel: threading.Event | None = None) -> list[Piece]:
        """Return the files that an address names, through all levels.

        One whose replicas cannot be found is a piece with an error, unless none can.

        Raises
        ------
        EsapError
            The lake does not tell.
        """
        wanted = LakeAddress.parse(address)
        lake = self._at(wanted)
        plan = self._plan(address, lake, wanted.did, cancel)
        if not plan.files:
            for error in plan.failed.values():
                raise error
        # Of what cannot be looked up, nobody knows how many files it holds.
        among = None if plan.failed else len(plan.files)
        found = [
            msgspec.structs.replace(self._piece(lake, replica, address), among=among)
            for replica in plan.files.values()
        ]
        return found + [_failed(lake, did, error) for did, error in plan.failed.items()]

    def later(self, lake_id: str, dids: Sequence[str]) -> list[Piece]:
        """Return DIDs whose files are looked for when their turn comes.

        Raises
        ------
        NotFoundError
            There is no such lake.
        BadRequestError
            Something is no DID, or there is none.
        """
        if not dids:
            raise BadRequestError("Nothing is chosen.", remedy="Give at least one DID.")
        addresses = [LakeAddress(lake_id, DidName.parse(did)) for did in dict.fromkeys(dids)]
        name = self._at(addresses[0]).entry.name
        wanted = [Wanted(url=str(each), who=name, name=str(each.did)) for each in addresses]
        return [Piece(wanted=each, way="lake", why=_LATER, later=True) for each in wanted]

    def is_open(self, lake: str) -> bool:
        """Tell whether there is a login for a lake; one that is gone is found out otherwise."""
        try:
            self._at(LakeAddress(lake, DidName("", ""))).credential("")
        except NotFoundError:
            return True
        except EsapError:
            return False
        return True

    def check_room(self, pieces: Sequence[Piece], base: Path) -> None:
        """See that there is room for those files that are not here.

        Raises
        ------
        TooLargeError
            There is none.
        """
        missing = sum(
            piece.wanted.size or 0 for piece in pieces if not piece.error and not self.here(piece)
        )
        check_room_for(missing, base, "all of it")

    def bring(
        self,
        piece: Piece,
        base: Path,
        *,
        copy: bool,
        progress: Callable[[int], None],
        cancel: threading.Event,
    ) -> Fetched:
        """Fetch a file, or, without ``copy``, open it where it lies.

        Raises
        ------
        EsapError
            No place gave it.
        """
        wanted = LakeAddress.parse(piece.wanted.url)
        lake = self._at(wanted)
        replica = self.replica(piece, cancel)
        try:
            return self._transfers().bring(
                lake, replica, base=base, copy=copy, progress=progress, cancel=cancel
            )
        except AccessDeniedError:
            # Storage says so, too, to somebody whose login has ended.
            lake.credential("")
            raise

    def here(self, piece: Piece) -> Path | None:
        """Say where a file lies whole on this machine, without asking its lake.

        Raises
        ------
        BadRequestError
            Its address is none.
        """
        address, wanted = LakeAddress.parse(piece.wanted.url), piece.wanted
        did = Did(
            scope=address.did.scope,
            name=address.did.name,
            type="file",
            size=None if wanted.size is None else str(wanted.size),
            adler32=wanted.checksums.get("adler32"),
            md5=wanted.checksums.get("md5"),
        )
        return self._transfers().holdings.find(address.lake, did)

    def replica(
        self, piece: Piece, cancel: threading.Event | None = None, *, age: float = _SECONDS
    ) -> Replica:
        """Return where a file is, as it was told at most so many seconds ago.

        Raises
        ------
        NotFoundError
            What was asked for does not hold it any more.
        """
        wanted = LakeAddress.parse(piece.wanted.url)
        asked = piece.parent or piece.wanted.url
        whole = LakeAddress.parse(asked)
        plan = self._plan(asked, self._at(whole), whole.did, cancel, age)
        replica = plan.files.get((wanted.did.scope, wanted.did.name))
        if replica is None:
            error = next(iter(plan.failed.values()), None)
            raise error or NotFoundError(
                f"{wanted.did} is not in {whole.did} any more.", remedy="Choose it anew."
            )
        return replica

    def _plan(
        self,
        address: str,
        lake: LakeConnection,
        did: DidName,
        cancel: threading.Event | None,
        age: float = _SECONDS,
    ) -> Plan:
        with self._lock:
            asking = self._asking.setdefault(lake.entry.id, threading.Lock())
        # Files that run side by side wait for the one that asks for all of them; not for those
        # of another lake, which may be slow.
        with asking:
            known = self._known(address, age)
            if known is not None:
                return known
            if cancel is None:
                plan = planned(lake, [did])
            else:
                with cancel_scope(cancel):
                    plan = planned(lake, [did], cancel)
            with self._lock:
                self._plans[address] = time.monotonic(), plan
                while len(self._plans) > _KEPT:
                    self._plans.popitem(last=False)
            return plan

    def _known(self, address: str, age: float) -> Plan | None:
        with self._lock:
            at, plan = self._plans.get(address, (0.0, None))
        # What has failed may go well soon, as after a login.
        longest = age if plan is None or not plan.failed else min(age, _SECONDS_FAILED)
        return plan if time.monotonic() - at < longest else None

    def _piece(self, lake: LakeConnection, replica: Replica, parent: str) -> Piece:
        did = replica.did
        sums = {"adler32": did.adler32, "md5": did.md5}
        wanted = Wanted(
            url=str(LakeAddress(lake.entry.id, DidName(did.scope, did.name))),
            who=lake.entry.name,
            name=did.name,
            size=int(did.size) if did.size is not None else None,
            checksums={name: value for name, value in sums.items() if value},
            collection=did.scope,
        )
        piece = Piece(wanted=wanted, way="lake", parent=parent)
        path = mounted(replica)
        if path is not None:
            why = f"An RSE of {lake.entry.name} that has it is mounted here."
            return msgspec.structs.replace(piece, way="mounted", why=why, path=str(path))
        places = best_first(replica, mounts=lake.entry.all_mounts)
        if is_on_tape(replica):
            why = f"{lake.entry.name} has it on tape only; a rule brings it onto disk first."
            return msgspec.structs.replace(piece, way="tape", why=why)
        if not places:
            return msgspec.structs.replace(piece, error=describe_error(unreadable(replica)))
        why = f"From {places[0].rse}, the best of its replicas in {lake.entry.name}."
        return msgspec.structs.replace(piece, why=why)


def _failed(lake: LakeConnection, did: str, error: EsapError) -> Piece:
    url = str(LakeAddress(lake.entry.id, DidName.parse(did)))
    wanted = Wanted(url=url, who=lake.entry.name, name=did.partition(":")[2])
    return Piece(wanted=wanted, way="lake", error=describe_error(error))


def is_on_tape(replica: Replica) -> bool:
    """Tell whether all replicas that are whole are on tape."""
    whole = [
        place
        for place in replica.places
        if replica.states.get(place.rse, "AVAILABLE") == "AVAILABLE"
    ]
    return bool(whole) and all(place.type.upper() == _TAPE for place in whole)
