"""Who may: every route, without a token, without a cookie's token, without the authorizer's yes."""

import http.cookies
import json
import re
from urllib.parse import urlencode

import pytest
from jupyter_server.auth import Authorizer
from jupyter_server.base.handlers import APIHandler
from tornado.httpclient import HTTPClientError
from tornado.web import RequestHandler

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def rules(router):
    for rule in router.rules:
        if hasattr(rule.target, "rules"):
            yield from rules(rule.target)
        elif isinstance(rule.target, type):
            yield rule


def routes(serverapp):
    """Each route and method of ours, as the server's router knows them."""
    for rule in rules(serverapp.web_app.default_router):
        if issubclass(rule.target, APIHandler) and rule.target.__module__.startswith(
            "esap_jupyter"
        ):
            path = re.sub(r"\(.*?\)", "x", rule.matcher.regex.pattern.strip("^$")).replace("\\", "")
            for method in METHODS:
                if getattr(rule.target, method.lower()) is not RequestHandler._unimplemented_method:
                    yield method, path


@pytest.fixture
def fetch(app, http_server_client, jp_asyncio_loop):
    """Ask as a stranger does: no token, no cookie."""

    async def fetch(method, path, *, body=None, **headers):
        if body is None and method in {"POST", "PUT", "PATCH"}:
            body = "{}"
        try:
            return await http_server_client.fetch(
                path, method=method, body=body, headers=headers, follow_redirects=False
            )
        except HTTPClientError as error:
            return error.response

    return fetch


def test_the_route_table_is_ours_and_whole(app):
    from esap_jupyter.handlers import HANDLERS
    from esap_jupyter.handlers.openapi import operations

    declared = sum(len(operations(handler)) for handler in HANDLERS)
    found = list(routes(app.serverapp))
    assert len(found) == declared >= 18
    assert all(path.startswith("/user/alice/esap/") for _, path in found)


async def test_no_route_answers_a_stranger(app, fetch, platform):
    for method, path in routes(app.serverapp):
        response = await fetch(method, path)
        assert response.code == 403, (method, path)
        assert json.loads(response.body)["code"] == "forbidden", (method, path)
    assert platform.calls == []


async def test_wrong_token_is_no_token(app, fetch):
    for method, path in routes(app.serverapp):
        assert (await fetch(method, path, Authorization="token wrong")).code == 403, (method, path)


class Deny(Authorizer):
    def is_authorized(self, handler, user, action, resource):
        return not (resource == self.refused and action in {"read", "write"})


async def test_authorizer_is_asked_by_every_route(app, fetch, platform, monkeypatch):
    deny = Deny(parent=app.serverapp)
    deny.refused = "esap"
    monkeypatch.setitem(app.serverapp.web_app.settings, "authorizer", deny)
    token = f"token {app.serverapp.identity_provider.token}"
    for method, path in routes(app.serverapp):
        response = await fetch(method, path, Authorization=token)
        assert response.code == 403, (method, path)
        assert "esap" in json.loads(response.body)["message"], (method, path)
    assert platform.calls == []


async def test_saving_needs_the_right_to_contents(app, ask, monkeypatch):
    deny = Deny(parent=app.serverapp)
    deny.refused = "contents"
    monkeypatch.setitem(app.serverapp.web_app.settings, "authorizer", deny)
    status, _ = await ask("POST", "results", "x", "files", body={"path": "a.csv", "format": "csv"})
    assert status == 403


async def test_a_cookie_alone_does_not_write(app, fetch, platform):
    login = "/user/alice/login"
    first = await fetch("GET", login)
    cookies = http.cookies.SimpleCookie()
    for line in first.headers.get_list("Set-Cookie"):
        cookies.load(line)
    xsrf = cookies["_xsrf"].value
    token = app.serverapp.identity_provider.token
    form = urlencode({"password": token, "_xsrf": xsrf})
    second = await fetch("POST", login, body=form, Cookie=f"_xsrf={xsrf}")
    for line in second.headers.get_list("Set-Cookie"):
        cookies.load(line)
    jar = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    check = "/user/alice/esap/archives/sandbox/check"
    refused = await fetch("POST", check, body="", Cookie=jar)
    assert refused.code == 403
    assert "_xsrf" in json.loads(refused.body)["message"]
    assert platform.calls == []
    xsrf = cookies["_xsrf"].value
    allowed = await fetch("POST", check, body="", Cookie=jar, **{"X-XSRFToken": xsrf})
    assert allowed.code == 200


async def test_another_method_is_refused_in_our_words(ask):
    status, error = await ask("PUT", "archives", raw="{}")
    assert (status, error["code"]) == (405, "method_not_allowed")
