"""A Rucio server in memory that answers in the words and with the quirks of a real one (41.5.1)."""

import ast
import fnmatch
import itertools
import json
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote

from tests.peers.fakes.base import Answer, Asked, Fake, json_answer

__all__ = ["FakeRucio", "refused", "stream"]

_STREAM = "application/x-json-stream"
_COLUMNS = {"name", "bytes", "length", "project", "created_at"}
_WANTED = {
    "all": {"FILE", "DATASET", "CONTAINER"},
    "collection": {"DATASET", "CONTAINER"},
    "file": {"FILE"},
    "dataset": {"DATASET"},
    "container": {"CONTAINER"},
}


def refused(status: int, name: str, message: str) -> Answer:
    """Refuse as Rucio does: with the cause in headers and body, and an odd content type."""
    body = json.dumps({"ExceptionClass": name, "ExceptionMessage": message}).encode()
    headers = {
        "ExceptionClass": name,
        "ExceptionMessage": message.encode("ascii", "replace").decode(),
    }
    return Answer(body, status=status, media="application/octet-stream", headers=headers)


def stream(records: Iterable[Any]) -> Answer:
    """Answer with a document a line; nothing at all where there is none."""
    lines = "".join(json.dumps(each) + "\n" for each in records)
    return Answer(lines.encode(), media=_STREAM)


class FakeRucio(Fake):
    """One lake with an account ``alice``; a subclass or a test adds what it needs.

    Attributes
    ----------
    dids
        By ``(scope, name)``: what is known of each.
    held
        By ``(scope, name)``: the names of what a collection holds.
    replicas
        By ``(scope, name)``: state by RSE.
    rules
        By id.
    tokens
        Those that are taken.
    refusals
        By method and end of the path: what is answered instead.
    """

    def __init__(self, prefix: str = "", account: str = "alice", password: str = "alicepw") -> None:
        super().__init__()
        self.prefix = prefix
        self.url = f"{self.root}{prefix}"
        self.account, self.password = account, password
        self.token_seconds = 3600.0
        self.tokens: set[str] = set()
        self.dids: dict[tuple[str, str], dict[str, Any]] = {}
        self.held: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.replicas: dict[tuple[str, str], dict[str, str]] = {}
        self.rules: dict[str, dict[str, Any]] = {}
        self.rses = ["DAV1", "DAV2"]
        self.quota = {"DAV1": 10**12, "DAV2": 10**12}
        self.refusals: dict[tuple[str, str], Answer] = {}
        self._count = itertools.count(1)

    def add(self, name: str, kind: str = "FILE", **more: Any) -> tuple[str, str]:
        """Add a DID of the scope ``test``; ``holds`` names, ``on`` RSEs with a state."""
        did = ("test", name)
        self.held[did] = [("test", each) for each in more.pop("holds", ())]
        self.replicas[did] = dict(more.pop("on", {}))
        size = {"bytes": 1000, "adler32": "0000abcd", "md5": "0" * 32} if kind == "FILE" else {}
        self.dids[did] = {"did_type": kind, **size, **more}
        return did

    def add_rule(self, name: str, rse: str, state: str = "OK", **more: Any) -> str:
        """Add a rule of the account."""
        key = f"{next(self._count):032x}"
        kind = self.dids[("test", name)]["did_type"]
        self.rules[key] = {
            "id": key,
            "scope": "test",
            "name": name,
            "did_type": kind,
            "account": self.account,
            "rse_expression": rse,
            "copies": 1,
            "state": state,
            "created_at": "Thu, 26 Nov 2026 12:02:26 UTC",
            "expires_at": None,
            "error": None,
            **more,
        }
        return key

    def expire(self) -> None:
        """Take no token any longer that was given so far."""
        self.tokens.clear()

    def answer(self, asked: Asked) -> Answer:
        """Answer below the prefix; everything else is another server's."""
        if not asked.path.startswith(f"{self.prefix}/"):
            return Answer(b"<html>Not Found</html>", status=404, media="text/html")
        parts = [unquote(part) for part in asked.path[len(self.prefix) + 1 :].split("/")]
        for (method, end), answer in self.refusals.items():
            if asked.method == method and asked.path.endswith(end):
                return answer
        if parts == ["ping"]:
            return json_answer({"version": "41.5.1"})
        if parts == ["auth", "userpass"]:
            return self._log_in(asked)
        if asked.headers.get("X-Rucio-Auth-Token") not in self.tokens:
            return refused(401, "CannotAuthenticate", "Cannot authenticate with given credentials")
        room: Callable[[Asked, list[str]], Answer] = getattr(self, f"_{parts[0]}", _nothing)
        return room(asked, parts[1:])

    def _log_in(self, asked: Asked) -> Answer:
        given = (asked.headers.get("X-Rucio-Account"), asked.headers.get("X-Rucio-Password"))
        if given != (self.account, self.password):
            words = f"Cannot authenticate to account {given[0]} with given credentials"
            return refused(401, "CannotAuthenticate", words)
        token = f"{self.account}-x-{next(self._count)}"
        self.tokens.add(token)
        ends = formatdate(time.time() + self.token_seconds, usegmt=True).replace("GMT", "UTC")
        headers = {
            "X-Rucio-Auth-Token": token,
            "X-Rucio-Auth-Token-Expires": ends,
            "X-Rucio-Auth-Account": self.account,
        }
        return Answer(b"", media="application/octet-stream", headers=headers)

    def _scopes(self, _asked: Asked, _parts: list[str]) -> Answer:
        return json_answer(sorted({"test", "user.alice"}))

    def _meta_conventions(self, _asked: Asked, _parts: list[str]) -> Answer:
        return json_answer(["instrument"])

    def _accounts(self, _asked: Asked, parts: list[str]) -> Answer:
        if parts == ["whoami"]:
            return Answer(b"<!doctype html>", status=303, headers={"Location": self.account})
        usage = {"bytes": 0, "files": 0}
        limits = [
            {"rse": rse, "bytes_limit": limit, "bytes_remaining": limit, **usage}
            for rse, limit in self.quota.items()
        ]
        return {
            "": json_answer({"account": self.account, "account_type": "USER"}),
            "attr": json_answer([]),
            "scopes": json_answer(["user.alice"]),
            "usage/local": stream(limits),
            "usage/global": stream([]),
        }["/".join(parts[1:]).rstrip("/")]

    def _rses(self, asked: Asked, _parts: list[str]) -> Answer:
        expression = asked.params.get("expression")
        if expression is not None and expression not in self.rses:
            return refused(409, "InvalidRSEExpression", "RSE Expression resulted in an empty set.")
        names = [expression] if expression else self.rses
        # Of an expression, the real one gives names and nothing else.
        more = {} if expression else {"rse_type": "DISK", "availability_write": True}
        return stream({"rse": name, **more} for name in names)

    def _dids(self, asked: Asked, parts: list[str]) -> Answer:
        if parts[1:] == ["dids", "search"]:
            return self._search(asked, parts[0])
        if parts == ["bulkmeta"]:
            known = [self._about(did) for did in _named(asked) if did in self.dids]
            return stream(known)
        if parts == ["bulkfiles"]:
            return stream(each for did in _named(asked) for each in self._files(did))
        did = (parts[0], parts[1])
        if did not in self.dids:
            words = f"Data identifier '{did[0]}:{did[1]}' not found."
            return refused(404, "DataIdentifierNotFound", words)
        return self._did(asked, did, parts[2] if len(parts) > 2 else "")

    def _did(self, asked: Asked, did: tuple[str, str], what: str) -> Answer:
        if what == "":
            deep = "dynamic_depth" in asked.params
            return json_answer(self._status(did, deep=deep))
        if what == "meta":
            own = asked.params.get("plugin") == "ALL"
            return json_answer(self._about(did, own=own))
        if what == "dids":
            return stream(
                {**self._about(each), "type": self._kind(each)} for each in self.held[did]
            )
        if what == "files":
            return stream(self._files(did))
        if what == "parents":
            above = [each for each, held in self.held.items() if did in held]
            return stream({"scope": s, "name": n, "type": self._kind((s, n))} for s, n in above)
        return stream([])

    def _search(self, asked: Asked, scope: str) -> Answer:
        groups = ast.literal_eval(asked.params["filters"])
        own = any(key.split(".")[0] not in _COLUMNS for group in groups for key in group)
        wanted = _WANTED[asked.params["type"]]
        pattern = groups[0]["name"]
        found = [
            (s, n)
            for (s, n), about in self.dids.items()
            if s == scope and fnmatch.fnmatchcase(n, pattern) and _holds(about, groups)
        ]
        if own:
            # The plugin of JSON metadata knows neither types nor sizes.
            blank = {"did_type": None, "bytes": None, "length": None}
            return stream({"scope": s, "name": n, **blank} for s, n in found)
        dids = [did for did in found if self._kind(did) in wanted]
        limit = int(asked.params.get("limit", len(dids)))
        return stream(self._about(did) for did in dids[:limit])

    def _replicas(self, asked: Asked, _parts: list[str]) -> Answer:
        dids = [file for did in _named(asked) for file in self._below(did)]
        return stream(self._replica(did) for did in dict.fromkeys(dids))

    def _replica(self, did: tuple[str, str]) -> dict[str, Any]:
        there = {rse: s for rse, s in self.replicas[did].items() if s == "AVAILABLE"}
        pfns = {f"https://{rse.lower()}.example/data/local/{did[1]}": rse for rse in there}
        return {
            **{key: self._about(did)[key] for key in ("scope", "name", "bytes", "adler32", "md5")},
            "pfns": {
                url: {"rse": rse, "type": "DISK", "domain": "wan", "priority": place}
                for place, (url, rse) in enumerate(pfns.items(), 1)
            },
            "rses": {rse: [url] for url, rse in pfns.items()},
            "states": dict(self.replicas[did]),
        }

    def _rules(self, asked: Asked, parts: list[str]) -> Answer:
        if asked.method == "POST":
            return self._make_rule(asked.json)
        if parts == [""]:
            return stream(
                rule
                for rule in self.rules.values()
                if all(str(rule.get(key)) == value for key, value in asked.params.items())
            )
        rule = self.rules.get(parts[0])
        if rule is None:
            return refused(404, "RuleNotFound", f"No rule with the id {parts[0]} found")
        if asked.method == "DELETE":
            words = f"Account {self.account} can not remove this replication rule."
            return refused(401, "AccessDenied", words)
        lock = {"scope": "test", "name": rule["name"], "rse": "DAV2", "state": "OK"}
        return {
            "": json_answer(rule),
            "locks": stream([lock]),
            "analysis": json_answer({"rule_error": rule["error"], "transfers": []}),
        }["/".join(parts[1:])]

    def _make_rule(self, body: dict[str, Any]) -> Answer:
        rse = body["rse_expression"]
        if rse not in self.rses:
            return refused(409, "InvalidRSEExpression", "RSE Expression resulted in an empty set.")
        if not self.quota.get(rse):
            words = (
                "There is insufficient quota on any of the target RSE's to fulfill the operation."
            )
            return refused(409, "InsufficientAccountLimit", words)
        key = self.add_rule(body["dids"][0]["name"], rse, "REPLICATING", comments=body["comment"])
        return Answer(json.dumps([key]).encode(), status=201, media="text/html")

    def _status(self, did: tuple[str, str], *, deep: bool) -> dict[str, Any]:
        files = [self.dids[each] for each in self._below(did)]
        size = {"length": len(files), "bytes": float(sum(each["bytes"] for each in files))}
        blank = {"length": None, "bytes": None}
        about = {"scope": did[0], "name": did[1], "type": self._kind(did), "account": "root"}
        return {**about, "open": True, **(size if deep else blank)}

    def _about(self, did: tuple[str, str], *, own: bool = False) -> dict[str, Any]:
        blank = {"bytes": None, "length": None, "adler32": None, "md5": None}
        about = {"scope": did[0], "name": did[1], **blank, **self.dids[did]}
        return about if own else {key: about[key] for key in about if key != "instrument"}

    def _kind(self, did: tuple[str, str]) -> str:
        return str(self.dids[did]["did_type"])

    def _files(self, did: tuple[str, str]) -> Iterable[dict[str, Any]]:
        for scope, name in self._below(did):
            about = self.dids[(scope, name)]
            yield {"scope": scope, "name": name, "bytes": about["bytes"], "guid": None}

    def _below(self, did: tuple[str, str]) -> list[tuple[str, str]]:
        if self._kind(did) == "FILE":
            return [did]
        return [file for each in self.held[did] for file in self._below(each)]


def _nothing(_asked: Asked, _parts: list[str]) -> Answer:
    return Answer(b"<html>Not Found</html>", status=404, media="text/html")


def _named(asked: Asked) -> list[tuple[str, str]]:
    return [(each["scope"], each["name"]) for each in asked.json["dids"]]


def _holds(about: dict[str, Any], groups: list[dict[str, Any]]) -> bool:
    """Compare for equality; what else Rucio can do is for tests on the real one."""
    return any(
        all(about.get(key) == value for key, value in group.items() if key != "name")
        for group in groups
    )
