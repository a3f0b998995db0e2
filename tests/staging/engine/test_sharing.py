"""The same address is fetched once for everybody, and is the same file everywhere."""

import os
import threading

import pytest

from esap_jupyter.errors import CancelledError
from esap_jupyter.staging.wanted import Wanted
from tests.support.bytes_server import Plan, bytes_server, content
from tests.support.fetching import nursery
from tests.support.waiting import wait_for

BODY = content((5 << 16) + 77)
OTHER = content(1000, seed=5)


class Version:
    """A file that changes when it is told to."""

    def __init__(self):
        self.body, self.etag = BODY, '"v1"'

    def __call__(self, asked):
        return Plan(self.body, etag=self.etag, modified=None)


@pytest.fixture
def version():
    return Version()


@pytest.fixture
def server(version):
    with bytes_server(version) as server:
        yield server


def test_another_folder_gets_a_second_name(here, server):
    first = here.fetch(server)
    second = here.fetch(server, folder=here.base / "work/other")
    assert (first.reused, second.reused) == (False, True)
    assert second.path == here.base / "work/other/a.dat"
    assert second.path.read_bytes() == BODY
    assert second.checksums == first.checksums
    assert server.sent == len(BODY)
    assert not (here.base / "work/other/.esap").exists()


def test_the_same_folder_has_it_already(here, server):
    engine = here.engine(server.hostport)
    paths = {here.fetch(server, engine=engine).path for _ in range(3)}
    assert paths == {here.folder / "a.dat"}
    wanted = Wanted(url=server.url + "/a.dat")
    assert engine.here(wanted) == here.folder / "a.dat"
    assert engine.here(Wanted(url=server.url + "/b.dat")) is None
    assert engine.here(Wanted(url=wanted.url, checksums={"sha256": "0" * 64})) is None


def test_one_that_was_changed_here_is_fetched_anew(here, server):
    first = here.fetch(server)
    first.path.write_bytes(b"mine")
    second = here.fetch(server)
    assert (second.path.name, second.reused) == ("a_2.dat", False)
    assert first.path.read_bytes() == b"mine"


def test_one_that_the_server_changed_is_fetched_anew(here, server, version):
    here.fetch(server)
    version.body, version.etag = OTHER, '"v2"'
    assert here.fetch(server).path.name == "a_2.dat"
    assert here.visible == {"a.dat": BODY, "a_2.dat": OTHER}


def test_a_server_that_tells_no_version_is_asked_again(here, server, version):
    version.etag = ""
    assert not here.fetch(server).reused
    second = here.fetch(server)
    assert not second.reused
    assert here.visible == {"a.dat": BODY}


def test_a_checksum_needs_no_server(here, server):
    first = here.fetch(server)
    asked = len(server.asked)
    found = here.fetch(server, checksums=first.checksums, folder=here.base / "work/b")
    assert found.reused
    assert len(server.asked) == asked


def test_a_disk_without_second_names_gets_a_copy(here, server, monkeypatch):
    first = here.fetch(server)

    def refuse(*_args, **_more):
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    second = here.fetch(server, folder=here.base / "work/b")
    assert second.reused
    assert second.path.read_bytes() == BODY
    assert second.path.stat().st_ino != first.path.stat().st_ino


def test_a_disk_that_can_clone_shares_blocks_and_not_the_file(here, server, monkeypatch):
    """What `FICLONE` does on Btrfs and XFS: a change in one folder leaves the other."""
    pytest.importorskip("fcntl")

    def clone(target, _code, source):
        os.pwrite(target, os.pread(source, len(BODY) + 1, 0), 0)

    monkeypatch.setattr("fcntl.ioctl", clone)
    first = here.fetch(server)
    second = here.fetch(server, folder=here.base / "work/b")
    assert second.reused
    assert second.path.stat().st_ino != first.path.stat().st_ino
    assert second.path.read_bytes() == BODY
    assert server.sent == len(BODY)
    second.path.write_bytes(b"changed")
    assert first.path.read_bytes() == BODY


@pytest.mark.parametrize("same_home", [True, False])
def test_two_processes_at_once(here, same_home):
    """Two that want the same into the same folder end with one file."""
    with bytes_server(Plan(BODY, pause=0.01)) as server, nursery() as one, nursery() as two:
        first = one.fetch(server, here)
        second = two.fetch(server, here, home=here.home if same_home else here.base / "home2")
        assert (first.wait(), second.wait()) == (0, 0)
        if same_home:
            assert server.sent == len(BODY)
    assert here.visible == {"a.dat": BODY}
    assert here.hidden == []


def test_threads_wait_for_each_other_and_can_be_cancelled(here):
    gate = threading.Event()
    with bytes_server(Plan(BODY, before=lambda: gate.wait(30))) as server:
        engine = here.engine(server.hostport, limits={"silence": 30})
        found = []
        threads = [
            threading.Thread(target=lambda: found.append(here.fetch(server, engine=engine)))
            for _ in range(3)
        ]
        for each in threads:
            each.start()
        wait_for(lambda: server.asked)
        cancel = threading.Event()
        cancel.set()
        with pytest.raises(CancelledError):
            here.fetch(server, engine=engine, cancel=cancel)
        gate.set()
        for each in threads:
            each.join()
    assert {each.path for each in found} == {here.folder / "a.dat"}
    assert sorted(each.reused for each in found) == [False, True, True]
    assert server.sent == len(BODY)
