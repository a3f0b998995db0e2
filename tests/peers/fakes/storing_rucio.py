"""A Rucio in memory whose storage elements keep bytes, and take new ones."""

import hashlib
import json
import zlib
from typing import Any
from urllib.parse import quote, unquote

from tests.peers.fakes.base import Answer, Asked, json_answer
from tests.peers.fakes.rucio import FakeRucio, refused

__all__ = ["StoringRucio"]

Key = tuple[str, str]
_LINE = 4094


class StoringRucio(FakeRucio):
    """One lake with WebDAV below ``/storage/<RSE>/<scope>/<name>``.

    Attributes
    ----------
    bytes
        What each RSE holds, by RSE and ``scope/name``.
    broken
        Answers of storage instead, by method, RSE and name.
    ranges
        Whether storage knows parts of files.
    damages
        RSEs that write something else than they are sent.
    unplaced, unkept
        Names that no RSE has a place for, and that no rule can be made for.
    conditions
        Whether storage knows ``If-None-Match``.
    digests
        What storage tells of Adler-32 where it is asked: the ``right`` or a ``wrong`` one, or None.
    meanwhile
        What somebody else stores, by RSE and ``scope/name``, just before the next file is written.
    overwritten_by
        What somebody else stores just after it was written.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bytes: dict[tuple[str, str], bytes] = {}
        self.broken: dict[tuple[str, str, str], Answer] = {}
        self.ranges = True
        self.damages: set[str] = set()
        self.unplaced: set[str] = set()
        self.unkept: set[str] = set()
        self.conditions = True
        self.digests: str | None = None
        self.meanwhile: dict[tuple[str, str], bytes] = {}
        self.overwritten_by: dict[tuple[str, str], bytes] = {}
        self.set: dict[Key, dict[str, Any]] = {}

    def store(self, name: str, content: bytes, *rses: str, **wrong: bytes) -> Key:
        """Add a file with its bytes on some RSEs; on those of ``wrong`` with other bytes."""
        about = {
            "bytes": len(content),
            "adler32": f"{zlib.adler32(content):08x}",
            "md5": hashlib.md5(content).hexdigest(),
        }
        did = self.add(name, on=dict.fromkeys([*rses, *wrong], "AVAILABLE"), **about)
        for rse in rses:
            self.bytes[rse, f"test/{name}"] = content
        for rse, bad in wrong.items():
            self.bytes[rse, f"test/{name}"] = bad
        return did

    def got(self, name: str) -> list[Asked]:
        """Return the requests for the bytes of a file."""
        ends = f"/test/{quote(name)}"
        return [each for each in self.asked if each.method == "GET" and each.path.endswith(ends)]

    def answer(self, asked: Asked) -> Answer:
        """Answer as storage, or as Rucio."""
        if not asked.path.startswith("/storage/"):
            return super().answer(asked)
        rse, _, name = unquote(asked.path).removeprefix("/storage/").partition("/")
        instead = self.broken.get((asked.method, rse, name.partition("/")[2]))
        if instead is not None:
            return instead
        if asked.method == "PUT":
            return self._written(asked, rse, name)
        if (rse, name) not in self.bytes:
            return Answer(b"not here", status=404, media="text/plain")
        if asked.method == "DELETE":
            del self.bytes[rse, name]
            return Answer(status=204)
        return self._part(asked, self.bytes[rse, name])

    def _written(self, asked: Asked, rse: str, name: str) -> Answer:
        self.bytes.update(self.meanwhile)
        if self.conditions and "If-None-Match" in asked.headers and (rse, name) in self.bytes:
            return Answer(status=412)
        self.bytes[rse, name] = asked.body[:-1] if rse in self.damages else asked.body
        self.bytes.update(self.overwritten_by)
        return Answer(status=201)

    def _part(self, asked: Asked, content: bytes) -> Answer:
        wanted = asked.headers.get("Range", "")
        if not wanted or not self.ranges:
            told = self._digest(asked, content)
            return Answer(content, media="application/octet-stream", headers=told)
        start, _, end = wanted.removeprefix("bytes=").partition("-")
        first, last = int(start), min(int(end or len(content)), len(content) - 1)
        span = {"Content-Range": f"bytes {first}-{last}/{len(content)}"}
        return Answer(content[first : last + 1], status=206, headers=span)

    def _digest(self, asked: Asked, content: bytes) -> dict[str, str]:
        if self.digests is None or asked.headers.get("Want-Digest") != "adler32":
            return {}
        right = f"{zlib.adler32(content):x}"
        return {"Digest": f"adler32={right if self.digests == 'right' else '1' + right[1:]}"}

    def _replica(self, did: Key) -> dict[str, Any]:
        line = super()._replica(did)
        states = self.replicas[did].items()
        there = [rse for rse, state in states if state == "AVAILABLE"]
        about = {"type": "DISK", "domain": "wan"}
        line["pfns"] = {
            self._pfn(rse, did): {**about, "rse": rse, "priority": place}
            for place, rse in enumerate(there, 1)
        }
        return line

    def _pfn(self, rse: str, did: Key) -> str:
        return f"{self.root}/storage/{rse}/{did[0]}/{did[1]}"

    def _rses(self, asked: Asked, parts: list[str]) -> Answer:
        if parts[1:] == ["lfns2pfns"]:
            assert len(asked.target) < _LINE
            names = {lfn: lfn.partition(":")[::2] for lfn in asked.lists["lfn"]}
            if self.unplaced.intersection(name for _, name in names.values()):
                return refused(500, "RSEFileNameNotSupported", "This name has no place.")
            return json_answer({lfn: self._pfn(parts[0], did) for lfn, did in names.items()})
        if parts[0] in self.rses:
            protocol = {"scheme": "http", "domains": {"wan": {"write": 1}}}
            return json_answer({"rse": parts[0], "deterministic": True, "protocols": [protocol]})
        if parts[0]:
            return refused(404, "RSENotFound", f"RSE {parts[0]} cannot be found")
        return super()._rses(asked, parts)

    def _replicas(self, asked: Asked, parts: list[str]) -> Answer:
        body = json.loads(asked.body)
        if parts != [""]:
            for did in body["dids"]:
                if (did["scope"], did["name"]) not in self.dids:
                    words = f"Data identifier '{did['scope']}:{did['name']}' not found."
                    return refused(404, "DataIdentifierNotFound", words)
            return super()._replicas(asked, parts)
        for file in body["files"]:
            did = (file["scope"], file["name"])
            self.dids[did] = {"did_type": "FILE", **file}
            self.held[did] = []
            self.replicas[did] = {body["rse"]: "AVAILABLE"}
        return Answer(b"Created", status=201, media="text/html")

    def _make_rule(self, body: dict[str, Any]) -> Answer:
        if any(each["name"] in self.unkept for each in body["dids"]):
            return refused(409, "InsufficientTargetRSEs", "There are not enough target RSEs.")
        keys = []
        for each in body["dids"]:
            made = self._one_rule({**body, "dids": [each]})
            if made.status != 201:
                return made
            keys += json.loads(made.body)
        return Answer(json.dumps(keys).encode(), status=201, media="text/html")

    def _one_rule(self, body: dict[str, Any]) -> Answer:
        scope, name = body["dids"][0]["scope"], body["dids"][0]["name"]
        # The plain fake makes rules in one scope only.
        kept = self.dids.get(("test", name))
        self.dids["test", name] = self.dids[scope, name]
        made = super()._make_rule(body)
        if kept is None and scope != "test":
            del self.dids["test", name]
        if made.status == 201:
            self.rules[json.loads(made.body)[0]]["scope"] = scope
        return made

    def _dids(self, asked: Asked, parts: list[str]) -> Answer:
        if asked.method != "POST" or parts[0].startswith("bulk"):
            return super()._dids(asked, parts)
        did, body = (parts[0], parts[1]), json.loads(asked.body)
        if parts[2:] == ["meta"]:
            self.set[did] = body["meta"]
        elif parts[2:] == ["dids"]:
            self.held[did] += [(each["scope"], each["name"]) for each in body["dids"]]
        else:
            self.dids[did] = {"did_type": body["type"]}
            self.held[did], self.replicas[did] = [], {}
        return Answer(b"Created", status=201, media="text/html")
