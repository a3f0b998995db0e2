"""The protocol, byte by byte, as no client library would send it."""

import http.client
import socket
import time
from urllib.parse import quote, urlencode, urlsplit

import pyarrow as pa
import pytest

from esap_jupyter import votable
from esap_jupyter.errors import TimedOutError
from esap_jupyter.sandbox.parameters import sync_request
from esap_jupyter.sandbox.replies import Document, Rows
from esap_jupyter.sandbox.site import Site
from tests.support.descriptors import many_open_files
from tests.support.sandbox import ask, form, message, serving, sync

QUERY = "SELECT TOP 3 name, ra FROM ongc.objects ORDER BY name"


@pytest.mark.parametrize(
    ("wanted", "serialization"),
    [
        ("", "binary2"),
        ("votable", "binary2"),
        ("application/x-votable+xml;serialization=BINARY2", "binary2"),
        ("application/x-votable+xml; serialization=tabledata", "tabledata"),
        ("votable/td", "tabledata"),
        ("text/xml", "tabledata"),
    ],
)
def test_serializations(url, wanted, serialization):
    status, headers, body = sync(url, QUERY=QUERY, RESPONSEFORMAT=wanted)
    assert status == 200
    assert headers["Content-Type"] == f"application/x-votable+xml;serialization={serialization}"
    assert (b"<TABLEDATA>" in body) == (serialization == "tabledata")
    assert votable.read(body).num_rows == 3


def test_post_and_get_and_any_case_give_the_same(url):
    by_get = ask(url, f"/tap/sync?query={quote(QUERY)}&lang=adql-2.1&Format=votable/td")
    by_post = ask(
        url, "/tap/sync", **form(Query=QUERY, Lang="ADQL", REQUEST="doQuery", format="votable/td")
    )
    assert by_get[0] == by_post[0] == 200
    assert by_get[2] == by_post[2]


@pytest.mark.parametrize("page", ["https://evil.example", "null", "http://[::"])
def test_no_other_site_may_ask(url, page):
    assert sync(url, QUERY=QUERY)[0] == 200
    request = form(LANG="ADQL", QUERY=QUERY)
    assert ask(url, "/tap/sync", **request)[0] == 200
    request["headers"]["Origin"] = page
    assert ask(url, "/tap/sync", **request)[0] == 403


def test_no_other_site_may_read(url):
    _, headers, _ = sync(url, QUERY=QUERY)
    assert not [name for name in headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "QUERY is missing"),
        ({"QUERY": QUERY, "LANG": "SQL"}, "the language of this service is ADQL"),
        ({"QUERY": QUERY, "LANG": ""}, "LANG is missing"),
        ({"QUERY": QUERY, "MAXREC": "-1"}, "MAXREC is '-1'"),
        ({"QUERY": QUERY, "MAXREC": "many"}, "MAXREC is 'many'"),
        ({"QUERY": QUERY, "RESPONSEFORMAT": "application/x-tar"}, "is not offered"),
        ({"QUERY": QUERY, "REQUEST": "getTables"}, "only doQuery"),
        ({"QUERY": QUERY, "UPLOAD": "mine,http://127.0.0.1/x"}, "does not"),
        ({"QUERY": "DROP TABLE ongc.objects"}, "begins with DROP"),
        ({"QUERY": "SELECT \x01 <b>&amp;</b>"}, "has no meaning"),
        ({"QUERY": "SELECT 1 / 0"}, "Division by zero"),
        ({"QUERY": "SELECT nam FROM ongc.objects"}, "Did you mean name?"),
    ],
)
def test_errors_are_votables_with_status_400(url, parameters, words):
    status, headers, body = sync(url, **parameters)
    assert status == 400
    assert headers["Content-Type"] == "application/x-votable+xml"
    assert words in message(body)


def test_a_parameter_given_twice_is_refused(url):
    status, _, body = ask(url, "/tap/sync?LANG=ADQL&query=a&QUERY=b")
    assert status == 400
    assert "QUERY is given twice" in message(body)


@pytest.mark.parametrize(
    ("maxrec", "rows", "overflow"), [(0, 0, True), (2, 2, True), (3, 3, False), (10**19, 3, False)]
)
def test_maxrec_and_overflow(url, maxrec, rows, overflow):
    _, _, body = sync(url, QUERY=QUERY, MAXREC=maxrec)
    table = votable.read(body)
    assert table.num_rows == rows
    assert table.column_names == ["name", "ra"]
    assert (b'value="OVERFLOW"' in body) == overflow
    assert body.index(b'value="OK"') < body.index(b"<TABLE>")
    if overflow:
        assert body.index(b'value="OVERFLOW"') > body.index(b"</TABLE>")


def test_by_default_20000_rows_come(url):
    _, _, body = sync(url, QUERY="SELECT source_id FROM bench.sources")
    assert votable.read(body).num_rows == 20_000
    assert b'value="OVERFLOW"' in body


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:80", ""]
)
def test_another_name_for_this_address_is_refused(url, name):
    status, _, body = ask(url, "/tap/tables", headers={"Host": name})
    assert status == 403
    assert "loopback" in message(body)
    assert ask(url, "/tap/sync", method="POST", body="", headers={"Host": name})[0] == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost:1234", "[::1]:80", "LOCALHOST"])
def test_loopback_names_are_served(url, name):
    assert ask(url, "/tap/availability", headers={"Host": name})[0] == 200


def test_bodies_are_limited_and_of_one_kind(url):
    big = ask(url, "/tap/sync", **form(LANG="ADQL", QUERY="x" * 300_000))
    assert big[0] == 413
    kind = {"Content-Type": "application/json"}
    assert ask(url, "/tap/sync", method="POST", body="{}", headers=kind)[0] == 415
    chunked = {"Transfer-Encoding": "chunked", "Content-Type": "application/x-www-form-urlencoded"}
    body = form(LANG="ADQL", QUERY=QUERY)["body"].encode()
    for pieces, status in (((body[:10], body[10:]), 200), ((b"x" * 200_000,) * 2, 413)):
        encoded = [b"%x;note\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
        sent = iter([*encoded, b"0\r\nmore: x\r\n\r\n"])
        assert ask(url, "/tap/sync", method="POST", body=sent, headers=chunked)[0] == status


@pytest.mark.parametrize(
    "path", ["/tap/nothing", "/etc/passwd", "/tap/tables/no.table", "/../../etc/passwd"]
)
def test_what_is_not_there_is_404(url, path):
    assert ask(url, path)[0] == 404


def test_one_connection_serves_many_requests(url):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    for _ in range(3):
        connection.request("GET", "/tap/sync?" + urlencode({"LANG": "ADQL", "QUERY": QUERY}))
        assert votable.read(connection.getresponse().read()).num_rows == 3
    connection.close()


def test_http_1_0_is_answered_without_chunks(url):
    host, port = urlsplit(url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as client:
        path = "/tap/sync?" + urlencode({"LANG": "ADQL", "QUERY": QUERY})
        client.sendall(f"GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert votable.read(body).num_rows == 3


class _Asking(Site):
    """Answers whether its client has gone."""

    def reply(self, request):
        return Document(body=f"gone: {request.cancelled()}".encode(), media_type="text/plain")


def test_with_very_many_open_files_a_client_is_still_there():
    with many_open_files(), serving(lambda _: _Asking({})) as server:
        assert ask(server.origin, "/")[2] == b"gone: False"


def test_a_query_ends_when_its_client_has_gone(url, database, monkeypatch):
    outcomes = []
    run = database.run

    def watched(*args, **kwargs):
        try:
            return run(*args, **kwargs)
        except BaseException as error:
            outcomes.append(type(error).__name__)
            raise

    monkeypatch.setattr(database, "run", watched)
    endless = (
        "SELECT COUNT(*) FROM bench.sources a, bench.sources b, bench.sources c "
        "WHERE SIN(a.ra * b.dec * c.ra) = 0.123456789"
    )
    host, port = urlsplit(url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as client:
        path = "/tap/sync?" + urlencode({"LANG": "ADQL", "QUERY": endless})
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        time.sleep(0.5)
    deadline = time.monotonic() + 15
    while not outcomes and time.monotonic() < deadline:
        time.sleep(0.05)
    assert outcomes == ["CancelledError"]


def test_rows_come_before_the_last_is_computed(url):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    query = "SELECT a.source_id, b.ra FROM bench.sources a, bench.sources b WHERE a.source_id > b.source_id"
    parameters = urlencode({"LANG": "ADQL", "QUERY": query, "MAXREC": 1_000_000})
    connection.request("GET", f"/tap/sync?{parameters}")
    response = connection.getresponse()
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert response.read(1000).startswith(b"<?xml")
    connection.close()


def test_values_survive_exactly(url, database):
    query = "SELECT * FROM bench.sources"
    _, _, body = sync(url, QUERY=query, MAXREC=50_000)
    with database.run(query) as running:
        expected = pa.Table.from_batches(list(running.batches), running.schema)
    found = votable.read(body)
    assert found.to_pydict() == expected.to_pydict()
    assert found.schema.types == expected.schema.types


class BrokenTap:
    """Answers with rows that break off."""

    truncated = False
    schema = pa.schema([pa.field("x", pa.int32())])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    @property
    def batches(self):
        yield pa.record_batch([pa.array(range(20_000), pa.int32())], schema=self.schema)
        raise TimedOutError("The query took longer than 1 s and was stopped.")

    def reply(self, request):
        wanted = sync_request(request.parameters)
        return Rows(answer=self, serialization=wanted.serialization, media_type=wanted.media_type)


@pytest.mark.parametrize("wanted", ["votable", "votable/td"])
def test_rows_that_break_off_end_with_the_reason(wanted):
    with serving(lambda _: Site({"tap": BrokenTap()})) as server:
        status, _, body = sync(server.url, QUERY=QUERY, RESPONSEFORMAT=wanted)
    assert status == 200
    assert message(body).startswith("The query took longer than 1 s and was stopped.")


def raw(url, *lines, body=b""):
    """Send lines as they are, and return all that comes until the connection ends."""
    host = urlsplit(url).netloc
    head = "\r\n".join(line.format(host=host) for line in lines)
    with socket.create_connection(host.split(":"), timeout=30) as connection:
        connection.sendall(head.encode() + b"\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["GET http://[::1 HTTP/1.1", "Host: {host}"], 400),
        (["POST http://[::1 HTTP/1.1", "Host: {host}", "Content-Length: 0"], 400),
        (["POST /tap/sync HTTP/1.1", "Host: {host}", "Content-Length: " + "9" * 5000], 413),
        (
            ["POST /tap/sync HTTP/1.1", "Host: {host}", "Content-Length: 0", "Content-Length: 1"],
            411,
        ),
        (["POST /tap/sync HTTP/1.1", "Host: {host}", "Content-Length: +1"], 411),
        (["POST /tap/sync HTTP/1.1", "Host: {host}", "Transfer-Encoding: gzip, chunked"], 411),
        (
            [
                "POST /tap/sync HTTP/1.1",
                "Host: {host}",
                "Transfer-Encoding: chunked",
                "Content-Length: 1",
            ],
            411,
        ),
        (["POST /tap/sync HTTP/1.1", "Host: {host}", "Transfer-Encoding: chunked"], 400),
    ],
)
def test_broken_heads_are_answered_and_end_the_connection(url, lines, status):
    second = raw(url, "GET /tap/availability HTTP/1.1", "Host: {host}")
    assert second.startswith(b"HTTP/1.1 200")
    body = f"GET /tap/availability HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n\r\n".encode()
    answer = raw(url, *lines, body=body)
    assert answer.startswith(f"HTTP/1.1 {status}".encode())
    assert answer.count(b"HTTP/1.1 ") == 1


def test_the_body_of_a_get_is_no_second_request(url):
    body = f"GET /tap/availability HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n\r\n".encode()
    lines = ["GET /tap/availability HTTP/1.1", "Host: {host}", f"Content-Length: {len(body)}"]
    answer = raw(url, *lines, body=body)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"HTTP/1.1 ") == 1
