"""A Zooniverse (Panoptes) on the loopback address, as facts and its own client describe it.

Ids are text, answers have a plural key with an array, ``meta`` pages, a wrong ``Accept`` is not
routed (404), signing in wants a CSRF token, its session cookie and the form as JSON, tokens
expire, and exports are made in the background, for owners and collaborators only.
"""

import json
import re
import secrets
from math import ceil
from typing import Any
from urllib.parse import urlencode

from .base import Answer, Asked, Fake, json_answer
from .panoptes_data import PROJECTS, WORKFLOWS, csv_of, export_rows

__all__ = ["FakePanoptes"]

_MEDIA = "application/vnd.api+json; version=1"
_EXPORT = re.compile(r"/(projects|workflows)/([^/]+)/(\w+)_export")
_KINDS = {
    "projects": {
        "classifications",
        "subjects",
        "workflows",
        "workflow_contents",
        "aggregations",
    },
    "workflows": {"classifications"},
}


class FakePanoptes(Fake):
    """See the module.

    Attributes
    ----------
    states
        The state of each export that was made or is being made, by ``projects/1/subjects``;
        a test sets it to ``creating``, ``ready`` or ``finished``.
    updated
        When each export was last touched.
    contents
        The CSV of exports, instead of the usual ones.
    expires_in
        The seconds that tokens last, as told; ``tokens`` are those that are good.
    passed
        How often an export's state is asked before it is ready by itself; never by default.
    """

    client_id = "app-of-the-test"
    client_secret = "s3cret/of+app"
    login = "zookeeper"
    password = "p&ss wörd"

    def __init__(self) -> None:
        super().__init__()
        self.url = f"{self.root}/api"
        self.states: dict[str, str] = {}
        self.updated: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}
        self.tokens: set[str] = set()
        self.expires_in = 7200
        self.passed: int | None = None
        self._sessions: dict[str, str] = {}

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/users/sign_in":
            return self._sign_in(asked)
        if asked.path == "/oauth/token" and asked.method == "POST":
            return self._token(asked)
        if asked.path.startswith("/uploads/"):
            return self._upload(asked)
        if not asked.path.startswith("/api/"):
            return Answer(b"<h1>Not found</h1>", status=404, media="text/html")
        if asked.headers.get("Accept") != _MEDIA:
            return json_answer({"errors": [{"message": "Not Found"}]}, 404)
        return self._api(asked, asked.path.removeprefix("/api"))

    # -- who asks

    def _sign_in(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            session, csrf = secrets.token_hex(4), secrets.token_hex(8) + "=="
            self._sessions[session] = csrf
            cookie = f"_Panoptes_session={session}; path=/; HttpOnly"
            return json_answer({}, **{"X-CSRF-Token": csrf, "Set-Cookie": cookie})
        session = self._session(asked)
        if session is None or asked.headers.get("X-CSRF-Token") != self._sessions[session]:
            return json_answer({"error": "Can't verify CSRF token authenticity"}, 422)
        user = asked.json["user"]
        if (user["login"], user["password"]) != (self.login, self.password):
            return json_answer({"error": "Invalid email or password."}, 401)
        fresh = secrets.token_hex(4)
        self._sessions[fresh] = "signed in"
        return json_answer(
            {"users": [{"id": "2", "login": self.login}]},
            **{
                "Set-Cookie": f"_Panoptes_session={fresh}; path=/; HttpOnly",
                "set-cookie": "remember_user_token=x%3D; expires=Thu, 10 Dec 2026 00:00:00 GMT",
            },
        )

    def _session(self, asked: Asked) -> str | None:
        found = re.search(r"_Panoptes_session=(\w+)", asked.headers.get("Cookie", ""))
        return found[1] if found and found[1] in self._sessions else None

    def _token(self, asked: Asked) -> Answer:
        form = asked.form
        session = self._session(asked)
        known = form.get("client_id") == self.client_id
        good = {
            "client_credentials": form.get("client_secret") == self.client_secret,
            "password": session is not None and self._sessions[session] == "signed in",
        }
        if not (known and good.get(form.get("grant_type", ""), False)):
            return json_answer({"errors": ["invalid_client"]}, 401)
        token = secrets.token_hex(8)
        self.tokens.add(token)
        more = {"refresh_token": secrets.token_hex(8)} if form["grant_type"] == "password" else {}
        return json_answer(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": self.expires_in,
                "scope": "public project",
                **more,
            }
        )

    def _bearer(self, asked: Asked) -> bool | None:
        """Tell whether the token is good, and None where there is none."""
        header = asked.headers.get("Authorization")
        return None if header is None else header.removeprefix("Bearer ") in self.tokens

    # -- what is asked

    def _api(self, asked: Asked, path: str) -> Answer:
        if self._bearer(asked) is False:
            return _refused(401, "The access token is invalid")
        if export := _EXPORT.fullmatch(path):
            return self._export(asked, *export.groups())
        if path == "/projects":
            return self._page(asked, "projects", [p for p in PROJECTS if _matches(p, asked)])
        if path == "/workflows":
            return self._page(asked, "workflows", [w for w in WORKFLOWS if _of(w, asked)])
        kind, _, number = path.strip("/").partition("/")
        known = {"projects": PROJECTS, "workflows": WORKFLOWS}.get(kind, [])
        found = [each for each in known if each["id"] == number]
        if not found:
            return _refused(404, f"Could not find {kind.removesuffix('s')} with id='{number}'")
        return self._page(asked, kind, found)

    def _page(self, asked: Asked, kind: str, found: list[dict[str, Any]]) -> Answer:
        size = min(100, int(asked.params.get("page_size", "20")))
        page = int(asked.params.get("page", "1"))
        pages = ceil(len(found) / size)
        others = {k: v for k, v in asked.params.items() if k != "page"}
        following = page + 1 if page < pages else None
        href = f"/{kind}?{urlencode({**others, 'page': following})}" if following else None
        meta = {
            "page": page,
            "page_size": size,
            "count": len(found),
            "include": [],
            "page_count": pages,
            "previous_page": page - 1 or None,
            "next_page": following,
            "first_href": f"/{kind}",
            "next_href": href,
        }
        body = {
            "links": {f"{kind}.owner": {"href": "/{projects.owner.href}", "type": "owners"}},
            kind: found[(page - 1) * size : page * size],
            "meta": {kind: meta},
        }
        return json_answer(body, ETag='W/"0123"')

    def _export(self, asked: Asked, kind: str, number: str, export: str) -> Answer:
        if not self._bearer(asked):
            return _refused(403, "You must be logged in to access this resource.")
        if export not in _KINDS[kind] or not self._owns(kind, number):
            return _refused(404, f"Could not find {kind.removesuffix('s')} with id='{number}'")
        key = f"{kind}/{number}/{export}"
        if asked.method == "POST":
            if asked.json != {"media": {"content_type": "text/csv"}}:
                return _refused(422, "param is missing or the value is empty: media")
            self.states[key] = "creating"
            self.updated[key] = "2026-11-26T08:00:00.000Z"
            return json_answer({"media": [self._media(key)]}, 201, ETag='W/"1"')
        if key not in self.states:
            return _refused(404, f"No {export}_export exists for {kind} #{number}")
        self._pass(key)
        return json_answer({"media": [self._media(key)], "meta": {}}, ETag='W/"1"')

    def _pass(self, key: str) -> None:
        if self.passed is not None and self.states[key] == "creating":
            self.passed -= 1
            if self.passed < 0:
                self.states[key] = "ready"

    def _owns(self, kind: str, number: str) -> bool:
        if kind == "workflows":
            number = next((w["links"]["project"] for w in WORKFLOWS if w["id"] == number), "")
        return any(p["id"] == number and p["slug"].startswith("zookeeper/") for p in PROJECTS)

    def _media(self, key: str) -> dict[str, Any]:
        return {
            "id": "1234",
            "href": f"/{key}_export",
            "src": f"{self.root}/uploads/{key}.csv?sig=signed-for-you",
            "content_type": "text/csv",
            "media_type": "export",
            "external_link": False,
            "created_at": "2025-01-01T00:00:00.000Z",
            "updated_at": self.updated.get(key, "2026-11-20T12:00:00.000Z"),
            "metadata": {"state": self.states[key]},
            "links": {"linked": {"href": f"/{key}", "type": key.partition("/")[0]}},
        }

    def _upload(self, asked: Asked) -> Answer:
        """Serve a file as the blob store does, which refuses tokens that are not its own."""
        if asked.headers.get("Authorization") or asked.params.get("sig") != "signed-for-you":
            return Answer(b"<Error><Code>AuthenticationFailed</Code></Error>", status=403)
        key = asked.path.removeprefix("/uploads/").removesuffix(".csv")
        body = self.contents.get(key) or csv_of(export_rows(key.rpartition("/")[2]))
        return Answer(body, media="text/csv")


def _refused(status: int, words: str) -> Answer:
    return json_answer({"errors": [{"message": words}]}, status)


def _matches(project: dict[str, Any], asked: Asked) -> bool:
    if asked.params.get("id", project["id"]) != project["id"]:
        return False
    owner, slug, words = (asked.params.get(key) for key in ("owner", "slug", "search"))
    return (
        (owner is None or project["links"]["owner"]["login"] == owner)
        and (slug is None or project["slug"] == slug)
        and (words is None or words.lower() in json.dumps(project["display_name"]).lower())
    )


def _of(workflow: dict[str, Any], asked: Asked) -> bool:
    if asked.params.get("id", workflow["id"]) != workflow["id"]:
        return False
    wanted = asked.params.get("project_id")
    return wanted is None or workflow["links"]["project"] == wanted
