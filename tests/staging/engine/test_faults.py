"""What servers and networks do wrong, at every phase: nothing incomplete gets a name."""

import hashlib
import threading
import time

import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    BadAnswerError,
    CancelledError,
    EsapError,
    NotLoggedInError,
    TimedOutError,
    UnreachableError,
)
from tests.support.bytes_server import Plan, bytes_server, content
from tests.support.servers import black_hole, closed_port

SEGMENT = 1 << 16
BODY = content(5 * SEGMENT + 77)
OTHER = content(5 * SEGMENT + 77, seed=1)
SHA256 = hashlib.sha256(BODY).hexdigest()
PLACES = (0, 1, 100, SEGMENT - 1, SEGMENT, 2 * SEGMENT + 5, len(BODY) - 1)


def once(broken, whole=None):
    """Answer the first request for each segment in another way than the rest."""
    seen = set()

    def plan(asked):
        segment = asked.span.rpartition("-")[2]
        first = segment not in seen
        seen.add(segment)
        return Plan(BODY, **(broken if first else whole or {}))

    return plan


@pytest.mark.parametrize("fault", ["cut", "reset", "stall"])
@pytest.mark.parametrize("ranges", [True, False])
def test_broken_off_everywhere_and_taken_up(here, fault, ranges):
    for number, place in enumerate(PLACES):
        with bytes_server(once({fault: place, "ranges": ranges}, {"ranges": ranges})) as server:
            engine = here.engine(server.hostport, limits={"silence": 0.2, "tries": 9})
            found = here.fetch(server, f"/{number}.dat", engine=engine)
        assert found.path.read_bytes() == BODY
        assert here.hidden == []


@pytest.mark.parametrize("fault", ["cut", "reset", "stall"])
def test_one_that_always_breaks_off_is_given_up(here, fault):
    with bytes_server(Plan(BODY, **{fault: 10})) as server:
        engine = here.engine(server.hostport, limits={"silence": 1, "tries": 1, "streams": 1})
        with pytest.raises(UnreachableError, match="Archive"):
            here.fetch(server, engine=engine)
        with pytest.raises(UnreachableError):
            here.fetch(server, engine=engine)
        # What came is kept, and the next try begins there; a reset may take it with it.
        if fault != "reset":
            assert len(here.hidden) == 2
            assert server.asked[-1].span.startswith("bytes=10-")
    assert here.visible == {}


def test_what_cannot_be_taken_up_is_not_kept(here):
    with (
        bytes_server(Plan(BODY, cut=1000, etag="", modified=None)) as server,
        pytest.raises(UnreachableError),
    ):
        here.fetch(server)
    assert (here.visible, here.hidden) == ({}, [])


def test_silence_and_refusal_to_connect(here):
    with black_hole() as url:
        engine = here.engine(url, limits={"silence": 0.05})
        with pytest.raises(TimedOutError, match="did not answer"):
            here.fetch(type("S", (), {"url": url, "hostport": ""}), engine=engine)
    url = closed_port()
    with pytest.raises(UnreachableError, match="cannot be reached"):
        here.fetch(type("S", (), {"url": url, "hostport": url.removeprefix("http://")}))
    assert (here.visible, here.hidden) == ({}, [])


def test_truncated_without_a_length(here):
    """Where neither length nor chunks tell the end, what was promised does."""
    broken = Plan(BODY, ranges=False, length=None, cut=5000)
    with bytes_server(broken) as server:
        for promised in ({"size": len(BODY)}, {"checksums": {"sha256": SHA256}}):
            with pytest.raises(BadAnswerError, match="corrupt"):
                here.fetch(server, **promised)
    with (
        bytes_server(Plan(BODY, ranges=False, chunked=True, cut=5000)) as server,
        pytest.raises(UnreachableError, match="broke off"),
    ):
        here.fetch(server)
    assert (here.visible, here.hidden) == ({}, [])


def test_shorter_and_longer_than_announced(here):
    short = Plan(BODY, ranges=False, length=2000, cut=1000)
    with bytes_server(short) as server, pytest.raises(UnreachableError, match="broke off"):
        here.fetch(server)
    # What follows the announced bytes is no part of the file.
    with bytes_server(Plan(BODY, ranges=False, length=1000)) as server:
        assert here.fetch(server).path.read_bytes() == BODY[:1000]
    endless = Plan(BODY, ranges=False, chunked=True)
    sums = {"sha256": hashlib.sha256(BODY[:1000]).hexdigest()}
    with bytes_server(endless) as server:
        for path in ("/b", "/c"):
            with pytest.raises(BadAnswerError, match=r"more than the 1000 bytes|corrupt"):
                here.fetch(server, path, size=1000, checksums=sums)
    assert list(here.visible) == ["a.dat"]


def test_flipped_bytes_are_fetched_again(here):
    with bytes_server(once({"flip": 3 * SEGMENT})) as server:
        here.fetch(server, checksums={"sha256": SHA256})
    assert here.visible == {"a.dat": BODY}


def test_flipped_bytes_are_told_with_both_checksums(here):
    wrong = bytearray(BODY)
    wrong[70_000] ^= 1
    with bytes_server(Plan(BODY, flip=70_000)) as server:
        with pytest.raises(BadAnswerError) as error:
            here.fetch(server, checksums={"sha256": SHA256})
        assert server.sent == 2 * len(BODY)
    assert SHA256 in str(error.value)
    assert hashlib.sha256(wrong).hexdigest() in str(error.value)
    assert (here.visible, here.hidden) == ({}, [])


def test_the_servers_own_checksum_counts(here):
    sums = {"Digest": f"SHA-256={SHA256},adler32=00000001"}
    with (
        bytes_server(Plan(BODY, headers=sums)) as server,
        pytest.raises(BadAnswerError, match=r"adler32 .* instead of 00000001"),
    ):
        here.fetch(server)
    with bytes_server(Plan(BODY, headers={"Digest": f"SHA-256={SHA256}"})) as server:
        assert "sha256" in here.fetch(server).verified


def test_another_place_has_the_right_bytes(here):
    def plan(asked):
        return Plan(BODY, flip=None if asked.path == "/good" else 9, etag=f'"{asked.path}"')

    with bytes_server(plan) as server:
        sums = {"sha256": SHA256}
        found = here.fetch(server, "/bad", checksums=sums, alternatives=[server.url + "/good"])
    assert found.url == server.url + "/good"
    assert found.path.read_bytes() == BODY


def test_what_one_place_began_another_ends(here):
    def plan(asked):
        broken = asked.path.startswith("/a")
        return Plan(BODY, cut=SEGMENT // 2 if broken else None, etag=f'"{asked.path}"')

    with bytes_server(plan) as server:
        sums = {"sha256": SHA256}
        engine = here.engine(server.hostport, limits={"tries": 1, "streams": 1})
        here.fetch(server, "/a", engine=engine, checksums=sums, alternatives=[server.url + "/b"])
        assert server.sent == len(BODY)
        # Without a checksum nobody could tell whether they fit.
        here.fetch(server, "/a?2", engine=engine, alternatives=[server.url + "/b"], name="other")
        assert server.sent == 2 * len(BODY) + SEGMENT // 2
    assert set(here.visible.values()) == {BODY}


@pytest.mark.parametrize("moment", [1, 2, 4])
def test_a_file_that_changes_on_the_way_is_never_mixed(here, moment):
    number = 0

    def plan(asked):
        nonlocal number
        number += 1
        if number <= moment:
            return Plan(BODY, pause=0.001)
        return Plan(OTHER, etag='"v2"', modified=1_600_000_500.0)

    with bytes_server(plan) as server:
        assert here.fetch(server).etag == '"v2"'
    assert here.visible == {"a.dat": OTHER}


@pytest.mark.parametrize("marks", [{"etag": '"v2"'}, {"drops_if_range": True}])
def test_a_helper_that_gets_all_of_it_does_not_begin_anew(here, marks):
    """The others answer in full before the first byte of the first segment is there."""
    others = threading.Event()

    def plan(asked):
        if asked.span.startswith("bytes=0-"):
            return Plan(BODY, between=lambda: others.wait(2))
        others.set()
        return Plan(BODY, **marks)

    with bytes_server(plan) as server:
        here.fetch(server)
    assert here.visible == {"a.dat": BODY}


def test_one_that_never_stays_the_same_is_given_up(here):
    versions = iter(range(1000))
    with (
        bytes_server(
            lambda _: Plan(BODY, etag=f'"{next(versions)}"', ignores_if_range=True)
        ) as server,
        pytest.raises(BadAnswerError, match="changes while it is fetched"),
    ):
        here.fetch(server)
    assert (here.visible, here.hidden) == ({}, [])


@pytest.mark.parametrize(
    ("marks", "is_taken_up"),
    [
        ({}, True),
        ({"drops_if_range": True}, True),
        ({"etag": ""}, True),
        ({"etag": 'W/"1"', "modified": None}, False),
        ({"etag": "", "modified": None}, False),
        ({"etag": "", "modified": "now"}, False),
    ],
)
def test_what_was_left_is_taken_up_where_it_is_the_same(here, marks, is_taken_up):
    if marks.get("modified") == "now":
        marks = {**marks, "modified": time.time()}
    cut = [60_000]
    with bytes_server(lambda _: Plan(BODY, cut=cut[0], **marks)) as server:
        engine = here.engine(server.hostport, limits={"tries": 1, "streams": 1})
        with pytest.raises(UnreachableError):
            here.fetch(server, engine=engine)
        assert bool(here.hidden) == is_taken_up
        cut[0], asked = None, len(server.asked)
        # Another engine, as after a restart.
        here.fetch(server)
        spans = [each.span for each in server.asked[asked:]]
    assert spans[0].startswith("bytes=60000-" if is_taken_up else "bytes=0-")
    assert not is_taken_up or not any(each.startswith("bytes=0-") for each in spans)
    assert here.visible == {"a.dat": BODY}


def test_a_login_that_ends_in_the_middle_is_said_and_the_rest_comes_later(here):
    valid = [3]

    def plan(asked):
        valid[0] -= 1
        return Plan(BODY) if valid[0] >= 0 else Plan(b"", status=401)

    with bytes_server(plan) as server:
        engine = here.engine(server.hostport, limits={"streams": 1})
        with pytest.raises(NotLoggedInError, match="wants a login") as error:
            here.fetch(server, engine=engine)
        assert "Log in" in error.value.remedy
        assert here.visible == {}
        valid[0] = 100
        here.fetch(server, engine=engine)
        assert server.sent == len(BODY)
    assert here.visible == {"a.dat": BODY}


def test_a_refusal_is_said(here):
    for status, kind in ((403, AccessDeniedError), (404, BadAnswerError), (410, BadAnswerError)):
        with bytes_server(Plan(b"no", status=status)) as server, pytest.raises(kind):
            here.fetch(server)
    assert (here.visible, here.hidden) == ({}, [])


def test_cancelling_keeps_what_came_and_shows_nothing(here):
    cancel = threading.Event()
    with bytes_server(Plan(BODY, pause=0.005)) as server:
        engine = here.engine(server.hostport)
        with pytest.raises(CancelledError):
            here.fetch(
                server,
                engine=engine,
                cancel=cancel,
                progress=lambda done, _: done > SEGMENT and cancel.set(),
            )
        assert here.visible == {}
        assert len(here.hidden) == 2
        sent = server.sent
        here.fetch(server, engine=engine)
        assert server.sent - sent < len(BODY)
    assert here.visible == {"a.dat": BODY}


def test_parts_that_make_no_sense(here):
    bad = [
        {"Content-Range": "bytes 5-10/11"},
        {"Content-Range": "bytes 0-99999999/77"},
        {"Content-Range": "octets 0-1"},
        {"Content-Range": ""},
        {"Content-Range": "bytes 0-1/*"},
    ]
    for number, headers in enumerate(bad):

        def plan(asked, headers=headers):
            parted = bool(asked.span)
            return Plan(BODY, status=206 if parted else None, headers=headers if parted else {})

        with bytes_server(plan) as server:
            assert here.fetch(server, f"/{number}").path.read_bytes() == BODY
    with (
        bytes_server(Plan(BODY, status=206, headers=bad[0])) as server,
        pytest.raises(BadAnswerError, match="another part"),
    ):
        here.fetch(server, "/never")
    assert "never" not in here.visible


@pytest.mark.parametrize("status", [400, 416, 501])
def test_servers_that_do_not_take_ranges_at_all(here, status):
    with bytes_server(lambda asked: Plan(BODY, status=status if asked.span else None)) as server:
        here.fetch(server)
    assert here.visible == {"a.dat": BODY}


def test_an_empty_file(here):
    with bytes_server(Plan(b"")) as server:
        with pytest.raises(BadAnswerError, match="empty"):
            here.fetch(server)
        assert here.fetch(server, size=0).size == 0
    assert here.visible == {"a.dat": b""}


def test_what_is_not_of_the_web_is_refused(here):
    engine = here.engine()
    for url in ("ftp://h/a", "gopher://h/a", "javascript:alert(1)", "/etc/passwd", ""):
        with pytest.raises(EsapError):
            here.fetch(type("S", (), {"url": url, "hostport": ""}), path="", engine=engine)
    assert (here.visible, here.hidden) == ({}, [])
