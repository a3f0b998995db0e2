"""What is too much is refused before it comes, and stopped where it comes all the same."""

import os
import stat
import threading

import pytest

from esap_jupyter.errors import BadAnswerError, TooLargeError
from esap_jupyter.lake.connection import LakeConnection
from esap_jupyter.lake.transfers import transfers
from esap_jupyter.lake.transfers.fetching import Fetcher
from esap_jupyter.lake.transfers.plan import planned
from esap_jupyter.lake.transfers.room import check_room_for
from esap_jupyter.models import Replica, ReplicaPlace
from tests.support.lakes import name

CONTENT = bytes(range(256)) * 40
KEY = ("test", "a.dat")


def dataset(fake, count, name="ds"):
    names = [f"{name}.{number:03}.dat" for number in range(count)]
    for each in names:
        fake.store(each, b"x", "DAV1")
    return fake.add(name, "DATASET", holds=names)


def looked_up(fake):
    return [asked.json["dids"] for asked in fake.asked if asked.path == "/replicas/list"]


@pytest.mark.parametrize("dids", [["test:a", "test:b"], ["test:all"]])
def test_more_files_than_can_be_fetched_at_once_are_refused_before_they_are_looked_for(
    fake, lake, dids
):
    dataset(fake, 3, "a")
    dataset(fake, 3, "b")
    fake.add("all", "CONTAINER", holds=["a", "b"])
    names = [name(each) for each in dids]
    with pytest.raises(TooLargeError, match="more than 5 files"):
        planned(lake, names, most=5)
    assert looked_up(fake) == []
    assert len(planned(lake, names, most=6).files) == 6


def test_that_there_are_too_many_is_told_by_the_activity(fake, here, monkeypatch):
    dataset(fake, 3)
    monkeypatch.setattr(transfers, "planned", lambda *args: planned(*args, most=2))
    (error,) = here.get("test:ds").failed.values()
    assert isinstance(error, TooLargeError)
    assert here.activities.list()[0].state == "failed"


def test_replicas_are_asked_for_some_hundreds_at_a_time(fake, lake):
    dataset(fake, 510)
    assert len(planned(lake, [name("test:ds")]).files) == 510
    assert [len(dids) for dids in looked_up(fake)] == [500, 10]


def test_more_bytes_than_there_is_room_for_are_refused_before_any_comes(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.dids[KEY]["bytes"] = 10**17
    (error,) = here.get("test:a.dat").failed.values()
    assert isinstance(error, TooLargeError)
    assert "100 PB are to come" in error.message
    assert fake.got("a.dat") == []


def test_what_is_here_or_has_come_in_part_needs_no_room_again(fake, here, lake: LakeConnection):
    fake.store("a.dat", CONTENT, "DAV1")
    fetcher: Fetcher = here.transfers._fetcher(lake, here.base)
    (replica,) = planned(lake, [name("test:a.dat")]).files.values()
    assert fetcher.missing(replica) == len(CONTENT)
    fake.moody, fake.mood = "/storage/", "cut"
    here.get("test:a.dat")
    fake.mood = "well"
    assert 0 < fetcher.missing(replica) < len(CONTENT)
    here.get("test:a.dat")
    assert fetcher.missing(replica) == 0


def test_a_folder_that_is_not_there_yet_has_the_room_of_its_disk(tmp_path):
    check_room_for(1, tmp_path / "a/b/c", "it")
    with pytest.raises(TooLargeError, match="1 EB are to come"):
        check_room_for(10**18, tmp_path / "a/b/c", "it")


ENDLESS = """#!/bin/sh
for target; do :; done
while :; do printf '%01000d' 0 >> "$target"; sleep 0.005; done
"""


def test_xrootd_is_stopped_where_it_sends_more_than_the_file_has(
    fake, here, lake, tmp_path, monkeypatch
):
    program = tmp_path / "bin/xrdcp"
    program.parent.mkdir()
    program.write_text(ENDLESS)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    fake.store("a.dat", CONTENT, "DAV1")
    (found,) = planned(lake, [name("test:a.dat")]).files.values()
    place = ReplicaPlace(url=f"root://{fake.hostport}//a.dat", rse="XRD1", scheme="root")
    replica = Replica(did=found.did, places=[place], states={"XRD1": "AVAILABLE"})
    fetcher = here.transfers._fetcher(lake, here.base)
    with pytest.raises(BadAnswerError, match="more than 10240 bytes"):
        fetcher.fetch(replica, progress=lambda _: None, cancel=threading.Event())
    assert not (here.base / "test/a.dat").exists()
