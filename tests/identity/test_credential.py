"""Credentials and grants show nothing of what they hold, however they are looked at."""

import copy
import pickle
import traceback
from pathlib import Path

import msgspec
import pytest

from esap_jupyter.identity import Credential
from esap_jupyter.identity.oidc.grant import Grant
from esap_jupyter.models import LoginRequest

SECRET = "swordfish-9a"
HOLDERS = [
    Credential(kind="userpass", source="login", username="alice", password=SECRET),
    Credential(kind="oidc", source="hub", token=SECRET),
    Grant(access_token=SECRET, refresh_token=SECRET, identity=SECRET),
    LoginRequest(kind="userpass", password=SECRET, token=SECRET),
]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: type(holder).__name__)
def test_nothing_is_shown(holder):
    for text in (repr(holder), str(holder), f"{holder}", repr([holder]), repr({"a": holder})):
        assert SECRET not in text
    rich = getattr(holder, "__rich_repr__", list)
    assert SECRET not in repr(list(rich()))


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: type(holder).__name__)
def test_a_traceback_with_variables_shows_nothing(holder):
    def fails(credential):
        raise ValueError("it did not work")

    try:
        fails(holder)
    except ValueError as error:
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert SECRET not in "".join(shown.format())


@pytest.mark.parametrize("holder", HOLDERS[:3], ids=lambda holder: type(holder).__name__)
def test_nothing_writes_it(holder):
    with pytest.raises(TypeError):
        msgspec.json.encode(holder)
    with pytest.raises(TypeError):
        msgspec.to_builtins(holder)
    with pytest.raises(TypeError, match=r"stays? in the process"):
        pickle.dumps(holder)
    with pytest.raises(TypeError, match=r"stays? in the process"):
        copy.copy(holder)


def test_its_certificate_is_what_a_client_shows():
    credential = Credential(
        kind="x509", source="file", certificate=Path("/a.pem"), key=Path("/a.key")
    )
    assert (credential.tls.certificate, credential.tls.key) == (Path("/a.pem"), Path("/a.key"))


@pytest.mark.parametrize(("expires", "over"), [(None, False), (99.0, True), (101.0, False)])
def test_it_knows_its_end(expires, over):
    credential = Credential(kind="token", source="file", token="t", expires=expires)
    assert credential.has_ended(lambda: 100.0) is over
