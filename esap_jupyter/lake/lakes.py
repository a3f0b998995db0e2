"""The lakes of a deployment."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from ..catalogue import LakeEntry
from ..errors import EsapError, NotAvailableError, NotFoundError
from ..identity import Credential, ServiceLogin
from ..models import Did, Lake, LakeFile
from ..net import HttpClient
from .configs import Described, RemoteLake
from .connection import LakeConnection
from .dids import LakeAddress
from .login import lake_logins
from .replicas import Here
from .rule_states import RuleChanged

__all__ = ["Lakes"]


def _nowhere(_lake: str, _did: Did) -> LakeFile | Path | None:
    return None


class Lakes:
    """All lakes, by id; nothing is read before the first is asked for, and none contacted.

    Parameters
    ----------
    described
        Finds the lakes that are described anywhere.
    http
        The client that those of each lake are derived of.
    credential
        Gives a fresh credential for a lake (its id), but not with a token that was refused; or
        raises the error that says how to log in.
    here
        Knows which files are in the workspace.
    refuse
        Told which lake (its id) does not take which credential (its digest), and why.
    rule_changed
        Told of rules that are seen in another state than before.
    """

    def __init__(
        self,
        *,
        described: Callable[[], Mapping[str, Described]],
        http: Callable[[], HttpClient],
        credential: Callable[[str, str], Credential],
        here: Here = _nowhere,
        refuse: Callable[[str, str, str], None] = lambda _lake, _digest, _reason: None,
        rule_changed: RuleChanged = lambda _lake, _rule: None,
    ) -> None:
        self._find = described
        self._http = http
        self._credential = credential
        self._here = here
        self._refuse = refuse
        self._rule_changed = rule_changed
        self._lock = threading.RLock()
        self._described: dict[str, Described] | None = None
        self._open: dict[str, LakeConnection] = {}
        self._seen: dict[str, dict[str, str]] = {}

    def list(self) -> list[Lake]:
        """List the lakes as they are known; none is contacted."""
        return [self._model(each) for each in self._all().values()]

    def entries(self) -> tuple[LakeEntry, ...]:
        """List what is written of the lakes that make sense, without reading remote documents."""
        entries = (each for each in self._all().values() if isinstance(each, LakeEntry))
        return tuple(entry for entry in entries if not entry.reason)

    def logins(self) -> tuple[ServiceLogin, ...]:
        """Say how one logs in to each lake, contacting none."""
        known = (
            each.known() if isinstance(each, RemoteLake) else each for each in self._all().values()
        )
        return tuple(lake_logins((entry for entry in known if not entry.reason), self._http))

    def get(self, lake_id: str) -> LakeConnection:
        """Return a lake; only one that a remote document describes is asked for that document.

        Raises
        ------
        NotFoundError
            There is none of that id.
        NotAvailableError
            What describes it makes no sense.
        """
        described = self._all().get(lake_id)
        if described is None:
            known = ", ".join(self._all()) or "none"
            raise NotFoundError(f"There is no lake {lake_id!r}.", remedy=f"Lakes here: {known}.")
        entry = described.entry() if isinstance(described, RemoteLake) else described
        if entry.reason:
            raise NotAvailableError(
                f"{entry.name} cannot be used: {entry.reason}.",
                remedy="Correct how it is described; docs/lake.md tells where that may be.",
            )
        with self._lock:
            known_as = self._open.get(lake_id)
            if known_as is None or known_as.entry != entry:
                if known_as is not None:
                    known_as.close()
                known_as = self._open[lake_id] = LakeConnection(
                    entry=entry,
                    http=self._http(),
                    credential=lambda refused: self._credential(lake_id, refused),
                    here=self._here,
                    refuse=lambda digest, reason: self._refuse(lake_id, digest, reason),
                    rule_changed=self._rule_changed,
                )
            return known_as

    def check(self, lake_id: str) -> Lake:
        """Contact a lake; its state, version and reason tell what came of it.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        try:
            version = self.get(lake_id).client.ping()
        except NotFoundError:
            raise
        except EsapError as error:
            state = "unavailable" if isinstance(error, NotAvailableError) else "unreachable"
            self._seen[lake_id] = {"state": state, "reason": error.message, "version": ""}
        else:
            self._seen[lake_id] = {"state": "reachable", "reason": "", "version": version}
        return self._model(self._all()[lake_id])

    def at(self, address: LakeAddress) -> LakeConnection:
        """Return the lake of an address, which names its id or its host.

        Raises
        ------
        NotFoundError
            There is none.
        """
        if address.lake in self._all():
            return self.get(address.lake)
        for key, each in self._all().items():
            if address.is_in(key, each.url):
                return self.get(key)
        return self.get(address.lake)

    def forget(self, lake_id: str) -> None:
        """Forget who one is in a lake, after a login or a logout."""
        with self._lock:
            known = self._open.get(lake_id)
        if known is not None:
            known.forget()

    def close(self) -> None:
        """Stop what runs and close the connections."""
        with self._lock:
            for each in self._open.values():
                each.close()
            self._open.clear()

    def _all(self) -> dict[str, Described]:
        with self._lock:
            if self._described is None:
                self._described = dict(self._find())
            return self._described

    def _model(self, described: Described) -> Lake:
        entry = described.known() if isinstance(described, RemoteLake) else described
        made = Lake(
            id=entry.id,
            name=entry.name,
            url=entry.url,
            description=entry.description,
            webui=entry.webui,
            mode=entry.made_available,
            rse=entry.rse,
            mounted=entry.rse in entry.all_mounts,
            lifetime=entry.lifetime,
            account=entry.account,
            vo=entry.vo,
            origin=entry.origin,
            state="unavailable" if entry.reason else "unknown",
            reason=entry.reason,
        )
        return msgspec.structs.replace(made, **self._seen.get(entry.id, {}))
