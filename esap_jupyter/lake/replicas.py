"""Where the files of a DID are, and how they are as seen from here."""

import itertools
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from ..models import Did, LakeFile, LakeFileState, Replica, ReplicaPlace, Rule
from .client import RucioClient
from .dids import DidName
from .paths import mounted_path
from .records import count_of, did_of, mapping_of
from .rules import Rules
from .windows import Windows

__all__ = ["Here", "Replicas"]

Here = Callable[[str, Did], LakeFile | Path | None]
"""Tells where a file of a lake (its id) is in the workspace, if it is, or how it comes there."""

_SCHEMES = ("https", "davs", "root", "file", "http", "dav")
_BAD = frozenset({"BAD", "UNAVAILABLE", "BEING_DELETED", "TEMPORARY_UNAVAILABLE"})
_CHUNK = 500


class Replicas:
    """The replicas of one lake.

    Parameters
    ----------
    client
        Asks the lake.
    rules
        What is on its way.
    files
        Gives the files of a DID, through all levels; Rucio lists these far quicker than it looks
        for their replicas.
    here
        Knows what is in the workspace.
    """

    def __init__(
        self,
        *,
        client: RucioClient,
        rules: Rules,
        files: Callable[[DidName], Generator[Did]],
        here: Here,
    ) -> None:
        self._client = client
        self._rules = rules
        self._files = files
        self._here = here
        self._windows = Windows(self._each_file)

    def of(self, dids: Sequence[DidName]) -> Generator[Replica]:
        """Yield where each file of some DIDs is, the best place first; asked in one request.

        Who stops early closes it.

        Raises
        ------
        NotFoundError
            There is no such DID.
        """
        entry = self._client.entry
        body: dict[str, Any] = {
            "dids": [did.record for did in dids],
            "all_states": True,
            "schemes": list(_SCHEMES),
        }
        if entry.site:
            body["client_location"] = {"site": entry.site}
        with closing(self._client.lines("POST", "replicas", "list", body=body)) as lines:
            for line in lines:
                yield self._replica(line)

    def page(self, did: DidName, offset: int = 0, limit: int = 100) -> list[Replica]:
        """List where files of a DID are, through all levels.

        Only the replicas of these are asked for. Where there are as many as ``limit``, there may
        be more.

        Raises
        ------
        NotFoundError
            There is no such DID.
        """
        files = self._windows.page(did, offset, limit)
        if not files and offset == 0:
            self.check(did)
        return list(self.of_files(files))

    def each(self, did: DidName) -> Generator[Replica]:
        """Yield where each file of a DID is; who stops early closes it. Otherwise like `page`."""
        found = False
        with closing(self._each_file(did)) as files:
            while some := list(itertools.islice(files, _CHUNK)):
                found = True
                yield from self.of_files(some)
        if not found:
            self.check(did)

    def files(self, did: DidName, offset: int = 0, limit: int = 1000) -> list[LakeFile]:
        """List files of a DID, as they are seen from here; otherwise like `page`."""
        rules = self._rules.of(did)
        return [self.seen_as(each, rules) for each in self.page(did, offset, limit)]

    def seen(self, did: DidName) -> Generator[LakeFile]:
        """Yield the files of a DID, as they are seen from here; otherwise like `each`."""
        rules = self._rules.of(did)
        with closing(self.each(did)) as replicas:
            for replica in replicas:
                yield self.seen_as(replica, rules)

    def check(self, did: DidName) -> None:
        """See that there is a DID: Rucio lists no files of one that it does not know, either.

        Raises
        ------
        NotFoundError
            There is none.
        """
        with closing(self.of([did])) as replicas:
            next(replicas, None)

    def of_files(self, files: Sequence[Did]) -> Generator[Replica]:
        """Yield where files are, in their order; one that Rucio tells nothing of is nowhere.

        Some hundreds are asked for in a request.
        """
        for start in range(0, len(files), _CHUNK):
            some = files[start : start + _CHUNK]
            names = [DidName(each.scope, each.name) for each in some]
            with closing(self.of(names)) as replicas:
                found = {(each.did.scope, each.did.name): each for each in replicas}
            for each in some:
                yield found.get((each.scope, each.name)) or Replica(did=each)

    def _each_file(self, did: DidName) -> Generator[Did]:
        """Yield each file once, though several datasets of a container have it."""
        known: set[tuple[str, str]] = set()
        with closing(self._files(did)) as files:
            for file in files:
                if (file.scope, file.name) not in known:
                    known.add((file.scope, file.name))
                    yield file

    def seen_as(self, replica: Replica, rules: Sequence[Rule]) -> LakeFile:
        """Say how one file is, where ``rules`` keep it or what it is in."""
        entry = self._client.entry
        local = self._here(entry.id, replica.did)
        rses = sorted(rse for rse, told in replica.states.items() if told == "AVAILABLE")
        if isinstance(local, LakeFile) and local.state != "failed":
            return msgspec.structs.replace(local, did=replica.did, rses=rses)
        path = str(local) if isinstance(local, Path) else _readable(replica)
        if path:
            return LakeFile(did=replica.did, state="here", path=path, rses=rses)
        if isinstance(local, LakeFile):
            return msgspec.structs.replace(local, did=replica.did, rses=rses)
        state, reason = _state(replica.states, entry.rse, rules)
        return LakeFile(did=replica.did, state=state, rses=rses, reason=reason)

    def _replica(self, line: Mapping[str, Any]) -> Replica:
        mounts = self._client.entry.all_mounts
        places = []
        for url, told in mapping_of(line.get("pfns")).items():
            about = mapping_of(told)
            rse = str(about.get("rse") or "")
            path = mounted_path(url, rse, mounts)
            places.append(
                ReplicaPlace(
                    url=url,
                    rse=rse,
                    scheme=url.partition("://")[0].lower(),
                    type=str(about.get("type") or ""),
                    domain=str(about.get("domain") or ""),
                    priority=count_of(about.get("priority")),
                    path=str(path) if path else None,
                )
            )
        return Replica(
            did=did_of(line, "file"),
            places=sorted(places, key=_rank),
            states={str(rse): str(state) for rse, state in mapping_of(line.get("states")).items()},
        )


def _rank(place: ReplicaPlace) -> tuple[bool, bool, int]:
    priority = place.priority if place.priority is not None else 1 << 20
    return place.path is None, place.domain == "wan", priority


def _readable(replica: Replica) -> str | None:
    """Return where a file can be opened: on a mounted RSE that has all of it."""
    for place in replica.places:
        if place.path and replica.states.get(place.rse) == "AVAILABLE" and _exists(place.path):
            return place.path
    return None


def _exists(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:
        return False


def _state(states: Mapping[str, str], rse: str, rules: Sequence[Rule]) -> tuple[LakeFileState, str]:
    """Judge by the states of the replicas and the rules; ``rse`` is the lake's own here."""
    somewhere = "AVAILABLE" in states.values()
    if states.get(rse) == "AVAILABLE":
        return "available", ""
    if not (somewhere and not rse):
        coming = _coming(states.get(rse), rse, rules)
        if coming is not None:
            return coming
    if somewhere:
        return "elsewhere", ""
    if _BAD.intersection(states.values()):
        told = ", ".join(f"{where}: {state}" for where, state in sorted(states.items()))
        return "failed", f"No replica can be read ({told})."
    return "no_replica", ""


def _coming(own: str | None, rse: str, rules: Sequence[Rule]) -> tuple[LakeFileState, str] | None:
    """Say whether a file is on its way to the lake's own RSE."""
    pending = [rule for rule in rules if rule.state != "OK" and rse in ("", rule.rse_expression)]
    stuck = next((rule for rule in pending if rule.state == "STUCK"), None)
    if stuck is not None:
        return "stuck", stuck.error or "The rule is stuck."
    return ("replicating", "") if own == "COPYING" or pending else None
