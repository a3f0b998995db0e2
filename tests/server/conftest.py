"""Fixtures of pytest-jupyter, kept away from the browser tests whose event loop they would close."""

import json
from pathlib import Path

import pytest
from pytest_jupyter.jupyter_core import *  # noqa: F403 (fixtures are found by name)
from pytest_jupyter.jupyter_server import *  # noqa: F403 (fixtures are found by name)
from tornado.httpclient import HTTPClientError

from esap_jupyter.extension import ESAP
from tests.support.fake_platform import FakePlatform

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def jp_base_url():
    return "/user/alice/"


@pytest.fixture
def jp_server_config():
    return {
        "ServerApp": {
            "jpserver_extensions": {"esap_jupyter": True},
            "allow_unauthenticated_access": False,
        }
    }


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """A home of one's own; what the extension exports is taken back."""
    monkeypatch.setenv("ESAP_HOME", str(tmp_path / "esap-home"))
    monkeypatch.setenv("ESAP_CATALOGUE", "")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def platform(tmp_path, monkeypatch):
    """The platform behind the server; it contacts nobody."""
    platform = FakePlatform(tmp_path / "fake-home")

    def build(app):
        platform.activities.subscribe(app._events.changed)
        platform.activities.on_clear(app._events.cleared)
        platform.on_login(app._logins.changed)
        platform.watch_basket(app._baskets.changed)
        platform.on_rule(app._rules.changed)
        return platform

    monkeypatch.setattr(ESAP, "_build", build)
    return platform


@pytest.fixture
def app(platform, jp_serverapp):
    """The extension in its server."""
    return next(iter(jp_serverapp.extension_manager.extension_apps["esap_jupyter"]))


@pytest.fixture
def ask(app, jp_fetch):
    """Ask the interface; gives status and decoded answer, whatever the status."""

    async def ask(method, *path, body=None, raw=None, **params):
        content = raw if raw is not None else None if body is None else json.dumps(body)
        if content is None and method in {"POST", "PATCH"}:
            content = ""
        try:
            response = await jp_fetch("esap", *path, method=method, body=content, params=params)
        except HTTPClientError as error:
            response = error.response
        assert response.code == 204 or response.headers["Content-Type"] == "application/json"
        return response.code, json.loads(response.body) if response.body else None

    return ask
