"""Logging in and out over REST: what is secret comes in, and never out again."""

import asyncio
import json
import logging

import pytest
from tornado.httpclient import HTTPClientError

from tests.support.identities import PASSWORD, Service, identities, service_login
from tests.support.tls import PEMS

GOOD = {"kind": "userpass", "account": "alice", "username": "alice", "password": PASSWORD}


@pytest.fixture
def service():
    return Service()


@pytest.fixture(autouse=True)
def known(platform, tmp_path, service):
    platform.identities = identities(
        tmp_path / "home", service_login(service), told=platform.tell_login
    )


async def test_one_logs_in_and_out(ask):
    status, before = await ask("GET", "identity")
    assert (status, before[0]["service"], before[0]["state"]) == (200, "escape", "out")
    status, identity = await ask("PUT", "identity", "escape", body=GOOD)
    assert (status, identity["state"], identity["account"]) == (200, "in", "alice")
    assert (await ask("GET", "identity", "escape"))[1] == identity
    status, after = await ask("DELETE", "identity", "escape")
    assert (status, after["state"]) == (200, "out")


async def test_nothing_secret_comes_out(ask, app, platform, caplog, tmp_path):
    """S1 and S6 of rucio-jupyterlab: read back in clear, and in the log."""
    caplog.set_level(logging.DEBUG)
    app.serverapp.log.addHandler(caplog.handler)
    answers = [
        await ask("PUT", "identity", "escape", body={**GOOD, "password": f"{PASSWORD}-wrong"}),
        await ask("PUT", "identity", "escape", body={**GOOD, "unknown": PASSWORD}),
        await ask("PUT", "identity", "escape", body={**GOOD, "password": [PASSWORD]}),
        await ask("PUT", "identity", "escape", raw=f'{{"kind": "userpass", "password": {PASSWORD}'),
        await ask("PUT", "identity", "escape", body={**GOOD, "kind": PASSWORD}),
        await ask("PUT", "identity", "escape", body=GOOD),
        await ask("GET", "identity", "escape"),
        await ask("GET", "identity"),
        await ask("GET", "identity", "escape", "device"),
        await ask("POST", "identity", "escape", "device"),
        await ask("POST", "identity", "escape", "code"),
        await ask("GET", "archives"),
        await ask("GET", "activities"),
    ]
    assert [status for status, _ in answers[:6]] == [403, 400, 400, 400, 400, 200]
    assert PASSWORD not in json.dumps(answers)
    assert PASSWORD not in caplog.text
    holding = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert [path.name for path in holding if PASSWORD in path.read_text()] == ["credentials.json"]
    assert holding[0].stat().st_mode & 0o077 == 0


async def test_what_is_refused_is_not_kept(ask, service, tmp_path):
    status, error = await ask("PUT", "identity", "escape", body={**GOOD, "password": "wrong"})
    assert (status, error["code"]) == (403, "login_refused")
    assert (await ask("GET", "identity", "escape"))[1]["state"] == "out"
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../etc/passwd", "a/../../x", "link.pem", "", "~/x.pem", "a\0b"]
)
async def test_no_file_outside_of_the_workspace_is_read(ask, jp_root_dir, service, path):
    """S4 and S5: any file of the server listed, or read and written over."""
    (jp_root_dir / "link.pem").symlink_to(PEMS / "client.pem")
    body = {"kind": "x509", "certificate": path, "key": path}
    status, error = await ask("PUT", "identity", "escape", body=body)
    assert (status, error["code"]) == (400, "bad_request")
    assert "root:" not in error["message"]
    assert service.asked == []


async def test_peer_row_16_a_certificate_of_the_workspace_is_taken(ask, jp_root_dir, service):
    for name in ("client.pem", "client.key"):
        (jp_root_dir / name).write_bytes((PEMS / name).read_bytes())
        (jp_root_dir / name).chmod(0o600)
    body = {"kind": "x509", "certificate": "client.pem", "key": "client.key"}
    status, identity = await ask("PUT", "identity", "escape", body=body)
    assert (status, identity["kind"], identity["subject"]) == (
        200,
        "x509",
        "/O=Tests/CN=Alice Example",
    )
    assert identity["expires"] > 4e9


async def test_an_unknown_service_is_told(ask):
    for method in ("GET", "DELETE"):
        status, error = await ask(method, "identity", "nowhere")
        assert (status, error["code"]) == (404, "not_found")


async def test_a_callback_that_nobody_asked_for_is_a_page(app, jp_fetch):
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(
            "esap", "identity", "callback", params={"state": "<script>", "code": "<img src=x>"}
        )
    response = caught.value.response
    assert response.code == 400
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    page = response.body.decode()
    assert "was not started here" in page
    assert "<script>" not in page
    assert "<img" not in page


async def test_logins_are_told_as_events_without_who_one_is(ask, jp_ws_fetch):
    socket = await jp_ws_fetch("api", "events", "subscribe")
    await ask("GET", "identity")
    await ask("PUT", "identity", "escape", body=GOOD)
    await ask("DELETE", "identity", "escape")
    told = [json.loads(await asyncio.wait_for(socket.read_message(), 20)) for _ in range(2)]
    socket.close()
    assert {each["schema_id"].rsplit("/", 2)[1] for each in told} == {"identity"}
    assert [(each["service"], each["state"]) for each in told] == [
        ("escape", "in"),
        ("escape", "out"),
    ]
    known = {"service", "state", "schema_id", "metadata", "capacity"}
    assert all(
        {key for key in each if not key.startswith("__")} <= known and "alice" not in str(each)
        for each in told
    )
