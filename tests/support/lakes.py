"""Lakes for tests: connections to a fake Rucio, or to whatever is at an address."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from esap_jupyter.catalogue import lake_of
from esap_jupyter.identity import Credential
from esap_jupyter.lake.connection import LakeConnection
from esap_jupyter.lake.dids import DidName
from esap_jupyter.models import Did, DidQuestion
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.rucio import FakeRucio

__all__ = ["connected", "lake_toml", "listed", "name", "password", "to_fake"]


def password(
    account: str = "alice", username: str = "alice", secret: str = "alicepw"
) -> Credential:
    """Make what one logs in with."""
    return Credential(
        kind="userpass", source="login", account=account, username=username, password=secret
    )


@contextlib.contextmanager
def connected(
    url: str,
    credential: Credential | None = None,
    here: Any = lambda _lake, _did: None,
    rule_changed: Any = lambda _lake, _rule: None,
    **fields: Any,
) -> Iterator[LakeConnection]:
    """Connect to a lake that somebody here described."""
    http = HttpClient(guard=AddressGuard(), user_agent="test/1", retries=0)
    entry = lake_of({"id": "lake", "name": "Lake", "url": url, **fields})
    made = credential or password()
    lake = LakeConnection(
        entry=entry,
        http=http,
        credential=lambda _refused: made,
        here=here,
        rule_changed=rule_changed,
    )
    try:
        yield lake
    finally:
        lake.close()
        http.close()


@contextlib.contextmanager
def to_fake(fake: FakeRucio, **fields: Any) -> Iterator[LakeConnection]:
    """Connect to a fake."""
    with connected(fake.url, password(fake.account, "alice", fake.password), **fields) as lake:
        yield lake


def listed(lake: LakeConnection, scope: str = "test", **question: Any) -> list[Did]:
    """List all DIDs of a question."""
    return list(lake.listings.iterate(DidQuestion(scope=scope, **question)))


def lake_toml(url: str, *, ca: Path | None = None, **fields: str) -> str:
    """Write a catalogue with one lake."""
    more = {"name": "Lake", "url": url, **({"ca": str(ca)} if ca else {}), **fields}
    return "[lakes.lake]\n" + "".join(f'{key} = "{value}"\n' for key, value in more.items())


def name(did: str) -> DidName:
    """Read a DID."""
    return DidName.parse(did)
