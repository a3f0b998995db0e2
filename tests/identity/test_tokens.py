"""What is read of tokens and certificates, to be shown."""

import shutil
import subprocess

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.identity.der import first_certificate
from esap_jupyter.identity.tokens import audience_of, claims, expiry, plain_token
from esap_jupyter.identity.x509 import check_key, default_proxy, read_certificate
from tests.peers.fakes.issuer import jwt
from tests.support.tls import PEMS


def test_a_token_tells_its_end_and_whom_it_is_for():
    token = jwt(exp=1900000000, aud=["rucio", 5, "other"], sub="alice")
    assert expiry(token) == 1900000000.0
    assert audience_of(claims(token)) == ("rucio", "other")
    assert audience_of({"aud": "a b"}) == ("a", "b")


@pytest.mark.parametrize("end", ["soon", True, -5, 10**20, None, float("inf")])
def test_an_end_that_is_none_is_none(end):
    assert expiry(jwt(exp=end)) is None


@pytest.mark.parametrize(
    "token",
    ["", "opaque", "a.b", "a.b.c", "a.!!.c", "é.é.é", "a." + "W10" + ".c", "a." * 3, "x" * 99999],
)
def test_what_is_no_jwt_claims_nothing(token):
    assert claims(token) == {}
    assert expiry(token) is None


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("abc\n", "abc"),
        (" Bearer abc ", "abc"),
        ("a b", ""),
        ("a\r\nX-Evil: 1", ""),
        ("tökén", ""),
        ("\0", ""),
        ("", ""),
    ],
)
def test_a_token_that_is_none_is_not_sent(text, token):
    assert plain_token(text) == token


def test_a_certificate_tells_whose_it_is():
    found = read_certificate(PEMS / "client.pem")
    assert found.subject == "/O=Tests/CN=Alice Example"
    assert found.starts < found.ends
    assert found.ends > 4e9


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to compare with")
@pytest.mark.parametrize("name", ["ca.pem", "server.pem", "client.pem", "proxy.pem"])
def test_it_agrees_with_openssl(name):
    found = first_certificate((PEMS / name).read_bytes())
    told = subprocess.run(
        ["openssl", "x509", "-in", PEMS / name, "-noout", "-enddate", "-dateopt", "iso_8601"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    from datetime import UTC, datetime

    when = datetime.fromtimestamp(found.ends, UTC)
    assert told == f"notAfter={when:%Y-%m-%d %H:%M:%SZ}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing",
        (PEMS / "client.key").read_bytes(),
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----",
    ],
)
def test_what_is_no_certificate_is_told_and_not_quoted(tmp_path, content):
    path = tmp_path / "secret.pem"
    path.write_bytes(content + b"\nswordfish")
    with pytest.raises(BadRequestError, match="cannot be used as a certificate") as caught:
        read_certificate(path)
    assert "swordfish" not in str(caught.value)


def test_cut_certificates_are_refused():
    pem = (PEMS / "client.pem").read_bytes()
    import base64
    import re

    der = base64.b64decode(re.search(rb"-----\n(.*)\n-----", pem, re.DOTALL)[1])
    for length in range(0, len(der) - 1, 7):
        cut = base64.b64encode(der[:length])
        with pytest.raises(ValueError, match=r"damaged|no certificate"):
            first_certificate(b"-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----" % cut)


def test_a_key_that_others_can_read_is_refused(tmp_path):
    key = tmp_path / "user.key"
    key.write_text("key")
    key.chmod(0o644)
    with pytest.raises(BadRequestError, match="chmod 600"):
        check_key(key)
    key.chmod(0o600)
    check_key(key)
    with pytest.raises(BadRequestError, match="No such file"):
        check_key(tmp_path / "none.key")


def test_a_proxy_that_somebody_else_put_there_is_none(tmp_path, monkeypatch):
    """What lies in the folder of all counts only where it is one's own file, and no link."""
    monkeypatch.setattr("esap_jupyter.identity.x509.Path", lambda _: tmp_path / "x509up")
    assert default_proxy() is None
    (tmp_path / "real").write_text("proxy")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "x509up").symlink_to(tmp_path / "real")
    assert default_proxy() is None
    (tmp_path / "x509up").unlink()
    (tmp_path / "real").rename(tmp_path / "x509up")
    assert default_proxy() == tmp_path / "x509up"
    (tmp_path / "x509up").chmod(0o640)
    assert default_proxy() is None
