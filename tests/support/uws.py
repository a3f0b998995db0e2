"""A TAP service with asynchronous jobs that behaves as UWS 1.1 says, or otherwise as a test says."""

import email
import email.policy
import threading
import time
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from esap_jupyter.models import Search, SearchRequest
from esap_jupyter.platform import Platform
from tests.support.servers import Asked, Reply
from tests.support.tap import CAPABILITIES, TABLES, votable

__all__ = ["QUERY", "JobService", "form_of", "start"]

QUERY = "SELECT * FROM my.stars"

_DECLARED = b"""<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/>
    <executionDuration><default>600</default><hard>3600</hard></executionDuration>
    <uploadLimit><default unit="row">%d</default><hard unit="row">%d</hard></uploadLimit>
  </capability>"""
_OVER = ("COMPLETED", "ERROR", "ABORTED")


class JobService:
    """Answers requests; its attributes say how, and ``jobs`` has what was asked so far.

    Parameters
    ----------
    phases
        What a job goes through after it was started, a step each time that it is looked at;
        the last one stays.
    """

    def __init__(self, *phases: str, answer: bytes | None = None, rows: int = 1000) -> None:
        self.phases = phases or ("QUEUED", "EXECUTING", "COMPLETED")
        self.answer = votable(3) if answer is None else answer
        self.version = "1.1"
        self.honours_wait = True
        self.location: Callable[[str], str | None] = lambda path: path
        self.result = "results/result"
        self.result_id = "result"
        self.error = "The query was too bold."
        self.sync: Callable[[Asked], Reply] = lambda _: Reply(self.answer)
        self.document: bytes | None = None
        self.jobs: dict[str, dict] = {}
        self.asked: list[Asked] = []
        self.changed = threading.Condition()
        self.capabilities = CAPABILITIES.replace(b"</capability>", _DECLARED % (rows, rows))

    def __call__(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        page = asked.path.removeprefix("/tap/")
        if page == "capabilities":
            return Reply(self.capabilities, media="text/xml")
        if page == "tables":
            return Reply(TABLES, media="text/xml")
        if page == "sync":
            return self.sync(asked)
        if page == "async":
            return self._make(asked) if asked.method == "POST" else self._list(asked)
        return self._job(asked, *page.removeprefix("async/").partition("/")[::2])

    def put(self, phase: str, **more) -> str:
        """Have a job that somebody else made; returns its id."""
        key = f"j{len(self.jobs) + 1}"
        parameters = {"QUERY": "SELECT 1 FROM t", "MAXREC": "50"}
        steps = {"phase": phase, "left": [], "parameters": parameters, "destruction": ""}
        self.jobs[key] = steps | more
        return key

    def set_phase(self, key: str, phase: str) -> None:
        """Change a job's phase, as if by itself."""
        with self.changed:
            self.jobs[key].update(phase=phase, left=[])
            self.changed.notify_all()

    def _make(self, asked: Asked) -> Reply:
        form = asked.form or {
            name: part if isinstance(part, str) else part.decode()
            for name, part in form_of(asked).items()
        }
        key = self.put("PENDING", parameters=form, left=list(self.phases))
        where = self.location(f"/tap/async/{key}")
        return Reply(b"", status=303, headers={} if where is None else {"Location": where})

    def _list(self, asked: Asked) -> Reply:
        refs = "".join(
            f'<uws:jobref id="{key}"><uws:phase>{job["phase"]}</uws:phase></uws:jobref>'
            for key, job in self.jobs.items()
        )
        text = f'<uws:jobs xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" version="1.1">{refs}</uws:jobs>'
        return Reply(text.encode(), media="text/xml")

    def _job(self, asked: Asked, key: str, part: str) -> Reply:
        job = self.jobs.get(key)
        if job is None:
            return Reply(b"no such job", status=404, media="text/plain")
        if asked.method == "DELETE":
            del self.jobs[key]
            return Reply(b"", status=303, headers={"Location": "/tap/async"})
        if asked.method == "POST":
            return self._change(job, key, part, asked.form)
        if part:
            failed = votable(status="ERROR", text=self.error)
            return Reply(failed if part == "error" else self.answer)
        if self.document is not None:
            return Reply(self.document, media="text/xml")
        self._wait(job, asked.query)
        if job["left"] and job["phase"] != "PENDING":
            job["phase"] = job["left"].pop(0)
        return Reply(self._describe(key, job).encode(), media="text/xml")

    def _wait(self, job: dict, query: dict[str, str]) -> None:
        if "WAIT" not in query or not self.honours_wait or query.get("PHASE") != job["phase"]:
            return
        end = time.monotonic() + float(query["WAIT"])
        with self.changed:
            while not job["left"] and job["phase"] == query["PHASE"]:
                if not self.changed.wait(max(0.0, end - time.monotonic())):
                    break

    def _change(self, job: dict, key: str, part: str, form: dict[str, str]) -> Reply:
        if form.get("PHASE") == "RUN":
            job["phase"] = job["left"].pop(0) if job["left"] else "COMPLETED"
        elif form.get("PHASE") == "ABORT" and job["phase"] not in _OVER:
            self.set_phase(key, "ABORTED")
        elif "DESTRUCTION" in form:
            job["destruction"] = form["DESTRUCTION"]
        return Reply(b"", status=303, headers={"Location": f"/tap/async/{key}"})

    def _describe(self, key: str, job: dict) -> str:
        parameters = "".join(
            f'<uws:parameter id="{name}">{escape(value)}</uws:parameter>'
            for name, value in job["parameters"].items()
        )
        results = f'<uws:result id="{self.result_id}" xlink:href="{self.result}"/>'
        summary = (
            '<uws:errorSummary type="fatal" hasDetail="true"><uws:message/></uws:errorSummary>'
        )
        return (
            '<uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink" version="{self.version}">'
            f"<uws:jobId>{key}</uws:jobId><uws:ownerId>me</uws:ownerId>"
            f"<uws:phase>{job['phase']}</uws:phase>"
            "<uws:startTime>2026-11-26T08:00:00Z</uws:startTime>"
            "<uws:executionDuration>600</uws:executionDuration>"
            f"<uws:destruction>{job['destruction'] or '2026-11-30T08:00:00'}</uws:destruction>"
            f"<uws:parameters>{parameters}</uws:parameters>"
            f"<uws:results>{results if job['phase'] == 'COMPLETED' else ''}</uws:results>"
            f"{summary if job['phase'] == 'ERROR' else ''}</uws:job>"
        )


def form_of(asked: Asked) -> dict[str, str | bytes]:
    """Read a multipart form as a service does: texts, and files as bytes."""
    head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + asked.body, policy=email.policy.HTTP)
    found: dict[str, str | bytes] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        found[name] = payload if part.get_filename() else payload.decode()
    return found


def start(platform: Platform, **fields: Any) -> Search:
    """Begin a search as a job."""
    request = SearchRequest(archives=["mine"], adql=QUERY, mode="async", **fields)
    return platform.search(request)
