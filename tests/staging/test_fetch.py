"""Files come whole, under a name of their own, or not at all."""

import threading

import pytest

from esap_jupyter.archives.refusals import refusal
from esap_jupyter.errors import (
    ArchiveError,
    BadAnswerError,
    BadRequestError,
    CancelledError,
    EsapError,
    UnreachableError,
)
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.staging.engine import Engine
from esap_jupyter.staging.engine.limits import Limits
from esap_jupyter.staging.fetch import fetch_file
from esap_jupyter.staging.names import file_name, folder_in, safe_name
from esap_jupyter.staging.sources import Source
from tests.support.links import FITS, PNG
from tests.support.servers import Reply, closed_port, endless, serve

ERROR = b"""<?xml version="1.0"?><VOTABLE version="1.4"><RESOURCE type="results">
<INFO name="QUERY_STATUS" value="ERROR">no overlap</INFO></RESOURCE></VOTABLE>"""
PAGE = b"<!DOCTYPE html><html><title>Please log in</title></html>"


def engine_of(http, home):
    return Engine(http=http, home=home, refusal=refusal, limits=Limits(tries=1))


@pytest.fixture
def fetch(tmp_path):
    """Fetch from a server that answers everything the same."""
    home = tmp_path / "home"
    folder = tmp_path / "files"
    folder.mkdir()

    def fetch(reply, path="/data/a.fits", **source):
        chunks = list(reply.chunks)

        def answer(_):
            reply.chunks = iter(chunks)
            return reply

        with serve(answer) as server:
            http = HttpClient(guard=AddressGuard([server.hostport]), user_agent="tests", retries=0)
            given = {"who": "Archive", "content_type": "image/fits", **source}
            try:
                return fetch_file(
                    Source(url=server.url + path, **given), folder, engine=engine_of(http, home)
                )
            finally:
                fetch.asked = server.asked
                http.close()

    fetch.folder = folder
    return fetch


def test_a_file_gets_the_name_of_its_address(fetch):
    path = fetch(Reply(FITS, media="image/fits"))
    assert (path.name, path.read_bytes()) == ("a.fits", FITS)
    assert [one.name for one in fetch.folder.iterdir()] == ["a.fits"]


def test_nothing_is_overwritten(fetch):
    (fetch.folder / "a.fits").write_text("precious")
    assert fetch(Reply(FITS)).name == "a_2.fits"
    (fetch.folder / "a_2.fits").write_text("changed")
    assert fetch(Reply(FITS)).name == "a_3.fits"
    assert (fetch.folder / "a.fits").read_text() == "precious"
    assert (fetch.folder / "a_2.fits").read_text() == "changed"


def test_the_same_file_again_makes_no_copy(fetch):
    (fetch.folder / "a.fits").write_text("precious")
    assert fetch(Reply(FITS)) == fetch(Reply(FITS)) == fetch.folder / "a_2.fits"
    assert sorted(one.name for one in fetch.folder.iterdir()) == ["a.fits", "a_2.fits"]


def test_a_link_is_no_copy(fetch):
    elsewhere = fetch.folder.parent / "elsewhere.fits"
    elsewhere.write_bytes(FITS)
    (fetch.folder / "a.fits").symlink_to(elsewhere)
    assert fetch(Reply(FITS)).name == "a_2.fits"


REFUSED = [
    (Reply(ERROR), ArchiveError, "no overlap"),
    (Reply(ERROR, status=400), ArchiveError, "no overlap"),
    (Reply(PAGE, media="text/html"), BadAnswerError, "promised FITS and sent a web page"),
    (Reply(b"Error: busy", media="text/plain"), BadAnswerError, "busy"),
    (Reply(b""), BadAnswerError, "empty"),
    (Reply(b"gone", status=404), BadAnswerError, "no such file"),
    (Reply(b"no", status=503, media="text/plain"), UnreachableError, "503"),
    (Reply(FITS, length=len(FITS) + 10, headers={"X-Lie": "1"}), EsapError, "broke off"),
]


@pytest.mark.parametrize(("reply", "kind", "words"), REFUSED)
def test_what_was_not_promised_is_not_kept(fetch, reply, kind, words):
    with pytest.raises(kind, match=words):
        fetch(reply)
    assert list(fetch.folder.iterdir()) == []


def test_a_table_that_was_promised_is_kept(fetch):
    ok = ERROR.replace(b'"ERROR"', b'"OK"')
    path = fetch(Reply(ok), path="/links?ID=1", content_type="application/x-votable+xml", hint="t")
    assert path.name == "t.vot"


def test_a_long_request_is_sent_as_a_form(fetch):
    fetch(Reply(FITS), params={"POLYGON": "1 2 " * 600, "ID": "x"})
    assert (fetch.asked[0].method, fetch.asked[0].form["ID"]) == ("POST", "x")
    fetch(Reply(FITS), params={"ID": "x"})
    assert (fetch.asked[0].method, fetch.asked[0].query["ID"]) == ("GET", "x")


def test_cancelling_leaves_nothing(tmp_path):
    folder = tmp_path / "files"
    cancel = threading.Event()
    with serve(lambda _: Reply(endless(FITS, pause=0.001))) as server:
        http = HttpClient(guard=AddressGuard([server.hostport]), user_agent="tests")
        source = Source(url=server.url, who="Archive")
        with pytest.raises(CancelledError):
            fetch_file(
                source,
                folder,
                engine=engine_of(http, tmp_path / "home"),
                progress=lambda *_: cancel.set(),
                cancel=cancel,
            )
        http.close()
    assert list(folder.iterdir()) == []


def test_own_addresses_are_refused(tmp_path):
    http = HttpClient(guard=AddressGuard(), user_agent="tests", retries=0)
    source = Source(url=closed_port(), who="Archive")
    folder = tmp_path / "files"
    with pytest.raises(EsapError, match="public address"):
        fetch_file(source, folder, engine=engine_of(http, tmp_path / "home"))
    assert list(folder.iterdir()) == []


NAMES = [
    ("../../etc/passwd", "passwd"),
    ("..\\..\\evil.fits", "evil.fits"),
    ("a/b.fits", "b.fits"),
    (".bashrc", "bashrc"),
    ("...", "file"),
    ("", "file"),
    ("a\x00b\nc.fits", "a_b_c.fits"),
    ("a:b|c?.fits", "a_b_c_.fits"),
    ("con.fits", "file_con.fits"),
    ("M 31 β.fits", "M 31 β.fits"),
    ("a\u202efits.exe", "a_fits.exe"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names_are_plain(text, name):
    assert safe_name(text) == name


def test_long_names_keep_their_suffix():
    name = safe_name("é" * 500 + ".fits.gz")
    assert len(name.encode()) <= 180
    assert name.endswith(".fits.gz")


def name_of(url="http://h/get?x=1", disposition="", **more):
    headers = {"content-disposition": disposition} if disposition else {}
    given = {"hint": "cutout", "content_type": "", **more}
    return file_name(url, headers, **given)


def test_who_names_a_file():
    assert name_of(disposition='attachment; filename="x y.fits"') == "x y.fits"
    assert name_of(disposition="attachment; filename*=UTF-8''%C3%A9.fits") == "é.fits"
    assert name_of(disposition='attachment; filename="/etc/cron.d/x"') == "x"
    assert name_of("http://h/a%2F..%2Fb.fits") == "b.fits"
    assert name_of(promised="image/fits") == "cutout.fits"
    assert name_of(content_type="text/csv") == "cutout.csv"
    assert name_of("http://h/a.fits?preview=True", content_type="image/png") == "a.fits.png"
    assert name_of(hint="", url="http://h/dlget") == "dlget"


def test_folders_stay_in_the_workspace(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    assert folder_in(root, "esap-data", "../../x") == root / "esap-data" / "x"
    (root / "link").symlink_to(outside)
    with pytest.raises(BadRequestError, match="leads out"):
        folder_in(root, "link")
    (root / "file").write_text("")
    with pytest.raises(BadRequestError, match="cannot be made"):
        folder_in(root, "file", "x")


def test_a_file_system_without_second_names(fetch, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    (fetch.folder / "a.fits").write_text("precious")
    assert fetch(Reply(FITS)).name == "a_2.fits"
    assert sorted(one.name for one in fetch.folder.iterdir()) == ["a.fits", "a_2.fits"]


def test_a_picture_is_not_named_as_data(fetch):
    reply = Reply(PNG, media="image/png")
    assert fetch(reply, path="/a.fits?preview=True", content_type="").name == "a.fits.png"


def test_nothing_is_made_outside_of_the_workspace(tmp_path):
    root, outside = tmp_path / "work", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "esap-data").symlink_to(outside)
    with pytest.raises(BadRequestError, match="leads out"):
        folder_in(root, "esap-data", "archive")
    assert list(outside.iterdir()) == []


def test_a_length_that_is_no_number_is_not_compared(fetch):
    digits = "9" * 5000
    whole = Reply(iter([FITS]), headers={"content-length": digits})
    assert fetch(whole).read_bytes() == FITS
