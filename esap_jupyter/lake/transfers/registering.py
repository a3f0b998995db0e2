"""What a lake is told of files that have been stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import islice

from ...errors import BadRequestError, ConflictError, EsapError, QuotaError
from ...models import Did, RuleRequest
from ...staging.checksums import Expected
from ..connection import LakeConnection
from ..dids import DidName
from ..records import did_of, list_of, mapping_of
from .places import SPOKEN

__all__ = ["Registrar"]

_AT_ONCE = 500


class Registrar:
    """Registers files, datasets and rules in one lake.

    Parameters
    ----------
    lake
        The lake.
    """

    def __init__(self, lake: LakeConnection) -> None:
        self._lake = lake
        self._client = lake.client

    def known(self, dids: Iterable[DidName]) -> dict[DidName, Did]:
        """Return those DIDs that the lake has, in few requests."""
        found: dict[DidName, Did] = {}
        for some in _batches(dids):
            body = {"dids": [did.record for did in some]}
            with closing(self._client.lines("POST", "dids", "bulkmeta", body=body)) as lines:
                for line in lines:
                    did = did_of(line)
                    found[DidName(did.scope, did.name)] = did
        return found

    def scheme(self, rse: str) -> str:
        """Choose the protocol by which an RSE is written to.

        Raises
        ------
        BadRequestError
            It takes no files, or speaks none of our protocols.
        """
        about = self._client.json("GET", "rses", rse)
        about = about if isinstance(about, dict) else {}
        if about.get("availability_write") is False:
            raise BadRequestError(f"{rse} takes no new data.", remedy="Choose another RSE.")
        if about.get("deterministic") is False:
            raise BadRequestError(
                f"On {rse}, only its operators decide where files go.",
                remedy="Choose another RSE.",
            )
        protocols = [mapping_of(each) for each in list_of(about.get("protocols"))]
        told = [
            (mapping_of(mapping_of(each.get("domains")).get("wan")).get("write"), each["scheme"])
            for each in protocols
            if isinstance(each.get("scheme"), str)
        ]
        near = rse in self._lake.entry.all_mounts
        spoken = [
            scheme
            for write, scheme in told
            if write and scheme in SPOKEN and (near or scheme != "file")
        ]
        if not spoken:
            raise BadRequestError(
                f"{rse} is written by none of {', '.join(SPOKEN)}.",
                remedy="Choose another RSE.",
            )
        return str(min(spoken, key=SPOKEN.index))

    def address(self, rse: str, scheme: str, did: DidName) -> str:
        """Return where a file belongs on an RSE (its PFN)."""
        params = {"lfn": str(did), "scheme": scheme, "operation": "write"}
        told = self._client.json("GET", "rses", rse, "lfns2pfns", params=params)
        url = told.get(str(did)) if isinstance(told, dict) else None
        if not isinstance(url, str):
            raise BadRequestError(f"{rse} has no place for {did}.", remedy="Choose another RSE.")
        return url

    def check_room(self, rse: str, size: int) -> None:
        """See that the account may keep so many bytes on an RSE, as a rule will be made for them.

        Raises
        ------
        QuotaError
            It may not.
        """
        account = self._lake.accounts.look()
        if account.admin or size == 0:
            return
        exact = [quota for quota in account.quotas if quota.rse == rse]
        if not exact and any(not quota.rse.isalnum() for quota in account.quotas):
            # A limit on an expression may hold here; only Rucio can tell.
            return
        left = max((int(q.limit) - int(q.used) for q in exact if q.limit is not None), default=0)
        if left < size:
            raise QuotaError(
                f"{account.account} has {left} bytes left on {rse}, and {size} are needed.",
                remedy="Choose another RSE or fewer files, or ask for quota.",
            )

    def add_replica(self, rse: str, did: DidName, sums: Expected) -> None:
        """Register a file that is stored where it belongs."""
        file = {**did.record, "bytes": sums.size, "adler32": sums.adler32, "md5": sums.md5}
        body = {"rse": rse, "files": [file], "ignore_availability": False}
        self._client.text("POST", "replicas", "", body=body)

    def describe(self, did: DidName, metadata: Mapping[str, str]) -> None:
        """Set metadata."""
        if metadata:
            self._client.text(
                "POST", "dids", did.scope, did.name, "meta", body={"meta": dict(metadata)}
            )

    def make_dataset(self, did: DidName) -> bool:
        """Make a dataset unless it is there, and tell whether it was made.

        Raises
        ------
        ConflictError
            A file or container has that name.
        """
        known = self.known([did]).get(did)
        if known is not None:
            if known.type != "dataset":
                raise ConflictError(f"{did} is a {known.type}.", remedy="Choose another dataset.")
            return False
        with suppress(ConflictError):
            self._client.text("POST", "dids", did.scope, did.name, body={"type": "DATASET"})
        return True

    def attach(self, dataset: DidName, dids: Sequence[DidName]) -> None:
        """Put files into a dataset, those that are not in it yet."""
        with closing(self._lake.collections.held(dataset)) as held:
            there = {(each.scope, each.name) for each in held}
        lacking = [did for did in dids if (did.scope, did.name) not in there]
        for some in _batches(lacking):
            body = {"dids": [did.record for did in some]}
            self._client.text("POST", "dids", dataset.scope, dataset.name, "dids", body=body)

    def keep(self, did: DidName, rse: str, lifetime: int | None) -> None:
        """Make a rule, unless there is one.

        Raises
        ------
        EsapError
            The lake makes none; the file is stored and registered all the same.
        """
        mine = self._lake.accounts.name()
        if any(
            rule.account == mine and rule.rse_expression == rse for rule in self._lake.rules.of(did)
        ):
            return
        wanted = RuleRequest(scope=did.scope, name=did.name, rse_expression=rse, lifetime=lifetime)
        try:
            self._lake.rules.add(wanted)
        except EsapError as error:
            raise type(error)(
                f"{did} is stored, but no rule keeps it: {error.message}", remedy=error.remedy
            ) from error

    def has_replica(self, did: DidName) -> bool:
        """Tell whether some RSE has a whole replica of a file."""
        with closing(self._lake.replicas.of([did])) as replicas:
            return any("AVAILABLE" in each.states.values() for each in replicas)


def _batches(dids: Iterable[DidName]) -> Iterator[list[DidName]]:
    rest = iter(dids)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
