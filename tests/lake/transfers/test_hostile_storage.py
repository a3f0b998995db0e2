"""Storage and lakes that mean no good: endless, elsewhere, curious, silent."""

import threading
import zlib
from pathlib import Path

import pytest

from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    CancelledError,
    EsapError,
    NotAvailableError,
)
from esap_jupyter.identity import Credential
from esap_jupyter.lake.transfers.access import StorageAccess
from esap_jupyter.lake.transfers.storing import Store
from esap_jupyter.lake.transfers.xrootd import Xrootd
from esap_jupyter.staging.checksums import Expected
from tests.peers.fakes.base import Answer
from tests.support.lakes import connected
from tests.support.servers import Reply, endless, serve
from tests.support.transfers import in_thread

CONTENT = bytes(range(256)) * 40
KEY = ("test", "a.dat")


@pytest.fixture
def file(tmp_path):
    (folder := tmp_path / "ws").mkdir()
    (path := folder / "a.dat").write_bytes(CONTENT)
    return path


def cancelled(fake, here, start, moody):
    """Cancel what waits for an answer that stops half-way."""
    fake.moody, fake.mood = moody, "slow"
    caught = []

    def work():
        try:
            start()
        except CancelledError as error:
            caught.append(error)

    thread = in_thread(work)
    assert fake.waiting.wait(30)
    here.activities.cancel(here.activities.list()[0].id)
    thread.join(20)
    assert not fake.release.is_set()
    return len(caught) == 1 and here.activities.list()[0].state == "cancelled"


def test_a_download_can_be_cancelled_while_the_lake_is_silent(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    assert cancelled(fake, here, lambda: here.get("test:a.dat"), "/replicas/list")


@pytest.mark.parametrize("moody", ["bulkmeta", "/rses/DAV1", "usage", "/rules/"])
def test_an_upload_can_be_cancelled_while_the_lake_is_silent(fake, here, file, moody):
    assert cancelled(fake, here, lambda: here.put(file), moody)


def test_a_size_beyond_all_numbers_is_told_as_no_room(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.dids[KEY]["bytes"] = 1e300
    (error,) = here.get("test:a.dat").failed.values()
    assert "no room" in error.message
    assert here.activities.list()[0].state == "failed"


def test_what_is_stored_is_read_back_no_further_than_it_is_long(tmp_path):
    with serve(lambda _: Reply(endless(b"x" * 4096))) as server, connected(server.url) as lake:
        access = StorageAccess(
            entry=lake.entry, clients=lake.clients, credential=lambda: lake.credential("")
        )
        store = Store(url=f"{server.url}/a", rse="DAV1", access=access, scratch=tmp_path / "back")
        sums = store.sums(Expected(size=1000, adler32="00000001"), threading.Event())
    assert sums is not None
    assert sums.size > 1000


def test_where_storage_sends_an_upload_on_to_is_not_told_who_one_is(fake, here, file, monkeypatch):
    asked = []
    fake.broken["PUT", "DAV1", "a.dat"] = Answer(
        status=307, headers={"Location": "http://192.0.2.1:9/x"}
    )
    access = StorageAccess.strangers.fget
    monkeypatch.setattr(
        StorageAccess, "strangers", property(lambda self: asked.append(1) or access(self))
    )
    assert isinstance(next(iter(here.put(file).failed.values())), EsapError)
    assert asked


def test_a_certificate_stays_with_the_storage_that_the_lake_named(lake):
    clients = []
    lake.clients.storage = lambda *shown: clients.append(shown)
    proof = Credential(kind="x509", source="file", certificate=Path("/c"), key=Path("/k"))
    access = StorageAccess(entry=lake.entry, clients=lake.clients, credential=lambda: proof)
    _ = access.http, access.strangers
    assert clients == [(Path("/c"), Path("/k")), ()]


def test_a_file_that_is_gone_before_its_turn_is_told(fake, here, file, monkeypatch):
    wanted = here.root / "ws/a.dat"
    export = here.export

    def vanish(result, folder):
        wanted.unlink()
        return export(result, folder)

    monkeypatch.setattr(here.uploads, "_export", vanish)
    done = here.put(wanted, results=["r1"])
    (error,) = done.failed.values()
    assert isinstance(error, NotAvailableError)
    assert "a.dat" in error.message


def test_a_checksum_of_the_lake_that_is_wrong_refuses_the_file(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.dids[KEY]["adler32"] = f"{zlib.adler32(b'other'):08x}"
    (error,) = here.get("test:a.dat").failed.values()
    assert isinstance(error, BadAnswerError)
    assert not (here.base / "test/a.dat").exists()


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://dav.example/mine/a", True),
        ("davs://dav.example/mine/a", True),
        ("http://dav.example/mine/a", False),
        ("dav://dav.example/mine/a", False),
        ("https://dav.example/other/a", False),
    ],
)
def test_a_token_never_goes_where_others_can_read_it(url, sent):
    token = Credential(kind="oidc", source="login", token="t0ken")
    with connected("https://rucio.example", storage=("https://dav.example/mine",)) as lake:
        access = StorageAccess(entry=lake.entry, clients=lake.clients, credential=lambda: token)
        assert bool(access.headers(url)) is sent


@pytest.mark.parametrize("url", ["/home/somebody/.bashrc", "gsiftp://h/a", "-r://h/a"])
def test_only_addresses_of_xrootd_are_given_to_its_commands(lake, tmp_path, url, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    access = StorageAccess(
        entry=lake.entry, clients=lake.clients, credential=lambda: lake.credential("")
    )
    with pytest.raises(BadRequestError, match="none of XRootD"):
        Xrootd(access).store(tmp_path / "a", url, who="XRD", cancel=threading.Event())
