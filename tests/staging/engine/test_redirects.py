"""Where servers send one on, and when they want to be left alone."""

import time
from email.utils import formatdate

import pytest

from esap_jupyter.errors import BadAnswerError, ForbiddenAddressError, UnreachableError
from esap_jupyter.net.retry_after import retry_after
from tests.support.bytes_server import Plan, bytes_server, content

BODY = content((5 << 16) + 77)
TOKEN = {"Authorization": "Bearer secret"}


def to(url, status=302):
    return Plan(b"", status=status, headers={"Location": url})


def test_in_circles(here):
    with (
        bytes_server(lambda asked: to(asked.path)) as server,
        pytest.raises(BadAnswerError, match="in circles"),
    ):
        here.fetch(server)
    assert (here.visible, here.hidden) == ({}, [])


def test_another_host_does_not_get_the_token(here):
    with bytes_server(Plan(BODY)) as other, bytes_server(lambda _: to(other.url + "/b")) as first:
        engine = here.engine(other.hostport, first.hostport, logins=lambda _: TOKEN)
        here.fetch(first, engine=engine)
    assert here.visible == {"b": BODY}
    assert {each.headers.get("authorization") for each in first.asked} == {"Bearer secret"}
    assert {each.headers.get("authorization") for each in other.asked} == {None}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/x", "http://169.254.169.254/latest/meta-data/", "http://[::1]:1/"]
)
def test_this_machine_and_metadata_are_refused(here, url):
    with bytes_server(lambda _: to(url)) as server, pytest.raises(ForbiddenAddressError):
        here.fetch(server)
    assert (here.visible, here.hidden) == ({}, [])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://h/x", "javascript:1"])
def test_other_schemes_are_refused(here, url):
    with bytes_server(lambda _: to(url)) as server, pytest.raises(BadAnswerError):
        here.fetch(server)


def busy_at_first(status, headers, times=1):
    left = [times]

    def plan(asked):
        left[0] -= 1
        return Plan(BODY) if left[0] < 0 else Plan(b"wait", status=status, headers=headers())

    return plan


def later():
    return {"Retry-After": formatdate(time.time() + 1, usegmt=True)}


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("headers", [lambda: {"Retry-After": "1"}, later, dict])
def test_a_busy_server_is_left_alone(here, status, headers, monkeypatch):
    waited = []
    with bytes_server(busy_at_first(status, headers)) as server:
        engine = here.engine(server.hostport)
        told = "esap_jupyter.staging.engine.turns.Turns.leave_alone"
        monkeypatch.setattr(told, lambda _, __, seconds: waited.append(seconds))
        here.fetch(server, engine=engine)
    assert here.visible == {"a.dat": BODY}
    assert len(waited) == 1
    assert 0 < waited[0] <= 1


def test_one_that_is_busy_for_too_long_is_given_up(here):
    def plan(asked):
        return Plan(b"", status=503, headers={"Retry-After": "3600"})

    with bytes_server(plan) as server:
        with pytest.raises(UnreachableError, match="503"):
            here.fetch(server)
        assert len(server.asked) == 1


def test_a_busy_server_in_the_middle(here):
    number = [0]

    def plan(asked):
        number[0] += 1
        busy = number[0] % 2 == 0
        return Plan(b"", status=429, headers={"Retry-After": "0"}) if busy else Plan(BODY)

    with bytes_server(plan) as server:
        engine = here.engine(server.hostport, limits={"tries": 20})
        here.fetch(server, engine=engine)
    assert here.visible == {"a.dat": BODY}


def test_clocks_that_are_wrong_make_nobody_wait(monkeypatch):
    """The server's date counts from the server's own clock."""
    now = 2_000_000_000.0
    headers = {"date": formatdate(now, usegmt=True)}
    for clock in (0.0, now, now + 1e9):
        monkeypatch.setattr("time.time", lambda clock=clock: clock)
        headers["retry-after"] = formatdate(now + 7, usegmt=True)
        assert retry_after(headers) == 7
    monkeypatch.undo()
    assert retry_after({"retry-after": "12"}) == 12
    assert retry_after({"retry-after": "soon"}) == 0
    assert retry_after({"retry-after": "Wed, 99 Foo 2020"}) == 0


def test_clocks_that_jump_change_nothing(here, monkeypatch):
    real, jumps = time.time, iter([1e9, -1e9, 0, 5e8] * 10_000)
    with bytes_server(Plan(BODY)) as server:
        engine = here.engine(server.hostport)
        monkeypatch.setattr("time.time", lambda: real() + next(jumps))
        here.fetch(server, engine=engine)
        found = here.fetch(server, engine=engine)
    assert found.reused
    assert here.visible == {"a.dat": BODY}
