"""What a transfer promises of bytes, disk and connections, beyond faults of servers."""

import hashlib
import itertools
import os
import socket
import struct
import threading
import time

import pytest

from esap_jupyter.errors import CancelledError
from esap_jupyter.staging.engine import flusher
from esap_jupyter.staging.engine.flusher import Flusher
from tests.support.bytes_server import Plan, bytes_server, content

SEGMENT = 1 << 16
BODY = content(8 * SEGMENT + 77)
OTHER = content(9 * SEGMENT, seed=1)


def stopped(here, server, at):
    """Fetch a file, one segment after the other, until so much has come."""
    cancel = threading.Event()
    engine = here.engine(server.hostport, limits={"streams": 1})
    with pytest.raises(CancelledError):
        here.fetch(
            server,
            engine=engine,
            cancel=cancel,
            progress=lambda done, _: done >= at and cancel.set(),
        )
    return engine


@pytest.mark.parametrize("is_known", [False, True])
def test_what_the_disk_lost_is_fetched_again(here, is_known):
    """A segment whose bytes are not those of the journal is no ground to go on from."""
    known = {"checksums": {"sha256": hashlib.sha256(BODY).hexdigest()}} if is_known else {}
    with bytes_server(Plan(BODY)) as server:
        engine = stopped(here, server, 4 * SEGMENT)
        part = next((here.folder / ".esap").glob("*.part"))
        with part.open("r+b") as file:
            file.seek(2 * SEGMENT)
            file.write(bytes(4096))
        asked, sent = len(server.asked), server.sent
        here.fetch(server, engine=engine, **known)
        spans = [each.span for each in server.asked[asked:]]
        assert spans[0] == f"bytes={2 * SEGMENT}-{3 * SEGMENT - 1}"
        assert not any(each.startswith(("bytes=0-", f"bytes={SEGMENT}-")) for each in spans)
        assert server.sent - sent <= len(BODY) - 3 * SEGMENT
    assert here.visible == {"a.dat": BODY}


def test_another_size_is_another_version_whatever_the_mark(here):
    body = [BODY]
    with bytes_server(lambda _: Plan(body[0])) as server:
        engine = stopped(here, server, 3 * SEGMENT)
        body[0] = OTHER
        here.fetch(server, engine=engine)
    assert here.visible == {"a.dat": OTHER}


def test_bytes_are_on_the_disk_before_they_have_a_name(here, monkeypatch):
    done = []
    fsync, link = os.fsync, os.link

    def synced(handle):
        fsync(handle)
        done.append(("synced", os.fstat(handle).st_ino, os.fstat(handle).st_size))

    def named(source, *args, **more):
        link(source, *args, **more)
        done.append(("named", source.stat().st_ino, None))

    monkeypatch.setattr("os.fsync", synced)
    monkeypatch.setattr("os.link", named)
    with bytes_server(Plan(BODY)) as server:
        found = here.fetch(server)
    inode = found.path.stat().st_ino
    folder = here.folder.stat().st_ino
    assert [each[:2] for each in done if each[1] in (inode, folder)] == [
        ("synced", inode),
        ("named", inode),
        ("synced", folder),
    ]
    assert next(size for what, number, size in done if number == inode) == len(BODY)


HEAD = f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()


class Faulty:
    """Breaks off within the head of its first answers, each a byte or more further on."""

    def __init__(self, fault, places):
        self._fault, self._places = fault, iter(places)
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.hostport = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.hostport}"
        self._threads = [threading.Thread(target=self._run, daemon=True)]

    def __enter__(self):
        self._threads[0].start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._threads:
            each.join(10)

    def _run(self):
        while not self._stop.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _answer(self, sock):
        with sock:
            place = next(self._places, None)
            if place != -1:
                sock.recv(1 << 16)
            if place is None:
                sock.sendall(HEAD + BODY)
                return
            sock.sendall(HEAD[: max(0, place)])
            if self._fault == "stall":
                self._stop.wait(30)
            elif self._fault == "reset":
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("fault", ["cut", "reset", "stall"])
def test_broken_off_before_and_within_the_head(here, fault):
    """Before the request is read, before the status, within it, within a header, at its end."""
    places = (-1, 0, 5, 15, 30, len(HEAD) - 1)
    with Faulty(fault, places) as server:
        limits = {"silence": 0.1, "tries": len(places) + 1}
        here.fetch(server, engine=here.engine(server.hostport, limits=limits))
    assert here.visible == {"a.dat": BODY}
    assert here.hidden == []


@pytest.mark.parametrize(("quick", "several"), [(1.0, False), (1e12, True)])
def test_more_connections_only_where_one_is_slow(here, quick, several):
    body, lock, now, most = content(30 << 16), threading.Lock(), [0], [0]

    def begin():
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.002)
        with lock:
            now[0] -= 1

    with bytes_server(Plan(body, before=begin, pause=0.005)) as server:
        here.fetch(server, engine=here.engine(server.hostport, limits={"quick": quick}))
    assert (most[0] > 1) == several
    assert here.visible == {"a.dat": body}


def test_what_is_on_the_disk_leaves_the_memory_once_it_was_counted(tmp_path, monkeypatch):
    told, counted = [], [0]
    monkeypatch.setattr(flusher, "_BLOCK", 10)
    monkeypatch.setattr("os.posix_fadvise", lambda _file, start, *_: told.append(start))
    handle = os.open(tmp_path / "x", os.O_RDWR | os.O_CREAT)
    try:
        made = Flusher(handle, lambda: counted[0])
        for before, now in itertools.pairwise((0, 9, 10, 205)):
            made.reach(1000, before, now)
        made.finish()
        # Each is begun once, in order; nothing is dropped while somebody has to read it.
        assert told == [1000 + 10 * number for number in range(20)]
        told.clear()
        counted[0] = 1130
        made.reach(2000, 0, 10)
        made.finish()
        assert told == [2000, *(1000 + 10 * number for number in range(13))]
    finally:
        os.close(handle)


def test_a_transfer_that_is_stopped_writes_no_further(tmp_path, monkeypatch):
    told, gate = [], threading.Event()

    def advise(_file, start, *_):
        told.append(start)
        gate.wait(10)

    monkeypatch.setattr(flusher, "_BLOCK", 10)
    monkeypatch.setattr("os.posix_fadvise", advise)
    handle = os.open(tmp_path / "x", os.O_RDWR | os.O_CREAT)
    try:
        made = Flusher(handle, lambda: 0)
        made.reach(0, 0, 100)
        ending = threading.Thread(target=made.stop)
        ending.start()
        while not made._stopped:
            time.sleep(0.001)
        gate.set()
        ending.join(10)
        assert len(told) <= 1
    finally:
        os.close(handle)


def test_another_home_leaves_what_this_one_keeps(here):
    other = type(here)(here.base, here._stack)
    other.home = here.base / "other-home"
    with bytes_server(Plan(BODY)) as server:
        engine = stopped(here, server, 4 * SEGMENT)
        other.fetch(server)
        sent = server.sent
        here.fetch(server, engine=engine)
        assert server.sent - sent <= len(BODY) - 3 * SEGMENT
    assert here.visible == {"a.dat": BODY}
    assert here.hidden == []
