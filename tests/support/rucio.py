"""The real Rucio that `tests/peers/rucio/up.sh` starts, as tests see it."""

import contextlib
import fcntl
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import urllib3

__all__ = ["ALICE", "BOB", "OPERATOR", "ROOT", "Account", "Answered", "RucioPeer", "did_path"]

SCRIPTS = Path(__file__).parents[1] / "peers/rucio"
# Of pytest-xdist: "gw0", "gw1".
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@dataclass(frozen=True)
class Account:
    """An account and how one logs in to it; ``second`` is the password in the second lake."""

    name: str
    username: str
    password: str
    second: str = ""


ALICE = Account("alice", "alice", "alicepw", "alice2pw")
BOB = Account("bob", "bob", "bobpw")
OPERATOR = Account("operator", "alice", "alicepw")
ROOT = Account("root", "ddmlab", "secret", "secret")


@dataclass(frozen=True)
class Answered:
    """What came back, and what had been asked."""

    status: int
    headers: Mapping[str, str]
    text: str
    method: str = "GET"
    target: str = ""
    body: Any = None

    @property
    def json(self) -> Any:
        """The document."""
        return json.loads(self.text)

    @property
    def lines(self) -> list[Any]:
        """The documents of a stream, one a line."""
        return [json.loads(line) for line in self.text.splitlines() if line.strip()]


def did_path(did: str) -> str:
    """Write a DID as two parts of a path."""
    return "/".join(quote(part, safe="") for part in did.split(":", 1))


@dataclass
class RucioPeer:
    """Both lakes.

    Attributes
    ----------
    state
        The folder that ``up.sh`` named.
    lake
        ``first`` or ``second``.
    """

    state: Path
    lake: str = "first"
    tokens: dict[str, str] = field(default_factory=dict)
    is_still: bool = False

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Where everything listens."""
        found: dict[str, str] = json.loads((self.state / "peer.json").read_text())
        return found

    @property
    def url(self) -> str:
        """Address of the lake; each of two processes of tests has its own of the first."""
        if self.lake != "first":
            return self.addresses["second_url"]
        return self.addresses["also_url" if _WORKER % 2 else "url"]

    @property
    def issuer(self) -> str:
        """Address of the OpenID provider."""
        return self.addresses["issuer"]

    @property
    def second(self) -> "RucioPeer":
        """The other lake, in which ``alice`` is somebody else."""
        return RucioPeer(self.state, "second")

    @property
    def ca(self) -> Path:
        """Certificate of the authority that signed those of the servers."""
        return self.state / "tls/ca.pem"

    @property
    def certificate(self) -> Path:
        """Certificate of Alice; the key lies beside it."""
        return self.state / "tls/alice.pem"

    @property
    def key(self) -> Path:
        """Key of Alice's certificate."""
        return self.state / "tls/alice.key"

    @property
    def proxy(self) -> Path:
        """A proxy certificate of Alice with its key and chain."""
        return self.state / "tls/alice-proxy.pem"

    @property
    def mount(self) -> Path:
        """The folder of DAV2, as a site would mount it."""
        return self.state / "rse/dav/local"

    def ask(
        self,
        method: str,
        path: str,
        *,
        account: Account | None = ALICE,
        token: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        certificate: Path | None = None,
        key: Path | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answered:
        """Send one request, follow no redirect, and return what comes."""
        if account is not None and not token:
            token = self.token(account)
        sent = {"X-Rucio-Auth-Token": token} if token else {}
        target = f"{path}?{urlencode(params)}" if params else path
        with urllib3.PoolManager(
            ca_certs=str(self.ca),
            cert_file=str(certificate) if certificate else None,
            key_file=str(key or certificate) if certificate else None,
        ) as pool:
            answer = pool.request(
                method,
                f"{self.url}{target}",
                headers={**sent, **(headers or {})},
                body=None if body is None else json.dumps(body),
                redirect=False,
                retries=False,
                timeout=30,
            )
        return Answered(
            answer.status, dict(answer.headers), answer.data.decode(), method, target, body
        )

    def log_in(self, account: Account, password: str | None = None) -> Answered:
        """Log in by name and password."""
        right = account.password if self.lake == "first" else account.second
        return self.ask(
            "GET",
            "/auth/userpass",
            account=None,
            headers={
                "X-Rucio-Account": account.name,
                "X-Rucio-Username": account.username,
                "X-Rucio-Password": right if password is None else password,
            },
        )

    def token(self, account: Account) -> str:
        """Return a token, got once an account."""
        if account.name not in self.tokens:
            self.tokens[account.name] = self.log_in(account).headers["X-Rucio-Auth-Token"]
        return self.tokens[account.name]

    def jwt(self, sub: str = "alice", **claims: str) -> str:
        """Have the provider sign a token: ``audience``, ``scope``, ``lifetime`` in seconds."""
        with urllib3.PoolManager() as pool:
            url = f"{self.issuer}/test/mint?{urlencode({'sub': sub, **claims})}"
            return str(pool.request("GET", url, timeout=10).json()["access_token"])

    def approve(self, user_code: str, *, sub: str = "alice", refuse: bool = False) -> None:
        """Do what a person does with a device code."""
        fields = {"user_code": user_code, "sub": sub, **({"refuse": "1"} if refuse else {})}
        with urllib3.PoolManager() as pool:
            body = urlencode(fields)
            answer = pool.request("POST", f"{self.issuer}/test/device", body=body, timeout=10)
        assert answer.status == 204, answer.status

    def remove_rules(self, *keys: str, copies: bool = False) -> None:
        """Remove rules at once, for which Rucio takes an hour, and the copies that they brought."""
        locks = [lock for key in keys for lock in self.ask("GET", f"/rules/{key}/locks").lines]
        options = {"options": {"lifetime": -3600}}
        for key in keys:
            assert self.ask("PUT", f"/rules/{key}", account=ROOT, body=options).status == 200
        self.step()
        for key in keys:
            assert self.ask("GET", f"/rules/{key}").status == 404
        for lock in locks if copies else ():
            body = {
                "rse": lock["rse"],
                "files": [{"scope": lock["scope"], "name": lock["name"]}],
                "ignore_availability": True,
            }
            assert self.ask("DELETE", "/replicas/", account=ROOT, body=body).status == 200

    def step(self) -> str:
        """Run the daemons of the first lake once; rules become OK or STUCK."""
        with self.still():
            return run("step.sh")

    @contextlib.contextmanager
    def still(self) -> Iterator[None]:
        """Keep the daemons from being run by any other process while this lasts."""
        if self.is_still:
            yield
            return
        with (self.state / "run/still.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.is_still = True
            try:
                yield
            finally:
                self.is_still = False

    def fill(self, wish: str) -> None:
        """Add ``--many`` (10 000 files) or ``--bench`` (200 files of 1 MB)."""
        run("fill.sh", self.lake, wish)

    @contextlib.contextmanager
    def fault(self, path: str, **fault: Any) -> Iterator[None]:
        """Have requests to `url` whose ``path?query`` matches go wrong while this lasts.

        ``delay`` in seconds, ``status`` with ``body`` and ``headers``, ``break_after`` in bytes.
        """
        file = self.state / self.lake / f"faults/{urlsplit(self.url).port}.json"
        file.parent.mkdir(exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps([{"path": path, **fault}]))
        part.replace(file)
        try:
            yield
        finally:
            file.unlink()


def run(script: str, *words: str) -> str:
    """Run a script of the peer, and return what it prints."""
    done = subprocess.run(
        [SCRIPTS / script, *words], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
