"""Tables that come with a query."""

import threading

import pytest
import pyvo
from astropy.table import Table

from esap_jupyter import votable
from esap_jupyter.sandbox.multipart import read
from tests.support.sandbox import ask, message

JOIN = (
    "SELECT m.id, o.designation FROM ongc.objects AS o JOIN TAP_UPLOAD.mine AS m "
    "ON 1 = CONTAINS(POINT(o.ra, o.dec), CIRCLE(m.ra, m.dec, 0.05)) ORDER BY m.id, o.designation"
)


@pytest.fixture(scope="module")
def service(url):
    return pyvo.dal.TAPService(url)


@pytest.fixture
def mine():
    return Table({"id": [1, 2], "ra": [10.6847, 202.4696], "dec": [41.269, 47.1952]})


def multipart(*parts, boundary="b0undary"):
    pieces = []
    for name, content, *kind in parts:
        head = f'Content-Disposition: form-data; name="{name}"'
        if kind:
            head += f'; filename="{name}"\r\nContent-Type: {kind[0]}'
        pieces.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    body = b"".join([*pieces, f"--{boundary}--\r\n".encode()])
    return {
        "method": "POST",
        "body": body,
        "headers": {"Content-Type": f"multipart/form-data; boundary={boundary}"},
    }


def query(text, *parts, upload="mine,param:t"):
    fields = [("LANG", b"ADQL"), ("QUERY", text.encode()), ("UPLOAD", upload.encode())]
    return multipart(*fields, *parts)


SMALL = (
    b'<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>'
    b'<FIELD name="n" datatype="long" unit="s"/><FIELD name="odd name" datatype="char" arraysize="*"/>'
    b'<FIELD name="pair" datatype="float" arraysize="2"/><FIELD name="b" datatype="unsignedByte"/>'
    b"<DATA><TABLEDATA><TR><TD>9007199254740993</TD><TD>x&lt;</TD><TD>1 2.5</TD><TD>200</TD></TR>"
    b"<TR><TD/><TD/><TD/><TD/></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
)


def test_a_table_of_the_client_is_joined(service, mine):
    found = service.run_sync(JOIN, uploads={"mine": mine})
    assert tuple(found[0].values()) == (1, "NGC 224")
    assert (2, "NGC 5194") in [tuple(row.values()) for row in found]


def test_also_in_a_job(service, mine):
    found = service.run_async(JOIN, uploads={"mine": mine})
    assert (2, "NGC 5194") in [tuple(row.values()) for row in found]


def test_several_tables_and_names_with_and_without_aliases(service, mine):
    text = (
        "SELECT TAP_UPLOAD.mine.*, other.id AS twice, tap_upload.other.ra AS again "
        "FROM TAP_UPLOAD.Mine, tap_upload.other WHERE mine.id = other.id AND TAP_UPLOAD.mine.id > 1"
    )
    [row] = service.run_sync(text, uploads={"mine": mine, "other": mine})
    assert tuple(row.values()) == (2, 202.4696, 47.1952, 2, 202.4696)


def test_values_types_and_metadata_come_back_exactly(url):
    request = query("SELECT * FROM TAP_UPLOAD.mine", ("t", SMALL, "application/x-votable+xml"))
    status, _, body = ask(url, "/tap/sync", **request)
    assert status == 200
    table, expected = votable.read(body), votable.read(SMALL)
    assert table.to_pylist() == expected.to_pylist()
    assert table.schema.types == expected.schema.types
    assert table.schema.field("n").metadata[b"unit"] == b"s"


def test_a_table_is_seen_by_its_own_query_only(url):
    seen, together = [], threading.Barrier(2)

    def ask_with(number):
        table = SMALL.replace(b"9007199254740993", str(number).encode())
        request = query(
            "SELECT SUM(n) AS n FROM TAP_UPLOAD.mine", ("t", table, "application/x-votable+xml")
        )
        together.wait(10)
        body = ask(url, "/tap/sync", **request)[2]
        seen.append((number, votable.read(body)["n"].to_pylist()))

    threads = [threading.Thread(target=ask_with, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [(1, [1]), (2, [2])]
    status, _, body = ask(url, "/tap/sync?LANG=ADQL&QUERY=SELECT+*+FROM+TAP_UPLOAD.mine")
    assert status == 400
    assert "there is no table TAP_UPLOAD.mine" in message(body)
    assert "tap_upload" not in str(ask(url, "/tap/tables")[2]).lower()


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        ("mine,param:none", "has no file 'none'"),
        ("mine", "does not"),
        ("mine,http://127.0.0.1:1/x", "does not"),
        ("mine,file:///etc/passwd", "does not"),
        ("1x,param:t", "no name in ADQL"),
        ('x"; DROP TABLE y,param:t', "no name in ADQL"),
        ("mine,param:t;MINE,param:t", "twice"),
        (";".join(f"t{number},param:t" for number in range(9)), "8 are taken"),
    ],
)
def test_uploads_that_cannot_be_taken(url, upload, words):
    request = query("SELECT 1", ("t", SMALL, "text/xml"), upload=upload)
    status, _, body = ask(url, "/tap/sync", **request)
    assert status == 400
    assert words in message(body)


@pytest.mark.parametrize("content", [b"", b"<html/>", b"a,b\n1,2\n", SMALL[:-60]])
def test_a_file_that_is_no_votable(url, content):
    request = query("SELECT 1", ("t", content, "application/octet-stream"))
    status, _, body = ask(url, "/tap/sync", **request)
    assert status == 400
    assert "The table mine cannot be read" in message(body)


def test_too_much_is_refused_unread(url):
    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "Content-Length": str(21 * 1024 * 1024),
    }
    assert ask(url, "/tap/sync", method="POST", body=b"", headers=headers)[0] == 413


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"", "multipart/form-data", "names no boundary"),
        (b"--x\r\n", "multipart/form-data; boundary=x", "is cut short"),
        (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x", "without a name"),
        (b"\r\n--x" * 70, "multipart/form-data; boundary=x", "more than 64 parts"),
    ],
)
def test_broken_forms(body, kind, words):
    with pytest.raises(ValueError, match=words):
        read(body, kind)


def test_a_form_with_every_oddity():
    body = (
        b"preamble\r\n--a b\r\ncontent-disposition:form-data;name=one\r\n\r\n1\r\n"
        b'--a b\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name="two"\r\n\r\n'
        b"\xc3\xa9\r\n\r\n--a b\r\n"
        b'Content-Disposition: form-data; filename="n"; name="f"\r\n\r\n--a\r\n--a b--\r\nend'
    )
    fields, files = read(body, 'multipart/form-data; boundary="a b"')
    assert fields == [("one", "1"), ("two", "é\r\n")]
    assert files == {"f": b"--a"}


def test_the_capabilities_say_so(service):
    capability = service.get_tap_capability()
    [method] = service.upload_methods
    assert method.ivo_id == "ivo://ivoa.net/std/TAPRegExt#upload-inline"
    assert capability.uploadlimit.hard.content == 20 * 1024 * 1024
