"""DiracX 0.7 and its store of sandboxes, with what was found of them on a real one."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.peers.fakes.base import Answer, Asked, Fake, json_answer

__all__ = ["TOKEN", "FakeDiracX", "FakeStore"]

TOKEN = "dirac-s3cr3t-t0k3n"
_PREFIX = "/S3/sandboxes/escape/escape_user/alice"


class FakeStore(Fake):
    """S3: takes a form and gives it back; refuses whoever shows a login, as S3 does."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, bytes] = {}

    def answer(self, asked: Asked) -> Answer:
        """Answer."""
        if "Authorization" in asked.headers:
            return Answer(b"<Error><Code>InvalidRequest</Code></Error>", status=400)
        if asked.method == "POST":
            boundary = asked.headers["Content-Type"].partition("boundary=")[2].encode()
            parts = asked.body.split(b"--" + boundary)
            key = next(p for p in parts if b'name="key"' in p).split(b"\r\n\r\n")[1].strip()
            # The file is the last part, and ends before the line break of the boundary.
            self.kept[key.decode()] = parts[-2].split(b"\r\n\r\n", 1)[1][:-2]
            return Answer(status=204)
        content = self.kept.get(asked.path.lstrip("/"))
        if content is None:
            return Answer(b"<Error><Code>NoSuchKey</Code></Error>", status=404)
        return Answer(content, media="application/octet-stream")


class FakeDiracX(Fake):
    """Jobs of one person.

    Attributes
    ----------
    tokens
        What is taken as a login.
    jobs
        The jobs, by their id.
    outputs
        The output sandboxes of jobs.
    broken
        How many submissions are taken whose answer does not come.
    """

    def __init__(self, store: FakeStore) -> None:
        super().__init__()
        self.store = store
        self.store_url = store.root
        self.tokens = {TOKEN}
        self.jobs: dict[int, dict[str, Any]] = {}
        self.outputs: dict[int, list[str]] = {}
        self.broken = 0
        # The clock of the server is ahead of ours, as many are.
        self.ahead = timedelta(seconds=0)

    def answer(self, asked: Asked) -> Answer:
        """Answer."""
        if asked.headers.get("Authorization") not in {f"Bearer {each}" for each in self.tokens}:
            return json_answer({"detail": "Invalid JWT"}, 401)
        path = asked.path.removeprefix("/api")
        if path == "/auth/userinfo":
            return json_answer(
                {"sub": "escape:alice", "preferred_username": "alice", "dirac_group": "escape_user"}
            )
        if found := re.fullmatch(r"/jobs/(\d+)/sandbox/output", path):
            return json_answer(self.outputs.get(int(found[1]), []))
        return getattr(self, f"_{path.rpartition('/')[2]}")(asked)

    def give(self, job: int, packed: bytes, kind: str = "tar.bz2", checksum: str = "") -> None:
        """Have a job end with an output sandbox; its name lacks the store, as DiracX gives it."""
        name = f"sha256:{checksum or hashlib.sha256(packed).hexdigest()}.{kind}"
        self.store.kept[f"escape/escape_user/alice/{name}"] = packed
        self.outputs[job] = [f"{_PREFIX}/{name}"]
        self.change(job, Status="Done", MinorStatus="Execution Complete")

    def change(self, job: int, **words: str) -> None:
        """Change the state of a job."""
        self.jobs[job] |= {**words, "LastUpdateTime": self._now().isoformat()}

    def _now(self) -> datetime:
        return datetime.now(tz=UTC) + self.ahead

    def _jdl(self, asked: Asked) -> Answer:
        jdls = asked.json
        if len(jdls) > 20:
            return json_answer(
                {"detail": "Normal user cannot submit more than 20 jobs at once"}, 400
            )
        made = []
        for jdl in jdls:
            number = len(self.jobs) + 1
            group = re.search(r'JobGroup = "([^"]*)"', jdl)
            self.jobs[number] = {
                "JobID": number,
                "JobGroup": group[1] if group else "",
                "Status": "Received",
                "MinorStatus": "Job accepted",
                "ApplicationStatus": "Unknown",
                "JDL": jdl,
                "LastUpdateTime": self._now().isoformat(),
            }
            made.append({key: self.jobs[number][key] for key in ("JobID", "Status", "MinorStatus")})
        if self.broken:
            self.broken -= 1
            return Answer(b"<html>Bad gateway</html>", status=502)
        return json_answer(made, 201)

    def _search(self, asked: Asked) -> Answer:
        body = asked.json
        rows = [row for row in self.jobs.values() if all(map(_holds(row), body["search"]))]
        page, size = int(asked.params["page"]), int(asked.params["per_page"])
        part = rows[(page - 1) * size : page * size]
        if rows and not part:
            return json_answer([], 416)
        return json_answer(
            [{key: row.get(key) for key in body["parameters"]} for row in part],
            206 if len(part) < len(rows) else 200,
        )

    def _status(self, asked: Asked) -> Answer:
        """Change what is newer than the last change, and answer 200 in any case."""
        ((job, changes),) = asked.json.items()
        ((when, words),) = changes.items()
        row = self.jobs.get(int(job))
        if row is None:
            return json_answer({"detail": {"failed": {job: {"detail": "Not found"}}}}, 404)
        if datetime.fromisoformat(when) < datetime.fromisoformat(row["LastUpdateTime"]):
            return json_answer({"success": {job: {"Status": None}}, "failed": {}})
        row |= {**words, "LastUpdateTime": when}
        return json_answer({"success": {job: words}, "failed": {}})

    def _sandbox(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            key = asked.params["pfn"].split("sandboxes/")[1]
            return json_answer({"url": f"{self.store_url}/{key}", "expires_in": 300})
        about = json.loads(asked.body)
        name = f"sha256:{about['checksum']}.{about['format']}"
        key = f"escape/escape_user/alice/{name}"
        place: dict[str, Any] = {"pfn": f"SB:SandboxSE|{_PREFIX}/{name}"}
        if key not in self.store.kept:
            place |= {"url": f"{self.store_url}/sandboxes", "fields": {"key": key, "policy": "x"}}
        return json_answer(place)


def _holds(row: dict[str, Any]) -> Any:
    def check(condition: dict[str, Any]) -> bool:
        value = row.get(condition["parameter"])
        wanted = condition.get("values", [condition.get("value")])
        return value in wanted

    return check
