"""Launches at a real JupyterHub 6: named servers, scopes, contents, nbgitpuller, refusals."""

import json
import shutil
import subprocess
import threading
import time

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import (
    AccessDeniedError,
    ConflictError,
    LoginRefusedError,
    NotAvailableError,
    NotLoggedInError,
)
from esap_jupyter.facilities.jupyterhub.facility import JupyterHub
from esap_jupyter.lazy import Lazy
from esap_jupyter.models import LaunchRequest
from esap_jupyter.platform import Platform
from tests.support.bytes_server import Plan, bytes_server
from tests.support.facilities import Told, bundle, launch, made, notebook, source_of

pytestmark = pytest.mark.peers

BYTES = b"SIMPLE  =                    T" * 1000
FOLDER = "esap/analysis"


@pytest.fixture(scope="module")
def person(jupyter_hub):
    person = jupyter_hub.person()
    yield person
    person.leave()


@pytest.fixture(scope="module")
def served():
    with bytes_server(Plan(BYTES)) as server:
        yield server


@pytest.fixture(scope="module")
def configured(person, served):
    """Somebody whose servers at the hub may fetch what this machine serves."""
    person.configure(f'[network]\nallow = ["{served.hostport}"]\n')
    return person


@pytest.fixture
def platform(jupyter_hub, served, tmp_path, monkeypatch):
    path = tmp_path / "catalogue.toml"
    path.write_text(
        f"""
[facilities.hub]
name = "The hub"
kind = "jupyterhub"
url = "{jupyter_hub.url}"
near = ["127.0.0.1"]

[facilities.hub.options.form.refuse]
type = "boolean"

[facilities.hub.options.form.seconds]
type = "number"

[network]
allow = ["{served.hostport}"]
"""
    )
    platform = Platform(home=tmp_path / "esap", catalogue_paths=[path])
    monkeypatch.setattr(api, "_platform", Lazy(lambda: platform, threading.RLock()))
    monkeypatch.chdir(tmp_path)
    yield platform
    platform.close()


def test_notebook_and_data_are_found_at_the_hub(platform, configured, served, tmp_path):
    token = configured.token()
    assert esap.login("hub", token=token).account == configured.name
    esap.basket.add(f"{served.url}/m31.fits")
    (tmp_path / "analysis.ipynb").write_bytes(notebook("print(len(esap_paths))"))

    hub = esap.facility("hub")
    assert hub.fit("analysis.ipynb", basket=esap.basket).why == [
        "has all of the data nearby (127.0.0.1)"
    ]
    launched = hub.launch("analysis.ipynb", basket=esap.basket)

    assert launched.url.endswith(
        f"/user/{configured.name}/esap/lab/tree/esap/analysis/analysis.ipynb"
    )
    assert launched.address() == launched.url
    there = json.loads((configured.home / FOLDER / "analysis.ipynb").read_text())
    printed = configured.run("esap", FOLDER, source_of(there))
    assert printed == "1 files are here; their paths are in esap_paths.\n"
    (fetched,) = configured.home.rglob("m31.fits")
    assert fetched.read_bytes() == BYTES
    # What opened the server for some seconds has ended, and the person's own was not shown there.
    assert not [one for one in configured.tokens() if one["note"] == "ESAP brings a notebook"]
    assert not any(token in path.read_text() for path in configured.home.rglob("*.log"))


def test_files_there_are_kept_until_somebody_says(platform, configured, tmp_path):
    esap.login("hub", token=configured.token())
    path = tmp_path / "kept.ipynb"
    hub = esap.facility("hub")
    path.write_bytes(notebook("1"))
    hub.launch(path)
    hub.launch(path)
    path.write_bytes(notebook("2"))
    with pytest.raises(ConflictError, match=r"esap/kept/kept\.ipynb"):
        hub.launch(path)
    assert "kept-1" in hub.launch(path, existing="beside").url
    first = json.loads((configured.home / "esap/kept/kept.ipynb").read_text())
    assert source_of(first) == "1"


def test_a_repository_is_pulled_there(jupyter_hub, configured, tmp_path):
    git = shutil.which("git")
    assert git is not None
    work = tmp_path / "analysis-repository"
    work.mkdir()
    (work / "a.ipynb").write_bytes(notebook("1"))
    name = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "."), (*name, "commit", "-qm", "First")):
        subprocess.run([git, *words], cwd=work, check=True)
    told = Told()
    what = bundle(notebook=None, repository=work.as_uri(), ref="main", filepath="a.ipynb")
    with made(JupyterHub, jupyter_hub.url, token=configured.token()) as hub:
        url = launch(hub, what, tell=told).url
    assert url.endswith("/lab/tree/esap/analysis-repository/a.ipynb")
    pulled = configured.home / "esap/analysis-repository"
    assert (pulled / "a.ipynb").read_bytes() == (work / "a.ipynb").read_bytes()
    assert (pulled / "esap-basket.json").exists()
    assert any("Cloning" in line for line in told.log)


def test_a_hub_that_refuses_says_why(platform, configured):
    esap.login("hub", token=configured.token())
    with pytest.raises(NotAvailableError, match="This hub has no room for you"):
        esap.facility("hub").launch(basket=esap.basket, server="refused", refuse=True)


def test_a_slow_start_is_cancelled_and_stopped(platform, configured):
    esap.login("hub", token=configured.token())
    request = LaunchRequest(
        facility="hub",
        basket=esap.basket.document(),
        options={"server": "slow", "seconds": 30},
    )
    begun = threading.Event()
    key = platform.launches.start(request).id

    def look(seen):
        if seen.log and not begun.is_set():
            begun.set()
            platform.launches.cancel(key)

    assert platform.launches.wait(key, look).state == "cancelled"
    assert begun.is_set()
    deadline = time.monotonic() + 20
    while (configured.servers().get("slow") or {}).get("ready") is not False:
        if "slow" not in configured.servers():
            break
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("scopes", "lacks"),
    [
        (["read:users:name!user"], "start:servers and read:servers and tokens and access:servers"),
        (["servers!user", "read:users:name!user", "access:servers!user"], "tokens"),
        (["servers!user", "read:users:name!user", "tokens!user"], "access:servers"),
    ],
)
def test_the_scope_that_a_token_lacks_is_named(platform, configured, scopes, lacks):
    with pytest.raises(AccessDeniedError, match=f"lacks the scopes? {lacks}"):
        esap.login("hub", token=configured.token(scopes))
    assert esap.identity()[0].state == "out"


def test_without_a_login_or_with_a_wrong_one_nothing_is_launched(platform):
    with pytest.raises(NotLoggedInError, match="The hub"):
        esap.facility("hub").launch(basket=esap.basket)
    with pytest.raises(LoginRefusedError):
        esap.login("hub", token="0" * 32)


def test_the_hub_is_known_by_its_version(platform):
    assert esap.facility("hub").check().problem == ""
