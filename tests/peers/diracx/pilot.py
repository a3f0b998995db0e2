"""Plays the pilot of DIRAC, which DiracX 0.7 does not have yet: takes a job and really runs it.

It reads the JDL where DiracX keeps it, downloads the input sandbox, runs the executable in a
folder of its own, uploads the output sandbox and sets the states that a pilot sets.

usage: pilot.py STATE JOB    (the folder that up.sh names, and the id of the job)
"""

import base64
import datetime as dt
import hashlib
import io
import json
import re
import secrets
import shlex
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
import urllib.request
import zlib
from pathlib import Path
from typing import Any

SANDBOX = "tar.bz2"


class Pilot:
    """One job."""

    def __init__(self, state: Path, job: int) -> None:
        self.state = state
        self.job = job
        self.url = json.loads((state / "peer.json").read_text())["url"]

    def run(self) -> int:
        """Take the job to its end."""
        jdl = self.jdl()
        for status, minor in (
            ("Checking", "JobPath"),
            ("Waiting", "Pilot Agent Submission"),
            ("Matched", "Assigned"),
            ("Running", "Application"),
        ):
            self.tell(status, minor)
        with tempfile.TemporaryDirectory(prefix="pilot-") as folder:
            for pfn in listed(jdl, "InputSandbox"):
                self.unpack(pfn, folder)
            code = execute(jdl, folder)
            self.upload(pack(listed(jdl, "OutputSandbox"), folder))
        if code:
            self.tell("Failed", "Application Finished With Errors", f"Exited With Status {code}")
        else:
            self.tell("Done", "Execution Complete", "Finished")
        return code

    def jdl(self) -> str:
        """Read the JDL as DiracX made it of what was sent."""
        with sqlite3.connect(f"file:{self.state}/run/JobDB.db?mode=ro", uri=True) as database:
            row = database.execute("SELECT JDL FROM JobJDLs WHERE JobID = ?", (self.job,))
            text = row.fetchone()[0]
        return zlib.decompress(base64.b64decode(text)).decode()

    def tell(self, status: str, minor: str, application: str = "") -> None:
        """Set the state, as the services of DIRAC may."""
        now = dt.datetime.now(dt.UTC).isoformat()
        words = {"Status": status, "MinorStatus": minor, "Source": "JobWrapper"}
        if application:
            words["ApplicationStatus"] = application
        self.ask("PATCH", "/api/jobs/status?force=true", {str(self.job): {now: words}}, "admin")

    def unpack(self, pfn: str, folder: str) -> None:
        """Bring an input sandbox."""
        query = urllib.parse.urlencode({"pfn": pfn})
        url = self.ask("GET", f"/api/jobs/sandbox?{query}", None, "user")["url"]
        with urllib.request.urlopen(url) as answer:
            content = answer.read()
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:bz2") as archive:
            archive.extractall(folder, filter="data")

    def upload(self, packed: bytes) -> None:
        """Store the output sandbox, and say that it is the job's."""
        about = {
            "checksum_algorithm": "sha256",
            "checksum": hashlib.sha256(packed).hexdigest(),
            "size": len(packed),
            "format": SANDBOX,
        }
        place = self.ask("POST", "/api/jobs/sandbox", about, "user")
        if place.get("url"):
            store(place["url"], place["fields"], packed)
        path = f"/api/jobs/{self.job}/sandbox/output"
        self.ask("PATCH", path, place["pfn"], "user")

    def ask(self, method: str, path: str, body: Any, who: str) -> Any:
        """Ask DiracX as somebody."""
        token = (self.state / f"run/token-{who}").read_text()
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"null")


def execute(jdl: str, folder: str) -> int:
    """Run the executable as DIRAC does: with its arguments, its words in two files."""
    command = [f"./{single(jdl, 'Executable')}", *shlex.split(single(jdl, "Arguments"))]
    out, err = Path(folder, single(jdl, "StdOutput")), Path(folder, single(jdl, "StdError"))
    with out.open("wb") as output, err.open("wb") as errors:
        done = subprocess.run(command, cwd=folder, stdout=output, stderr=errors, check=False)
    return done.returncode


def pack(patterns: list[str], folder: str) -> bytes:
    """Pack the files that the JDL names, as far as they are there."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:bz2") as archive:
        for pattern in patterns:
            for path in sorted(Path(folder).glob(pattern)):
                archive.add(path, arcname=path.relative_to(folder))
    return packed.getvalue()


def store(url: str, fields: dict[str, str], packed: bytes) -> None:
    """Post a form to S3, the file last."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n'
    )
    body = "".join(parts).encode() + packed + f"\r\n--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    urllib.request.urlopen(
        urllib.request.Request(url, data=body, headers={"Content-Type": kind})
    ).close()


def single(jdl: str, key: str) -> str:
    """Read one value of a JDL; DIRAC writes numbers without the quotes that they came in."""
    found = re.search(rf"^\s*{key}\s*=\s*([^;\n]*);?", jdl, re.MULTILINE)
    return found[1].strip().strip('"') if found else ""


def listed(jdl: str, key: str) -> list[str]:
    """Read a list of texts of a JDL, or the one text that there is."""
    found = re.search(rf"^\s*{key}\s*=\s*(\{{[^}}]*\}}|\"[^\"]*\")", jdl, re.MULTILINE)
    return re.findall(r'"([^"]*)"', found[1]) if found else []


if __name__ == "__main__":
    sys.exit(Pilot(Path(sys.argv[1]), int(sys.argv[2])).run())
