"""Each part of the real lake answers as the tests of the data lake need it."""

import hashlib
import os
import subprocess
import uuid
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3

from tests.support.rucio import ALICE, BOB, SCRIPTS, did_path

pytestmark = pytest.mark.peers

GRANT = "urn:ietf:params:oauth:grant-type"


def replicas(lake, did, **more):
    scope, name = did.split(":", 1)
    body = {"dids": [{"scope": scope, "name": name}], "schemes": ["https", "root", "file"], **more}
    return lake.ask("POST", "/replicas/list", body=body).lines


def test_everything_listens_on_the_loopback_address_only(rucio_lake):
    heard = subprocess.run(["ss", "-Hltn"], capture_output=True, text=True, check=True).stdout
    ports = {url.rsplit(":", 1)[1] for url in rucio_lake.addresses.values()}
    local = [line.split()[3].rsplit(":", 1) for line in heard.splitlines()]
    ours = [host for host, port in local if port in ports]
    assert len(ours) == len(ports)
    assert {host.strip("[]").removeprefix("::ffff:") for host in ours} == {"127.0.0.1"}


def test_up_done_again_changes_nothing(rucio_lake):
    pids = {path.name: path.read_text() for path in (rucio_lake.state / "run").glob("*.pid")}
    again = subprocess.run([SCRIPTS / "up.sh"], capture_output=True, text=True, check=True)
    assert again.stdout.strip() == str(rucio_lake.state)
    assert pids == {
        path.name: path.read_text() for path in (rucio_lake.state / "run").glob("*.pid")
    }


def test_both_lakes_say_their_version(rucio_lake):
    for lake in (rucio_lake, rucio_lake.second):
        assert lake.ask("GET", "/ping", account=None).json == {"version": "41.5.1"}


def test_passwords(rucio_lake):
    assert rucio_lake.log_in(ALICE).status == 200
    wrong = rucio_lake.log_in(ALICE, "wrong")
    assert wrong.status == 401
    assert wrong.headers["Content-Type"] == "application/octet-stream"
    assert wrong.json["ExceptionClass"] == "CannotAuthenticate"


def test_the_same_name_in_two_lakes_is_two_accounts(rucio_lake):
    second = rucio_lake.second
    assert second.log_in(ALICE).status == 200
    assert second.log_in(ALICE, ALICE.password).status == 401
    assert second.ask("GET", "/scopes/", token=rucio_lake.token(ALICE)).status == 401
    (file,) = second.ask("GET", f"/dids/{did_path('test:ds.events')}/files").lines
    assert file["bytes"] == 70_000


def test_certificates(rucio_lake):
    def log_in(path, certificate, key=None):
        return rucio_lake.ask(
            "GET",
            path,
            account=None,
            headers={"X-Rucio-Account": "alice"},
            certificate=certificate,
            key=key,
        )

    known = log_in("/auth/x509", rucio_lake.certificate, rucio_lake.key)
    assert (known.status, known.headers["X-Rucio-Auth-Account"]) == (200, "alice")
    assert log_in("/auth/x509_proxy", rucio_lake.proxy).status == 200
    tls = rucio_lake.state / "tls"
    assert log_in("/auth/x509", tls / "stranger.pem", tls / "stranger.key").status == 401
    assert log_in("/auth/x509", None).status == 401


def test_tokens_of_the_provider(rucio_lake):
    def status(**claims):
        return rucio_lake.ask("GET", "/scopes/", token=rucio_lake.jwt(**claims)).status

    assert status() == 200
    assert status(sub="nobody") == 401
    assert status(audience="another") == 401
    assert status(lifetime="-60") == 401


def post(url, **fields):
    with urllib3.PoolManager() as pool:
        return pool.request_encode_body("POST", url, fields=fields, encode_multipart=False)


def test_device_code_refresh_and_exchange(rucio_lake):
    issuer = rucio_lake.issuer
    scope = "openid profile offline_access"
    device = post(f"{issuer}/device/auth", client_id="esap", scope=scope, audience="rucio").json()
    wanted = {
        "client_id": "esap",
        "grant_type": f"{GRANT}:device_code",
        "device_code": device["device_code"],
    }
    assert post(f"{issuer}/token", **wanted).json()["error"] == "authorization_pending"
    rucio_lake.approve(device["user_code"])
    first = post(f"{issuer}/token", **wanted).json()
    assert rucio_lake.ask("GET", "/scopes/", token=first["access_token"]).status == 200

    again = {
        "client_id": "esap",
        "grant_type": "refresh_token",
        "refresh_token": first["refresh_token"],
    }
    renewed = post(f"{issuer}/token", **again).json()
    assert rucio_lake.ask("GET", "/scopes/", token=renewed["access_token"]).status == 200

    exchange = {
        "client_id": "esap",
        "grant_type": f"{GRANT}:token-exchange",
        "subject_token": renewed["access_token"],
        "subject_token_type": f"{GRANT.replace('grant-type', 'token-type')}:access_token",
    }
    other = post(f"{issuer}/token", audience="short-30-storage", **exchange).json()
    assert other["expires_in"] == 30
    assert rucio_lake.ask("GET", "/scopes/", token=other["access_token"]).status == 401
    refused = post(f"{issuer}/token", audience="forbidden", **exchange)
    assert (refused.status, refused.json()["error"]) == (400, "invalid_target")


def test_login_through_rucio_itself(rucio_lake):
    """Rucio sends the browser to the provider, which sends it back with a code."""
    asked = rucio_lake.ask(
        "GET",
        "/auth/oidc",
        account=None,
        headers={
            "X-Rucio-Account": "alice",
            "X-Rucio-Client-Authorize-Auto": "False",
            "X-Rucio-Client-Authorize-Polling": "True",
            "X-Rucio-Client-Authorize-Scope": "openid profile",
            "X-Rucio-Client-Authorize-Audience": "rucio",
        },
    )
    page = asked.headers["X-Rucio-OIDC-Auth-URL"]
    browser = subprocess.run(
        ["curl", "-sL", "--noproxy", "*", "-c", "", "-b", "", "--cacert", rucio_lake.ca, page],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "fetch your token automatically" in browser.stdout
    fetched = rucio_lake.ask(
        "GET",
        urlsplit(page)._replace(scheme="", netloc="").geturl(),
        account=None,
        headers={"X-Rucio-Client-Fetch-Token": "True"},
    )
    token = fetched.headers["X-Rucio-Auth-Token"]
    assert rucio_lake.ask("GET", "/accounts/whoami", token=token).headers["Location"] == "alice"


def test_listing_and_metadata(rucio_lake):
    def search(**params):
        return rucio_lake.ask("GET", "/dids/test/dids/search", params=params).lines

    assert {"cont.all", "ds.events", "ds with space+plus"} <= set(search(type="collection"))
    found = search(type="file", filters='[{"instrument": "KM3", "run.gt": 44}]')
    assert set(found) == {"events_05.dat", "events_06.dat"}
    parts = rucio_lake.ask("GET", f"/dids/{did_path('test:cont.all')}/dids").lines
    assert {part["name"] for part in parts} == {"cont.inner", "cont.events"}


def test_odd_names_come_back_as_they_are(rucio_lake):
    files = rucio_lake.ask("GET", f"/dids/{did_path('test:ds.odd')}/files").lines
    names = {file["name"] for file in files}
    assert {"with space.dat", "plus+sign.dat", "ünïcødé-βλ-星.dat", "../../escape.dat"} <= names
    assert max(map(len, names)) == 250
    for name in names - {"/etc/passwd"}:
        found = rucio_lake.ask("GET", f"/dids/{did_path(f'test:{name}')}")
        assert (found.status, found.json["name"]) == (200, name)


@pytest.mark.parametrize(
    ("name", "rse", "good"),
    [
        ("corrupt_then_good.dat", "DAV1", False),
        ("missing_then_good.dat", "DAV2", True),
        ("slow_then_fast.dat", "DAV2", True),
    ],
)
def test_bytes_behind_replicas(rucio_lake, name, rse, good):
    (file,) = replicas(rucio_lake, f"test:{name}")
    with urllib3.PoolManager(ca_certs=str(rucio_lake.ca)) as pool:
        answer = pool.request("GET", file["rses"][rse][0])
    assert answer.status == 200
    assert len(answer.data) == file["bytes"]
    assert (f"{zlib.adler32(answer.data):08x}" == file["adler32"]) is good
    assert (hashlib.md5(answer.data).hexdigest() == file["md5"]) is good


def test_storage_that_asks_who_one_is(rucio_lake):
    def get(name, **tls):
        (file,) = replicas(rucio_lake, f"test:{name}")
        (url,) = file["pfns"]
        return url, {"ca_certs": str(rucio_lake.ca), **tls}

    url, tls = get("token.dat")
    with urllib3.PoolManager(**tls) as pool:
        assert pool.request("GET", url).status == 401
        bearer = {"Authorization": f"Bearer {rucio_lake.jwt(audience='storage')}"}
        assert pool.request("GET", url, headers=bearer).status == 200
    url, tls = get("x509.dat")
    with urllib3.PoolManager(**tls) as pool:
        assert pool.request("GET", url).status == 403
    with urllib3.PoolManager(**tls, cert_file=rucio_lake.proxy, key_file=rucio_lake.proxy) as pool:
        assert pool.request("GET", url).status == 200


def test_xrootd_gives_what_rucio_says(rucio_lake, tmp_path):
    (file,) = replicas(rucio_lake, "test:events_03.dat")
    (url,) = file["rses"]["XRD1"]
    copied = tmp_path / "copied"
    subprocess.run(["xrdcp", "-s", url, copied], check=True, timeout=60)
    assert f"{zlib.adler32(copied.read_bytes()):08x}" == file["adler32"]


def rule(lake, account=ALICE, **more):
    body = {
        "dids": [{"scope": "test", "name": "ds.recorded"}],
        "account": account.name,
        "copies": 1,
        "rse_expression": "DAV2",
        "lifetime": 3600,
        **more,
    }
    return lake.ask("POST", "/rules/", account=account, body=body)


def test_a_rule_that_cannot_be_is_stuck(rucio_lake):
    rules = rucio_lake.ask("GET", f"/dids/{did_path('test:ds.stuck')}/rules").lines
    assert [found["state"] for found in rules] == ["STUCK"]


def test_quotas_refuse(rucio_lake):
    for refused in (
        rule(rucio_lake, rse_expression="SMALL1"),
        rule(rucio_lake, rse_expression="NOQUOTA1"),
        rule(rucio_lake, BOB),
    ):
        assert refused.status == 409
        assert refused.json["ExceptionClass"] == "InsufficientAccountLimit"


def test_rucio_clients_upload(rucio_lake, tmp_path):
    name = f"upload-{uuid.uuid4()}.dat"
    (tmp_path / name).write_bytes(os.urandom(4000))
    rucio = Path("~/.cache/esap-peers/rucio-clients/bin/rucio").expanduser()
    subprocess.run(
        [rucio, "upload", "--rse", "DAV1", "--scope", "user.alice", name],
        cwd=tmp_path,
        env={
            **os.environ,
            "RUCIO_CONFIG": str(rucio_lake.state / "first/alice.cfg"),
            "X509_USER_PROXY": str(rucio_lake.proxy),
            "PYTHONWARNINGS": "ignore",
        },
        check=True,
        timeout=120,
    )
    (file,) = replicas(rucio_lake, f"user.alice:{name}")
    assert list(file["rses"]) == ["DAV1"]


def test_faults_come_and_go(rucio_lake):
    with rucio_lake.fault("^/scopes/", status=500, body="<html>"):
        assert rucio_lake.ask("GET", "/scopes/").status == 500
    with (
        rucio_lake.fault("/dids/search", break_after=20),
        pytest.raises(urllib3.exceptions.ProtocolError),
    ):
        rucio_lake.ask("GET", "/dids/test/dids/search", params={"type": "all"})
    assert rucio_lake.ask("GET", "/scopes/").status == 200
