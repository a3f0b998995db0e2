"""StageIT and the WebDAV doors of the archive's sites, as they were found to answer."""

import base64
import json
import re
import time
from datetime import UTC, datetime
from typing import Any

from tests.peers.fakes.base import Answer, Asked, Fake, json_answer

__all__ = ["SURLS", "TOKEN", "FakeStageIt", "macaroon"]

TOKEN = "s3cr3t-t0k3n-of-alice"
SURF = "srm://srm.grid.sara.nl:8443/pnfs/grid.sara.nl/data/lofar/ops/projects"
JUELICH = "srm://lofar-srm.fz-juelich.de:8443/pnfs/fz-juelich.de/data/lofar/ops/projects"
POZNAN = "srm://lta-head.lofar.psnc.pl:8443/lofar/ops/projects"
SURLS = (
    f"{SURF}/lc4_034/403972/L403972_SB133_uv.MS_e2218c21.tar",
    f"{SURF}/lc4_034/403972/L403972_SB134_uv.dppp.MS_0a1b2c3d.tar",
    f"{JUELICH}/lc8_029/652884/L652884_SAP000_B000_P001_bf_e619e5da.tar",
    f"{POZNAN}/lc6_004/555005/L555005_SB302_uv.MS_805a38ae.tar",
)
_HOUR = 3600.0


def macaroon(*caveats: str) -> str:
    """Return a macaroon as dCache writes it: packets with their lengths, in base64 for URLs."""
    packets = [
        "location fake",
        "identifier a1",
        *(f"cid {each}" for each in caveats),
        "signature x",
    ]
    text = "".join(f"{len(packet) + 5:04x}{packet}\n" for packet in packets)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class FakeStageIt(Fake):
    """StageIT with the requests of one person.

    Attributes
    ----------
    requests
        What is kept of each request, by its number.
    files
        By path, the macaroons that open it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.url = f"{self.root}/stageit/api/staging/"
        self.requests: dict[int, dict[str, Any]] = {}
        self.files: dict[str, set[str]] = {}
        self.add(SURLS[:2], online=SURLS[:1], progressing=SURLS[1:2])
        self.add(SURLS[2:3], code="F", errors={SURLS[2]: "File not found"})

    def add(self, surls, *, code: str = "I", when: datetime | None = None, **response: Any) -> int:
        """Put a request of old there; without a response, work has not begun."""
        number = 42_000 + len(self.requests)
        self.requests[number] = {
            "id": str(number),
            "currentStatus": {"I": "in progress", "F": "failed", "S": "scheduled"}.get(code, code),
            "currentStatusCode": code,
            "requestToken": f"srm-{number}",
            "when": (when or datetime.now(UTC)).isoformat(),
            # Not an object but a text that holds one.
            "response": json.dumps({"progressing": [], "online": [], "errors": {}} | response)
            if response
            else None,
            "surls": [{"surl": surl} for surl in surls],
            "macaroons": [],
        }
        return number

    def serve_file(self, number: int, path: str, *, folder: str, seconds: float = _HOUR) -> str:
        """Let a file be had with a macaroon for a folder, and return its address."""
        content = macaroon(f"path:{folder}", "activity:DOWNLOAD,LIST")
        until = datetime.fromtimestamp(time.time() + seconds, UTC)
        self.requests[number]["macaroons"].append(
            {"content": content, "validUntil": until.isoformat(), "ltaSite": {"name": "SURF"}}
        )
        if seconds > 0 and path.startswith(f"{folder}/"):
            self.files.setdefault(path, set()).add(content)
        return f"{self.root}{path}"

    def answer(self, asked: Asked) -> Answer:
        """Answer as StageIT, or as a site's WebDAV door."""
        prefix = "/stageit/api/staging/"
        if not asked.path.startswith(prefix):
            return self._file(asked)
        if asked.headers.get("Authorization") != f"Token {TOKEN}":
            return json_answer({"detail": "Invalid token."}, 401)
        page = asked.path.removeprefix(prefix)
        if page == "graphql/":
            return self._graphql(asked.json["query"])
        return self._rest(asked, page)

    def _rest(self, asked: Asked, page: str) -> Answer:
        if (asked.method, page) == ("POST", "requests/"):
            return self._made(asked)
        found = re.fullmatch(r"requests/(\d+)/(abort/|convert2webdav/|convert2gridftp/)?", page)
        request = self.requests.get(int(found[1])) if found else None
        if found is None or request is None:
            return json_answer({"detail": "Not found."}, 404)
        if (asked.method, found[2]) == ("PUT", "abort/"):
            request["currentStatusCode"] = "A"
            return Answer(b"", status=202)
        if (asked.method, found[2]) == ("PATCH", None):
            request["currentStatusCode"] = asked.json["current_status_code"]
            return json_answer({"id": int(found[1])})
        if asked.method == "GET" and found[2]:
            scheme = "https" if "webdav" in found[2] else "gsiftp"
            surls = [each["surl"] for each in request["surls"]]
            return json_answer([surl.replace("srm://", f"{scheme}://") for surl in surls])
        return json_answer({"detail": f'Method "{asked.method}" not allowed.'}, 405)

    def _made(self, asked: Asked) -> Answer:
        surls = asked.json["surls"]
        if asked.json["request_type"] != "stage" or not isinstance(asked.json["notify"], bool):
            return json_answer({"request_type": ["This field is wrong."]}, 400)
        number = self.add(surls, code="S")
        return json_answer({"id": number, "surls": surls, "current_status_code": "N"}, 201)

    def _graphql(self, query: str) -> Answer:
        one = re.search(r"request\(id:\s*(\d+)\)", query)
        if one:
            request = self.requests.get(int(one[1]))
            if request is None:
                words = "StagingRequest matching query does not exist."
                return json_answer({"errors": [{"message": words}], "data": {"request": None}})
            return json_answer({"data": {"request": _only(request, query)}})
        many = re.search(r'requests\(when_Gte:\s*"([^"]+)"(, currentStatusCode: "(\w+)")?\)', query)
        if many is None:
            return json_answer({"errors": [{"message": f"Syntax Error in {query}"}]}, 400)
        since = datetime.fromisoformat(many[1]).replace(tzinfo=UTC)
        nodes = [
            _only(each, query)
            for each in self.requests.values()
            if datetime.fromisoformat(each["when"]) >= since
            and many[3] in (None, each["currentStatusCode"])
        ]
        return json_answer({"data": {"requests": {"edges": [{"node": node} for node in nodes]}}})

    def _file(self, asked: Asked) -> Answer:
        content = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        if content not in self.files.get(asked.path, ()):
            words = f"Permission denied for {asked.method} on path {asked.path}"
            return Answer(words.encode(), status=403, media="text/plain")
        return Answer(b"a tar", media="application/x-tar")


def _only(request: dict[str, Any], query: str) -> dict[str, Any]:
    return {key: value for key, value in request.items() if re.search(rf"\b{key}\b", query)}
