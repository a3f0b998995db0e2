"""The users of a stand-in for an ESAP API gateway, and their shopping carts.

A PATCH deletes all items first and then inserts one after the other, each for everybody to see;
without ``shopping_cart`` it fails (500) when all are deleted. Two at a time mix, as was measured
on a running gateway: 150 and 150 items became 192, and readers saw none in between.
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .base import HTML, Answer, Asked, json_answer

__all__ = ["FakeCarts"]

_PROFILES = "user-profiles/"
_ENVELOPE = {
    "description": "ESAP API Gateway",
    "version": "ESAP-API version 12 aug 2021",
    "requested_page": "1",
    "requested_page_size": None,
    "default_page_size": 50,
    "max_page_size": 500,
}
_NOT_FOUND = {"detail": "Not found."}


class _Row(NamedTuple):
    """A row of the table of items; ``data`` is what the column holds, text or an object."""

    number: int
    user: str
    data: Any


def _take_turns(_user: str, _index: int) -> None:
    time.sleep(0)


class FakeCarts:
    """See the module.

    Attributes
    ----------
    passwords
        Of users, for Basic.
    tokens
        Users by their knox tokens, for ``Token``.
    bearers
        Users by their access tokens, for ``Bearer``.
    no_profile
        Users who have never logged in with a browser, and so have no profile.
    between
        Called with the user and the number of items so far: before each insertion, and at last
        when all are in, but nobody has been answered.
    hidden
        How many answers to GET show an empty cart, as one does in the middle of a write.
    dies_after
        After how many insertions the next PATCH breaks (500), if it is to.
    written
        Number of PATCHes that have deleted items.
    """

    def __init__(self, bearer: str) -> None:
        self.passwords = {"alice": "alice-pw", "bob": "bob-pw"}
        self.tokens = {"a11ce" * 8: "alice", "b0b00" * 8: "bob"}
        self.bearers = {bearer: "alice"}
        self.no_profile: set[str] = set()
        self.between: Callable[[str, int], None] = _take_turns
        self.hidden = 0
        self.dies_after: int | None = None
        self.written = 0
        self._lock = threading.Lock()
        self._rows: list[_Row] = []
        self._last = 0

    def items(self, user: str = "alice") -> list[Any]:
        """Return what is in a cart."""
        data = (row.data for row in self._of(user))
        return [json.loads(each) if isinstance(each, str) else each for each in data]

    def put(self, *items: Any, user: str = "alice") -> None:
        """Put items in, as a POST to ``shopping-items`` does: objects stay objects."""
        for item in items:
            self._insert(user, item)

    def delete(self, *items: Any, user: str = "alice") -> None:
        """Take each of these out once."""
        with self._lock:
            for item in items:
                row = next(row for row in self._rows if row.user == user and _read(row) == item)
                self._rows.remove(row)

    def answer(self, asked: Asked, path: str) -> Answer:
        """Answer a request below ``accounts/``."""
        user, refused = self._who(asked)
        if refused is not None:
            return refused
        if path == "shopping-items/":
            return self._all_items(asked)
        if not path.startswith(_PROFILES):
            return Answer(HTML, status=404, media="text/html")
        name = path.removeprefix(_PROFILES).rstrip("/")
        return self._detail(asked, user, name) if name else self._collection(asked, user)

    def _who(self, asked: Asked) -> tuple[str, Answer | None]:
        header = asked.headers.get("Authorization")
        if header is None:
            return "", None
        kind, _, secret = header.partition(" ")
        user = {"Basic": self._basic, "Token": self.tokens.get, "Bearer": self.bearers.get}[kind](
            secret
        )
        if user is None:
            words = "Invalid username/password." if kind == "Basic" else "Invalid token."
            return "", json_answer({"detail": words}, 401, **{"WWW-Authenticate": "Token"})
        return ("" if user in self.no_profile else user), None

    def _basic(self, secret: str) -> str | None:
        user, _, password = base64.b64decode(secret).decode().partition(":")
        return user if self.passwords.get(user) == password else None

    def _collection(self, asked: Asked, user: str) -> Answer:
        if asked.method != "GET":
            return json_answer({"detail": f'Method "{asked.method}" not allowed.'}, 405)
        found = [self._profile(user)] if user else []
        return json_answer(
            {**_ENVELOPE, "count": len(found), "pages": len(found), "results": found}
        )

    def _detail(self, asked: Asked, user: str, name: str) -> Answer:
        if name != user:
            return json_answer(_NOT_FOUND, 404)
        if asked.method == "GET":
            return json_answer(self._profile(user))
        if asked.method == "PUT":
            return json_answer({"shopping_cart": [{"item_data": ["This field is required."]}]}, 400)
        return self._patch(asked, user)

    def _all_items(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            self._insert(asked.json["user_profile"], asked.json["item_data"])
            return json_answer(asked.json, 201)
        shown = [{"item_data": row.data, "user_profile": row.user} for row in self._of(None)]
        return json_answer({**_ENVELOPE, "count": len(shown), "pages": 1, "results": shown})

    def _profile(self, user: str) -> dict[str, Any]:
        rows = self._of(user)
        if self.hidden > 0:
            self.hidden -= 1
            rows = []
        return {
            "user_name": user,
            "full_name": f"{user.title()} Local",
            "user_email": f"{user}@local.test",
            "oidc_id_token": "secret-id-token",
            "oidc_access_token": "secret-access-token",
            "id_token_expiration": None,
            "query_schema": None,
            "software_repositories": [],
            "compute_resources": [],
            "shopping_cart": [{"item_data": row.data, "user_profile": user} for row in rows],
        }

    def _patch(self, asked: Asked, user: str) -> Answer:
        try:
            body = json.loads(asked.body, parse_constant=_refuse)
        except ValueError:
            return json_answer({"detail": "JSON parse error - Expecting value"}, 400)
        wrong = _wrong(body)
        if wrong is not None:
            return json_answer({"shopping_cart": wrong}, 400)
        self._clear(user)
        if "shopping_cart" not in body:
            return Answer(HTML, status=500, media="text/html")
        dies_after, self.dies_after = self.dies_after, None
        index = -1
        for index, item in enumerate(body["shopping_cart"]):
            if index == dies_after:
                return Answer(HTML, status=500, media="text/html")
            self.between(user, index)
            self._insert(user, json.dumps(item))
        self.between(user, index + 1)
        return json_answer(self._profile(user))

    def _of(self, user: str | None) -> list[_Row]:
        with self._lock:
            return [row for row in self._rows if user is None or row.user == user]

    def _insert(self, user: str, data: Any) -> None:
        with self._lock:
            self._last += 1
            self._rows.append(_Row(self._last, user, data))

    def _clear(self, user: str) -> None:
        with self._lock:
            self.written += 1
            self._rows = [row for row in self._rows if row.user != user]


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _read(row: _Row) -> Any:
    return json.loads(row.data) if isinstance(row.data, str) else row.data


def _wrong(body: Any) -> Any:
    """Return what the serializer refuses with, before anything is deleted."""
    if "shopping_cart" not in body:
        return None
    cart = body["shopping_cart"]
    if cart is None:
        return ["This field may not be null."]
    if not isinstance(cart, list):
        kind = type(cart).__name__
        return {"non_field_errors": [f'Expected a list of items but got type "{kind}".']}
    errors = list(_refusals(cart))
    return errors if any(errors) else None


def _refusals(cart: list[Any]) -> Iterator[dict[str, list[str]]]:
    for item in cart:
        kind = type(item).__name__
        words = f"Invalid data. Expected a dictionary, but got {kind}."
        yield {} if isinstance(item, dict) else {"non_field_errors": [words]}
