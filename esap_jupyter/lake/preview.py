"""What a rule would take, told before it is made."""

from collections.abc import Sequence
from contextlib import closing

from ..errors import BadRequestError
from ..models import LakeAccount, Quota, Rse, RulePreview, RuleRequest
from .accounts import Accounts
from .client import RucioClient
from .collections import Collections
from .dids import DidName
from .records import mapping_of, size_of
from .storage import Storage

__all__ = ["Previews"]

_MOST = 20_000


class Previews:
    """Looks ahead at rules.

    Parameters
    ----------
    client
        Asks the lake.
    accounts
        Whose quota counts.
    storage
        Which RSEs there are.
    collections
        How large DIDs are.
    """

    def __init__(
        self,
        *,
        client: RucioClient,
        accounts: Accounts,
        storage: Storage,
        collections: Collections,
    ) -> None:
        self._client = client
        self._accounts = accounts
        self._storage = storage
        self._collections = collections

    def look(self, wanted: RuleRequest) -> RulePreview:
        """Say what a rule would take; see `RulePreview`.

        Raises
        ------
        NotFoundError
            There is no such DID.
        BadRequestError
            There is no RSE of that expression.
        """
        did = DidName(wanted.scope, wanted.name).checked()
        if not wanted.rse_expression.strip():
            raise BadRequestError("No RSE is chosen.", remedy="Choose one.")
        rses = self._storage.rses(wanted.rse_expression)
        about = self._collections.did(did)
        size = int(about.size or 0)
        files = 1 if about.type == "file" else about.length or 0
        missing, new = self._missing(did, rses, size) if files <= _MOST else (None, size)
        account = self._accounts.look()
        quotas = _of(account, rses, wanted.rse_expression)
        fits, note = _verdict(account, rses, quotas, new, wanted)
        if missing is None:
            note = f"{note} It has too many files to see which are there already.".strip()
        return RulePreview(
            rses=[rse.name for rse in rses],
            files=files,
            size=str(size),
            missing=None if missing is None else str(missing),
            quotas=quotas,
            fits=fits,
            note=note,
        )

    def _missing(self, did: DidName, rses: Sequence[Rse], size: int) -> tuple[int, int]:
        """Return the bytes that are not there yet, and those that are not even on their way."""
        names = {rse.name for rse in rses}
        body = {"dids": [did.record], "all_states": True}
        there = coming = 0
        with closing(self._client.lines("POST", "replicas", "list", body=body)) as lines:
            for line in lines:
                told = mapping_of(line.get("states"))
                states = {told[name] for name in names & told.keys()}
                length = int(size_of(line.get("bytes")) or 0)
                there += length if "AVAILABLE" in states else 0
                coming += length if states and "AVAILABLE" not in states else 0
        return max(0, size - there), max(0, size - there - coming)


def _of(account: LakeAccount, rses: Sequence[Rse], expression: str) -> list[Quota]:
    names = {rse.name for rse in rses} | {expression}
    return [quota for quota in account.quotas if quota.rse in names]


def _verdict(
    account: LakeAccount,
    rses: Sequence[Rse],
    quotas: Sequence[Quota],
    need: int,
    wanted: RuleRequest,
) -> tuple[bool | None, str]:
    """Judge as Rucio's own choice of RSEs does: no limit is no room, but for administrators."""
    writable = {rse.name for rse in rses if rse.writable}
    if len(writable) < wanted.copies:
        return False, f"{len(writable)} of the RSEs take new data, {wanted.copies} are needed."
    if account.admin or need == 0:
        return True, ""
    room = [quota for quota in quotas if quota.rse in writable and _left(quota) > need]
    if len(room) >= wanted.copies:
        return True, ""
    if not any(quota.limit for quota in quotas):
        return False, f"{account.account} has no quota there."
    return False, f"{account.account} has not enough quota left there."


def _left(quota: Quota) -> int:
    return 0 if quota.limit is None else int(quota.limit) - int(quota.used)
