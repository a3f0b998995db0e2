"""Files of lakes that are on tape only: a rule has the lake bring them onto disk."""

import threading
from collections.abc import Callable, Mapping, Sequence

import msgspec

from ...errors import ConflictError, EsapError, NotAvailableError, NotFoundError
from ...models import Rule, RuleRequest
from ...staging.jobs.doors import TapeLook
from ...staging.pieces import Piece
from ...urls import is_in_lake
from ..connection import LakeConnection
from ..dids import DidName, LakeAddress
from .pieces import LakePieces, is_on_tape

__all__ = ["RuleTapes"]

_WEEK = 7 * 86_400
_AGE = 20.0
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

    def takes(self, piece: Piece) -> bool:
        """Tell whether a file of a lake is on tape."""
        return piece.way == "tape" and is_in_lake(piece.wanted.url)

    def ask(self, pieces: Sequence[Piece], cancel: threading.Event) -> Mapping[str, str]:
        """Make the rules; what has one already keeps that.

        Raises
        ------
        NotAvailableError
            Nobody has said onto which RSE.
        EsapError
            The lake refuses.
        """
        made = {}
        for piece in pieces:
            if cancel.is_set():
                break
            address = LakeAddress.parse(piece.wanted.url)
            lake = self._at(address)
            rule = self._rule(lake, address.did)
            made[piece.wanted.url] = f"{lake.entry.id}/{rule.id}"
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
        """Remove a rule; its lake may leave that to its operators."""
        lake, rule = self._of(request)
        lake.rules.remove(rule)

    def _rule(self, lake: LakeConnection, did: DidName) -> Rule:
        rse = lake.entry.rse
        if not rse:
            raise NotAvailableError(
                f"{lake.entry.name} has {did} on tape, and nobody has said onto which RSE it is "
                "to be brought.",
                remedy=f'Write rse = "…" into [lakes.{lake.entry.id}] of a catalogue, or make a '
                "rule for it in the tab Data lake.",
            )
        lifetime = lake.entry.lifetime or _WEEK
        wanted = RuleRequest(
            scope=did.scope, name=did.name, rse_expression=rse, lifetime=lifetime, comment=_COMMENT
        )
        try:
            return lake.rules.add(wanted)
        except ConflictError:
            own = [one for one in lake.rules.of(did) if one.mine and one.rse_expression == rse]
            if not own:
                raise
            return own[0]

    def _tell(
        self, lake: LakeConnection, rule: str, pieces: Sequence[Piece], seen: TapeLook
    ) -> None:
        try:
            found = lake.rules.get(rule)
        except NotFoundError as error:
            words = f"The rule that was to bring it from tape is gone: {error.message}"
            gone: EsapError = NotFoundError(words, remedy="Try again, which makes a new one.")
            for piece in pieces:
                if piece.wanted.url not in seen.ready:
                    seen.failed[piece.wanted.url] = gone
            return
        state = f"{found.state.lower()}{f', {found.error}' if found.error else ''}"
        seen.message = f"waiting for tape of {lake.entry.name}; the rule is {state}"

    def _of(self, request: str) -> tuple[LakeConnection, str]:
        lake, _, rule = request.partition("/")
        return self._at(LakeAddress(lake, DidName("", ""))), rule
