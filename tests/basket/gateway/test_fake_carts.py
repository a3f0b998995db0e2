"""The stand-in goes wrong as a running gateway did, or our tests would prove nothing."""

import json
import threading
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tests.peers.fakes.gateway import FakeGateway
from tests.support.gateways import OldPage, Stopped, apertif, counts, numbered

DETAIL = "accounts/user-profiles/alice/"


@pytest.fixture
def fake():
    with FakeGateway() as gateway:
        yield gateway


def ask(fake, method, path, body=None, **headers):
    headers.setdefault("Authorization", f"Token {'a11ce' * 8}")
    headers = {key: value for key, value in headers.items() if value}
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(f"{fake.url}/{path}", data=data, method=method, headers=headers)
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read()), answer.headers
    except HTTPError as error:
        raw = error.read()
        is_json = error.headers["Content-Type"] == "application/json"
        return error.code, json.loads(raw) if is_json else raw, error.headers


def test_two_writers_of_150_items_leave_192(fake):
    stop = Stopped(fake, 108)
    first, second = OldPage(fake), OldPage(fake)
    first.cart, second.cart = numbered(0, 150), numbered(150, 300)
    thread = threading.Thread(target=first.write)
    thread.start()
    assert stop.reached.wait(30)
    second.write()
    stop.go.set()
    thread.join(30)
    found = fake.carts.items()
    assert len(found) == 192
    assert counts(found) == counts([*numbered(108, 150), *numbered(150, 300)])


def test_a_reader_sees_none_in_the_middle_of_a_write(fake):
    fake.carts.put(*numbered(0, 3))
    stop = Stopped(fake, 0)
    page, reader = OldPage(fake), OldPage(fake)
    page.load()
    thread = threading.Thread(target=page.write)
    thread.start()
    assert stop.reached.wait(30)
    assert reader.load() == []
    stop.go.set()
    thread.join(30)
    assert reader.load() == numbered(0, 3)


def test_without_a_cart_it_fails_and_has_deleted_all(fake):
    fake.carts.put(apertif(1))
    status, _, _ = ask(fake, "PATCH", DETAIL, {"full_name": "Alice"})
    assert (status, fake.carts.items()) == (500, [])


@pytest.mark.parametrize(
    "body",
    [
        {"shopping_cart": None},
        {"shopping_cart": {}},
        {"shopping_cart": ["text"]},
        b"{",
        b'{"a":NaN}',
    ],
)
def test_what_is_refused_changes_nothing(fake, body):
    fake.carts.put(apertif(1))
    status, _, _ = ask(fake, "PATCH", DETAIL, body)
    assert (status, fake.carts.items()) == (400, [apertif(1)])


def test_what_was_read_is_wrapped_once_more_when_it_is_sent_back(fake):
    fake.carts.put(apertif(1))
    _, profile, _ = ask(fake, "GET", DETAIL)
    _, now, _ = ask(fake, "PATCH", DETAIL, {"shopping_cart": profile["shopping_cart"]})
    (row,) = now["shopping_cart"]
    assert json.loads(row["item_data"]) == profile["shopping_cart"][0]


def test_items_are_text_or_objects(fake):
    body = {"item_data": {"x": 1}, "user_profile": "alice"}
    assert ask(fake, "POST", "accounts/shopping-items/", body, Authorization="")[0] == 201
    _, profile, _ = ask(fake, "GET", DETAIL)
    assert profile["shopping_cart"][0]["item_data"] == {"x": 1}
    _, profile, _ = ask(fake, "PATCH", DETAIL, {"shopping_cart": [{"x": 1}]})
    assert profile["shopping_cart"][0]["item_data"] == '{"x": 1}'


@pytest.mark.parametrize("kind", ["Token", "Bearer", "Basic"])
def test_bad_credentials_want_a_token_whatever_they_are(fake, kind):
    bad = f"{kind} YWxpY2U6d3Jvbmc="
    status, error, headers = ask(fake, "GET", DETAIL, Authorization=bad)
    assert (status, headers["WWW-Authenticate"]) == (401, "Token")
    assert error["detail"]


def test_a_stale_token_makes_it_fall_where_the_issuer_says_nothing(fake):
    fake.bare_401 = True
    assert ask(fake, "GET", DETAIL, Authorization="Bearer stale")[0] == 500


def test_nobody_in_particular_sees_no_profile(fake):
    _, envelope, _ = ask(fake, "GET", "accounts/user-profiles/", Authorization="")
    assert (envelope["count"], envelope["results"]) == (0, [])
    for method, body in (("GET", None), ("PATCH", {"shopping_cart": []})):
        assert ask(fake, method, DETAIL, body, Authorization="")[0] == 404
    assert ask(fake, "GET", "accounts/user-profiles/bob/")[0] == 404


def test_only_patch_of_the_profile_itself_writes(fake):
    assert ask(fake, "PATCH", "accounts/user-profiles/", {"shopping_cart": []})[0] == 405
    assert ask(fake, "PUT", DETAIL, {"shopping_cart": [apertif(1)]})[0] == 400
