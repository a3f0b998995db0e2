"""The client against servers that misbehave."""

import threading
import time

import pytest

from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    CancelledError,
    ForbiddenAddressError,
    TimedOutError,
    TooLargeError,
    UnreachableError,
)
from esap_jupyter.net import AddressGuard, HttpClient, busy_scope
from esap_jupyter.net.watch import Watch
from tests.peers.fakes.base import Answer, Fake
from tests.support.descriptors import many_open_files
from tests.support.servers import Reply, black_hole, closed_port, endless, serve


def client(*allow: str, **settings) -> HttpClient:
    settings.setdefault("retries", 0)
    return HttpClient(guard=AddressGuard(allow), user_agent="test/1", **settings)


def test_get_sends_parameters_and_introduces_itself():
    with serve(b"hello") as server:
        response = client(server.url).get(f"{server.url}/a?x=1", {"q": "O'Neill & co"})
    assert (response.status, response.body) == (200, b"hello")
    assert server.asked[0].query == {"x": "1", "q": "O'Neill & co"}
    assert server.asked[0].headers["User-Agent"] == "test/1"


def test_post_sends_a_form():
    with serve(lambda asked: Reply(asked.form["QUERY"].encode())) as server:
        response = client(server.url).post(f"{server.url}/sync", {"QUERY": "SELECT 'é' & 1"})
    assert response.body.decode() == "SELECT 'é' & 1"


def test_post_sends_bytes_as_they_are():
    media = {"Content-Type": "application/json"}
    with serve(lambda asked: Reply(asked.headers["Content-Type"].encode())) as server:
        response = client(server.url).post(server.url, b'{"a":1}', media)
    assert response.body == b"application/json"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_send_takes_any_method(method):
    class Echo(Fake):
        def answer(self, asked):
            return Answer(f"{asked.method} {asked.path} {asked.body.decode()}".encode())

    with Echo() as server:
        response = client(server.root).send(method, f"{server.root}/x/", b"{}")
    assert response.body.decode() == f"{method} /x/ {{}}"


def test_a_file_that_is_sent_tells_how_much_has_gone(tmp_path):
    class Store(Fake):
        def answer(self, asked):
            return Answer(str(len(asked.body)).encode())

    (tmp_path / "a").write_bytes(b"x" * 300_000)
    seen = []
    with Store() as server:
        response = client(server.root).send(
            "PUT",
            f"{server.root}/a",
            tmp_path / "a",
            progress=lambda done, total: seen.append((done, total)),
        )
    assert response.body == b"300000"
    assert seen[-1] == (300_000, 300_000)
    assert len(seen) > 3
    assert seen == sorted(seen)


def test_several_cookies_are_kept():
    until = "a=1; expires=Thu, 01 Jan 2032 00:00:00 GMT"
    reply = Reply(b"", headers={"Set-Cookie": until, "set-cookie": "b=2"})
    with serve(lambda _: reply) as server:
        cookies = client(server.url).get(server.url).headers["set-cookie"]
    assert cookies.splitlines() == [until, "b=2"]


def test_download_writes_a_file_and_reports(tmp_path):
    seen = []
    with serve(b"x" * 300_000) as server:
        response = client(server.url).download(
            "GET",
            server.url,
            destination=tmp_path / "a",
            max_bytes=1 << 20,
            progress=lambda done, total: seen.append((done, total)),
        )
    assert response.body == b""
    assert (tmp_path / "a").stat().st_size == 300_000
    assert seen[-1] == (300_000, 300_000)


def test_connections_are_used_again():
    ports = set()

    def answer(asked):
        return Reply(b"ok")

    with serve(answer) as server:
        http = client(server.url)
        for _ in range(3):
            http.get(server.url)
        pools = next(iter(http._sender._managers.values()))[1].pools
        pool = pools[next(iter(pools.keys()))]
        ports.add(pool.num_connections)
    assert ports == {1}


def test_too_large_is_cut_short(tmp_path):
    with serve(lambda _: Reply(endless(b"x" * 65536))) as server:
        with pytest.raises(TooLargeError):
            client(server.url).download(
                "GET", server.url, destination=tmp_path / "a", max_bytes=1_000_000
            )
        assert server.gone.wait(5)
    assert list(tmp_path.iterdir()) == []


def test_announced_size_is_refused_at_once():
    with (
        serve(lambda _: Reply(endless(b"x"), length=2_000_000_000)) as server,
        pytest.raises(TooLargeError, match="limit of 16 MB"),
    ):
        client(server.url).get(server.url)


@pytest.mark.parametrize("length", ["\u00b2", "9" * 5000, "5, 5", "-1", "five"])
def test_a_size_that_is_no_number_is_none(length):
    reply = Reply(iter([b"hello"]), headers={"content-length": length})
    with serve(lambda _: reply) as server:
        assert client(server.url).get(server.url).body == b"hello"


def test_gzip_bomb_is_cut_short():
    bomb = Reply.gzipped(b"\0" * 50_000_000)
    with serve(lambda _: bomb) as server, pytest.raises(TooLargeError):
        client(server.url).get(server.url, max_bytes=1_000_000)


def test_half_an_answer_is_no_answer(tmp_path):
    def answer(asked):
        return Reply(b"half", length=1000, headers={"X-Lie": "1"})

    told = r"^The archive broke off: 4 of 1000 bytes came\."
    with serve(answer) as server, pytest.raises(UnreachableError, match=told):
        client(server.url).download(
            "GET", server.url, destination=tmp_path / "a", max_bytes=9999, who="The archive"
        )
    assert list(tmp_path.iterdir()) == []


def test_progress_is_not_told_of_an_answer_that_says_busy(tmp_path):
    replies = iter([Reply(b"later", status=503), Reply(b"well done")])
    told = []
    with serve(lambda _: next(replies)) as server:
        client(server.url, retries=1).download(
            "GET",
            server.url,
            destination=tmp_path / "a",
            max_bytes=9999,
            progress=lambda *much: told.append(much),
        )
    assert (tmp_path / "a").read_bytes() == b"well done"
    assert told == [(9, 9)]


def test_black_hole_times_out():
    with black_hole() as url, pytest.raises(TimedOutError, match=r"did not answer within 0\.3 s"):
        client(url, read_timeout=0.3).get(url)


def test_total_time_is_limited_even_when_bytes_drip():
    with (
        serve(lambda _: Reply(endless(b"x", pause=0.05))) as server,
        pytest.raises(TimedOutError, match=r"within 0\.5 s"),
    ):
        client(server.url).get(server.url, total_timeout=0.5)


def test_refused_connection_says_so():
    url = closed_port()
    with pytest.raises(UnreachableError, match="X cannot be reached: Connection refused"):
        client(url).get(url, who="X")


def test_with_very_many_open_files_there_is_a_connection_still():
    with many_open_files(), serve(b"hello") as server:
        assert client(server.url).get(server.url).body == b"hello"
        url = closed_port()
        with pytest.raises(UnreachableError, match="refused"):
            client(url).get(url)


def test_unknown_host_says_so(monkeypatch):
    def fail(*args):
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", fail)
    with pytest.raises(
        UnreachableError, match=r"^nowhere\.example of X could not be looked up\. Is"
    ):
        client().get("http://nowhere.example/", who="X")
    with pytest.raises(UnreachableError, match=r"^nowhere\.example could not be looked up\. Is"):
        client().get("http://nowhere.example/")


def test_name_service_that_hangs_is_left(monkeypatch):
    asleep = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: asleep.wait(20) * [])
    with pytest.raises(TimedOutError):
        client(connect_timeout=0.3).get("http://nowhere.example/")
    asleep.set()


@pytest.mark.parametrize("drips", [False, True])
def test_cancel_ends_a_request_that_waits(tmp_path, drips):
    cancel = threading.Event()
    caught = []

    def ask(url):
        try:
            client(url).download(
                "POST", url, destination=tmp_path / "a", max_bytes=1 << 30, cancel=cancel, data={}
            )
        except CancelledError as error:
            caught.append(error)

    with black_hole() as hole, serve(lambda _: Reply(endless(b"x", pause=0.05))) as server:
        thread = threading.Thread(target=ask, args=[server.url if drips else hole])
        thread.start()
        time.sleep(0.3)
        cancel.set()
        thread.join(3)
        assert not thread.is_alive()
    assert len(caught) == 1
    assert list(tmp_path.iterdir()) == []


def test_busy_server_is_asked_again():
    replies = [Reply(status=503, headers={"Retry-After": "0"}), Reply(status=429), Reply(b"ok")]
    with serve(lambda _: replies.pop(0)) as server:
        response = client(server.url, retries=2).post(server.url, {})
    assert response.body == b"ok"


def test_that_a_server_is_busy_is_told_until_it_is_asked_again(monkeypatch):
    told, slept = [], []
    monkeypatch.setattr(Watch, "sleep", lambda _, seconds: slept.append(seconds))
    replies = [Reply(status=503, headers={"Retry-After": "12"}), Reply(status=429), Reply(b"ok")]
    with serve(lambda _: replies.pop(0)) as server, busy_scope(told.append):
        assert client(server.url, retries=2).get(server.url).body == b"ok"
    assert told == [12, 7, 2, 0, 30, 25, 20, 15, 10, 5, 0]
    assert sum(slept) == 42


def test_busy_for_good_is_an_answer():
    with serve(lambda _: Reply(status=503)) as server:
        assert client(server.url, retries=1).get(server.url).status == 503
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("status", "method"), [(301, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_redirects_are_followed(status, method):
    def answer(asked):
        if asked.path == "/":
            return Reply(status=status, headers={"Location": "/there"})
        return Reply(asked.method.encode())

    with serve(answer) as server:
        response = client(server.url).post(f"{server.url}/", {"a": "b"})
    assert response.body.decode() == method
    assert response.url.endswith("/there")


def test_redirects_in_circles_end():
    with (
        serve(lambda _: Reply(status=302, headers={"Location": "/"})) as server,
        pytest.raises(BadAnswerError, match="circles"),
    ):
        client(server.url).get(server.url)
    assert len(server.asked) == 6


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://x/", "http://[::1"])
def test_redirect_to_something_else_is_refused(where):
    with (
        serve(lambda _: Reply(status=302, headers={"Location": where})) as server,
        pytest.raises(BadAnswerError, match="not a safe address"),
    ):
        client(server.url).get(server.url)


def test_redirect_to_a_forbidden_port_is_refused():
    with (
        serve(b"secret") as inside,
        serve(lambda _: Reply(status=302, headers={"Location": inside.url})) as server,
        pytest.raises(ForbiddenAddressError, match=r"127\.0\.0\.1"),
    ):
        client(server.url).get(server.url)
    assert inside.asked == []


def test_name_that_leads_to_loopback_is_refused(monkeypatch):
    with serve(b"secret") as inside:
        port = int(inside.hostport.partition(":")[2])
        found = [(2, 1, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_: found)
        with pytest.raises(ForbiddenAddressError, match=r"rebind\.example"):
            client().get(f"http://rebind.example:{port}/")
    assert inside.asked == []


def test_credentials_stay_with_their_host():
    with (
        serve(b"other") as other,
        serve(lambda _: Reply(status=302, headers={"Location": other.url})) as server,
    ):
        client(server.url, other.url).get(server.url, headers={"Authorization": "Bearer x"})
    assert server.asked[0].headers["Authorization"] == "Bearer x"
    assert "Authorization" not in other.asked[0].headers


def test_proxy_is_used_and_left_out(monkeypatch):
    with serve(lambda _: Reply(b"by proxy")) as proxy, serve(b"direct") as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        http = client(server.url)
        assert http.get("http://archive.example/x").body == b"by proxy"
        assert http.get(server.url).body == b"direct"
        with pytest.raises(ForbiddenAddressError):
            http.get("http://169.254.169.254/latest/meta-data")
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("url", ["ftp://x/", "nonsense", "http://x:99999/", "http://"])
def test_only_web_addresses_are_asked(url):
    with pytest.raises(BadRequestError):
        client().get(url)
