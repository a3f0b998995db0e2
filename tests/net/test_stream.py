"""Answers that are read as they come."""

import threading

import pytest

from esap_jupyter.errors import CancelledError, TooLargeError, UnreachableError
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.servers import Reply, closed_port, endless, serve


def client(*allow: str, **settings) -> HttpClient:
    settings.setdefault("retries", 0)
    return HttpClient(guard=AddressGuard(allow), user_agent="test/1", **settings)


def chunked(*chunks: bytes, end: bool = True) -> Reply:
    """What a server sends that does not know the length before."""
    coded = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
    reply = Reply(iter([*coded, b"0\r\n\r\n"] if end else coded))
    reply.headers["Transfer-Encoding"] = "chunked"
    return reply


def test_the_first_line_is_there_before_the_last_is_sent():
    go_on = threading.Event()

    def lines():
        yield b'{"a":1}\n'
        assert go_on.wait(10)
        yield b'{"a":2}\n'

    with (
        serve(lambda _: Reply(lines(), status=201)) as server,
        client(server.url).stream("GET", server.url) as answer,
    ):
        assert answer.status == 201
        assert answer.content_type == "application/x-votable+xml"
        came = answer.iter_lines()
        assert next(came) == b'{"a":1}'
        go_on.set()
        assert list(came) == [b'{"a":2}']


def test_lines_are_put_together_of_pieces():
    with (
        serve(lambda _: chunked(b"on", b"e\ntw", b"o\r\n\n\nth", b"ree\n")) as server,
        client(server.url).stream("GET", server.url) as answer,
    ):
        assert list(answer.iter_lines()) == [b"one", b"two", b"three"]


def test_a_last_line_without_an_end_counts_where_the_answer_is_whole():
    with (
        serve(b"one\ntwo") as server,
        client(server.url).stream("GET", server.url) as answer,
    ):
        assert list(answer.iter_lines()) == [b"one", b"two"]


def test_a_last_line_that_may_be_cut_is_told():
    with (
        serve(lambda _: Reply(iter([b"one\ntw"]))) as server,
        client(server.url).stream("GET", server.url, who="The lake") as answer,
    ):
        came = answer.iter_lines()
        assert next(came) == b"one"
        with pytest.raises(UnreachableError, match="The lake broke off within a line"):
            next(came)


def test_an_answer_that_ends_without_its_end_is_told():
    with (
        serve(lambda _: chunked(b"one\n", b"two\n", end=False)) as server,
        client(server.url).stream("GET", server.url, who="The lake") as answer,
    ):
        came = answer.iter_lines()
        assert [next(came), next(came)] == [b"one", b"two"]
        with pytest.raises(UnreachableError, match="The lake broke off"):
            next(came)


def test_an_endless_line_is_cut_short():
    with (
        serve(lambda _: Reply(endless(b"x" * 65536))) as server,
        client(server.url).stream("GET", server.url) as answer,
        pytest.raises(TooLargeError, match="line of more than 16 MB"),
    ):
        next(answer.iter_lines())


def test_read_is_bounded():
    with (
        serve(b"x" * 1000) as server,
        client(server.url).stream("GET", server.url) as answer,
        pytest.raises(TooLargeError),
    ):
        answer.read(999)


def test_cancel_ends_a_stream_that_waits():
    cancel, asleep = threading.Event(), threading.Event()

    def lines():
        yield b"one\n"
        asleep.wait(20)

    with serve(lambda _: Reply(lines())) as server:
        with client(server.url).stream("GET", server.url, cancel=cancel) as answer:
            came = answer.iter_lines()
            assert next(came) == b"one"
            cancel.set()
            with pytest.raises(CancelledError):
                next(came)
        asleep.set()


def test_a_stream_may_be_left_at_any_line():
    with serve(lambda _: Reply(endless(b"one\n"))) as server:
        with client(server.url).stream("GET", server.url) as answer:
            assert next(answer.iter_lines()) == b"one"
        assert server.gone.wait(5)


def test_a_busy_server_is_asked_again():
    replies = [Reply(status=503, headers={"Retry-After": "0"}), Reply(b"ok\n")]
    with (
        serve(lambda _: replies.pop(0)) as server,
        client(server.url, retries=1).stream("POST", server.url, {"a": "b"}) as answer,
    ):
        assert list(answer.iter_lines()) == [b"ok"]
    assert len(server.asked) == 2


def test_nobody_there_is_told():
    url = closed_port()
    with (
        pytest.raises(UnreachableError, match="refused"),
        client(url).stream("GET", url),
    ):
        pytest.fail("There is nothing to read.")


def test_a_long_line_in_very_many_pieces_is_put_together():
    pieces = [b"x" * 512] * 4096
    with (
        serve(lambda _: chunked(b"one\r", b"\n", *pieces, b"\ntwo\n")) as server,
        client(server.url).stream("GET", server.url) as answer,
    ):
        assert list(answer.iter_lines()) == [b"one", b"".join(pieces), b"two"]
