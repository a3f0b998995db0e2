"""Files of lakes that are on tape only: a rule has the lake bring them onto disk."""

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from ...errors import CancelledError, ConflictError, EsapError, NotAvailableError, NotFoundError
from ...models import Rule
from ...staging.jobs.doors import TapeLook
from ...staging.pieces import Piece
from ...urls import is_in_lake
from ..connection import LakeConnection
from ..dids import DidName, LakeAddress
from .pieces import LakePieces, is_on_tape

__all__ = ["RuleTapes"]

_WEEK = 7 * 86_400
_AGE = 20.0
_AT_ONCE = 50
_COMMENT = "From tape, for a transfer of ESAP"


class RuleTapes:
    """Makes a rule for each file, onto the lake's own RSE, and waits until a disk has it.

    Parameters
    ----------
    pieces
        Says where files are.
    at
        Gives the lake of an address.
    """

    def __init__(self, *, pieces: LakePieces, at: Callable[[LakeAddress], LakeConnection]) -> None:
        self._pieces = pieces
        self._at = at
        self._seen: dict[str, tuple[float, dict[str, Rule]]] = {}

    def takes(self, piece: Piece) -> bool:
        """Tell whether a file of a lake is on tape."""
        return piece.way == "tape" and is_in_lake(piece.wanted.url)

    def ask(self, pieces: Sequence[Piece], cancel: threading.Event) -> Mapping[str, str]:
        """Make the rules; what has one already keeps that.

        Raises
        ------
        NotAvailableError
            Nobody has said onto which RSE.
        CancelledError
            It was cancelled before all were made.
        EsapError
            The lake refuses.
        """
        wanted: dict[str, tuple[LakeConnection, dict[DidName, str]]] = {}
        for piece in pieces:
            address = LakeAddress.parse(piece.wanted.url)
            lake = self._at(address)
            wanted.setdefault(lake.entry.id, (lake, {}))[1][address.did] = piece.wanted.url
        made = {}
        for lake, urls in wanted.values():
            dids = list(urls)
            for start in range(0, len(dids), _AT_ONCE):
                if cancel.is_set():
                    raise CancelledError("It was cancelled.")
                some = dids[start : start + _AT_ONCE]
                for did, rule in zip(some, self._rules(lake, some), strict=True):
                    made[urls[did]] = f"{lake.entry.id}/{rule}"
            self._seen.pop(lake.entry.id, None)
        return made

    def look(self, request: str, pieces: Sequence[Piece], cancel: threading.Event) -> TapeLook:
        """See which files a disk has by now, and what keeps the others."""
        seen = TapeLook()
        for piece in pieces:
            replica = self._pieces.replica(piece, cancel, age=_AGE)
            if not is_on_tape(replica) and replica.places:
                why = "A rule has brought it from tape onto disk."
                seen.ready[piece.wanted.url] = msgspec.structs.replace(piece, way="lake", why=why)
        if len(seen.ready) < len(pieces):
            lake, rule = self._of(request)
            self._tell(lake, rule, pieces, seen)
        return seen

    def headers(self, _url: str) -> Mapping[str, str]:
        """Return nothing: the lake's own login opens its storage."""
        return {}

    def abort(self, request: str) -> None:
        """Remove a rule that was made for this; its lake may leave that to its operators.

        One that the person had before may be all that keeps a file, and stays.
        """
        lake, rule = self._of(request)
        if lake.rules.get(rule).comment == _COMMENT:
            lake.rules.remove(rule)

    def _rules(self, lake: LakeConnection, dids: Sequence[DidName]) -> list[str]:
        """Return the id of a rule for each file, made in one request or there already."""
        rse = lake.entry.rse
        if not rse:
            raise NotAvailableError(
                f"{lake.entry.name} has {dids[0]} on tape, and nobody has said onto which RSE it "
                "is to be brought.",
                remedy=f'Write rse = "…" into [lakes.{lake.entry.id}] of a catalogue, or make a '
                "rule for it in the tab Data lake.",
            )
        lifetime = lake.entry.lifetime or _WEEK
        try:
            return lake.rules.add_each(dids, rse, lifetime, _COMMENT)[: len(dids)]
        except ConflictError:
            # Rucio makes all of them or none, and some may be there already.
            if len(dids) > 1:
                return [rule for did in dids for rule in self._rules(lake, [did])]
            own = [one for one in lake.rules.of(dids[0]) if one.mine and one.rse_expression == rse]
            if not own:
                raise
            return [own[0].id]

    def _tell(
        self, lake: LakeConnection, rule: str, pieces: Sequence[Piece], seen: TapeLook
    ) -> None:
        try:
            found = self._rule(lake, rule)
        except NotFoundError as error:
            words = f"The rule that was to bring it from tape is gone: {error.message}"
            gone: EsapError = NotFoundError(words, remedy="Try again, which makes a new one.")
            for piece in pieces:
                if piece.wanted.url not in seen.ready:
                    seen.failed[piece.wanted.url] = gone
            return
        state = f"{found.state.lower()}{f', {found.error}' if found.error else ''}"
        seen.message = f"waiting for tape of {lake.entry.name}; the rule is {state}"

    def _rule(self, lake: LakeConnection, rule: str) -> Rule:
        """Return a rule; those of many files are asked for in one request."""
        at, known = self._seen.get(lake.entry.id, (-math.inf, {}))
        if time.monotonic() - at >= _AGE:
            known = {each.id: each for each in lake.rules.mine(lake.entry.rse)}
            self._seen[lake.entry.id] = time.monotonic(), known
        return known.get(rule) or lake.rules.get(rule)

    def _of(self, request: str) -> tuple[LakeConnection, str]:
        lake, _, rule = request.partition("/")
        return self._at(LakeAddress(lake, DidName("", ""))), rule
