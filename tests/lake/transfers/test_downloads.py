"""Downloads: from several places, checked, resumed, cancelled."""

import threading

import pytest

from esap_jupyter.errors import (
    BadAnswerError,
    CancelledError,
    ConflictError,
    NotFoundError,
    UnreachableError,
)
from esap_jupyter.lake.transfers.layout import key_of
from esap_jupyter.models import Did
from tests.peers.fakes.base import Answer
from tests.support.lakes import name
from tests.support.transfers import in_thread

CONTENT = bytes(range(256)) * 40
KEY = ("test", "a.dat")


def part_of(here):
    return here.base / ".esap" / f"{key_of(name('test:a.dat'))}.part"


def cut_off(fake, here, did="test:a.dat"):
    """Let the first try end in the middle."""
    fake.moody, fake.mood = "/storage/", "cut"
    done = here.get(did)
    fake.mood = "well"
    return done


def test_a_file_comes_whole_under_its_name(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    done = here.get("test:a.dat")
    assert done.paths == {KEY: here.base / "test/a.dat"}
    assert done.paths[KEY].read_bytes() == CONTENT
    (activity,) = here.activities.list()
    assert (activity.kind, activity.state, activity.done) == ("download", "done", len(CONTENT))


@pytest.mark.parametrize(
    "bad", [b"x" * len(CONTENT), CONTENT[:-1], CONTENT + b"x", b"", b"\0" + CONTENT[1:]]
)
def test_a_corrupt_replica_is_passed_over_for_the_next(fake, here, bad):
    fake.store("a.dat", CONTENT, DAV1=bad)
    fake.replicas[KEY]["DAV2"] = "AVAILABLE"
    fake.bytes["DAV2", "test/a.dat"] = CONTENT
    assert here.get("test:a.dat").paths[KEY].read_bytes() == CONTENT


@pytest.mark.parametrize("bad", [b"x" * len(CONTENT), CONTENT[:-1], CONTENT + b"x"])
def test_where_no_replica_is_good_nothing_is_kept(fake, here, bad):
    fake.store("a.dat", CONTENT, DAV1=bad, DAV2=bad)
    (error,) = here.get("test:a.dat").failed.values()
    assert isinstance(error, BadAnswerError)
    assert "DAV1" in error.message
    assert "DAV2" in error.message
    assert not (here.base / "test/a.dat").exists()
    assert here.leftovers() == []


@pytest.mark.parametrize("status", [404, 500, 503, 302])
def test_a_place_that_does_not_give_it_is_passed_over(fake, here, status):
    fake.store("a.dat", CONTENT, "DAV1", "DAV2")
    fake.broken["GET", "DAV1", "a.dat"] = Answer(b"no", status=status)
    assert here.get("test:a.dat").paths[KEY].read_bytes() == CONTENT


def test_one_that_cannot_be_had_does_not_keep_the_others(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.store("b.dat", CONTENT, DAV1=b"bad")
    fake.add("none.dat", bytes=1)
    fake.add("ds", "DATASET", holds=["a.dat", "b.dat", "none.dat"])
    done = here.get("test:ds", "test:nobody")
    assert set(done.paths) == {KEY}
    assert {did: type(error) for did, error in done.failed.items()} == {
        "test:b.dat": BadAnswerError,
        "test:none.dat": NotFoundError,
        "test:nobody": NotFoundError,
    }
    (activity,) = here.activities.list()
    assert "3 of 4 could not be had; the others are here" in activity.error.message


def test_what_broke_off_goes_on_where_it_was(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    (error,) = cut_off(fake, here).failed.values()
    assert isinstance(error, UnreachableError)
    had = part_of(here).stat().st_size
    assert 0 < had < len(CONTENT)
    assert here.get("test:a.dat").paths[KEY].read_bytes() == CONTENT
    assert fake.got("a.dat")[-1].headers["Range"] == f"bytes={had}-"
    assert here.leftovers() == []


def test_storage_without_ranges_begins_anew(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    cut_off(fake, here)
    fake.ranges = False
    assert here.get("test:a.dat").paths[KEY].read_bytes() == CONTENT


def test_bytes_of_another_file_are_never_continued(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    cut_off(fake, here)
    other = CONTENT[::-1]
    fake.store("a.dat", other, "DAV1")
    assert here.get("test:a.dat").paths[KEY].read_bytes() == other
    assert "Range" not in fake.got("a.dat")[-1].headers


def test_without_a_checksum_bytes_of_two_places_are_never_mixed(fake, here):
    other = CONTENT[::-1]
    fake.store("a.dat", CONTENT, "DAV1", DAV2=other)
    del fake.dids[KEY]["adler32"], fake.dids[KEY]["md5"]
    fake.moody, fake.mood = "/storage/DAV1/", "cut"
    assert here.get("test:a.dat").paths[KEY].read_bytes() == other
    assert [each.headers.get("Range") for each in fake.got("a.dat")] == [None, None]


def test_a_part_that_is_wrong_is_thrown_away_and_all_is_fetched(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    cut_off(fake, here)
    part = part_of(here)
    part.write_bytes(b"?" * part.stat().st_size)
    assert here.get("test:a.dat").paths[KEY].read_bytes() == CONTENT


def test_what_is_here_and_whole_is_not_fetched_again(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    here.get("test:a.dat")
    here.get("test:a.dat")
    assert len(fake.got("a.dat")) == 1


def test_a_file_that_was_here_before_is_taken_for_what_it_is(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    (here.base / "test").mkdir(parents=True)
    (here.base / "test/a.dat").write_bytes(CONTENT)
    assert here.get("test:a.dat").failed == {}
    assert fake.got("a.dat") == []


def test_a_file_that_somebody_changed_is_neither_here_nor_overwritten(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    path = here.get("test:a.dat").paths[KEY]
    path.write_bytes(b"my own notes")
    did = Did(scope="test", name="a.dat", type="file")
    assert here.transfers.attachments.seen("lake", did) is None
    (error,) = here.get("test:a.dat").failed.values()
    assert isinstance(error, ConflictError)
    assert path.read_bytes() == b"my own notes"


def test_a_removed_file_is_fetched_again(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    here.get("test:a.dat").paths[KEY].unlink()
    assert here.get("test:a.dat").paths[KEY].read_bytes() == CONTENT


def test_two_at_once_fetch_it_once(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.moody, fake.mood = "/storage/", "slow"
    outcomes = []
    threads = [in_thread(lambda: outcomes.append(here.get("test:a.dat"))) for _ in range(2)]
    assert fake.waiting.wait(30)
    fake.mood = "well"
    fake.release.set()
    for thread in threads:
        thread.join(30)
    assert [done.failed for done in outcomes] == [{}, {}]
    assert len(fake.got("a.dat")) == 1


def test_while_it_comes_it_is_fetching_and_can_be_cancelled(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.moody, fake.mood = "/storage/", "slow"
    caught = []

    def work():
        try:
            here.get("test:a.dat")
        except CancelledError as error:
            caught.append(error)

    thread = in_thread(work)
    assert fake.waiting.wait(30)
    did = Did(scope="test", name="a.dat", type="file", size=str(len(CONTENT)))
    assert here.transfers.attachments.seen("lake", did).state == "fetching"
    (activity,) = here.activities.list()
    here.activities.cancel(activity.id)
    thread.join(30)
    assert len(caught) == 1
    assert here.transfers.attachments.seen("lake", did) is None
    assert here.activities.get(activity.id).state == "cancelled"
    assert not (here.base / "test/a.dat").exists()


def test_what_failed_is_told_with_its_cause(fake, here):
    fake.store("a.dat", CONTENT, DAV1=b"bad")
    here.get("test:a.dat")
    seen = here.transfers.attachments.seen("lake", Did(scope="test", name="a.dat", type="file"))
    assert seen.state == "failed"
    assert "corrupt" in seen.reason or "bytes" in seen.reason


def test_files_come_side_by_side_but_never_too_many(fake, here):
    names = [f"f{number:02}.dat" for number in range(30)]
    for each in names:
        fake.store(each, each.encode(), "DAV1")
    fake.add("ds", "DATASET", holds=names)
    now, most, lock = [], [], threading.Lock()
    answer = fake.answer

    def counting(asked):
        with lock:
            now.append(1)
            most.append(len(now))
        try:
            return answer(asked)
        finally:
            with lock:
                now.pop()

    fake.answer = counting
    done = here.get("test:ds")
    assert [path.read_text() for path in done.paths.values()] == names
    assert max(most) <= 8


def test_a_folder_elsewhere_on_this_machine_is_read_instead_of_the_lake(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    lying = here.get("test:a.dat").paths[KEY]
    here.base = here.root / "ws/other"
    assert here.get("test:a.dat", copy=False).paths == {KEY: lying}
    copied = here.get("test:a.dat").paths[KEY]
    assert copied.is_relative_to(here.base)
    assert copied.read_bytes() == CONTENT
    assert len(fake.got("a.dat")) == 1


def test_a_silent_rse_is_asked_once_and_not_for_each_file(fake, here):
    names = [f"f{number}.dat" for number in range(20)]
    for each in names:
        fake.store(each, each.encode(), "DAV1", "DAV2")
    fake.add("ds", "DATASET", holds=names)
    pfn = fake._pfn
    fake._pfn = lambda rse, did: pfn(rse, did) if rse != "DAV1" else f"http://127.0.0.1:1/{did[1]}"
    fetcher = here.transfers._fetcher(here.lake, here.base)
    here.transfers._fetcher = lambda *_: fetcher
    assert here.get("test:ds").failed == {}
    assert fetcher._silent == {"DAV1"}
    (replica,) = here.lake.replicas.of([name("test:f0.dat")])
    assert [place.rse for place in fetcher._places(replica)][-1] == "DAV1"


def test_a_lake_that_wants_a_login_says_so_once(fake, here):
    fake.password = "changed"
    fake.expire()
    done = here.get("test:a.dat", "test:b.dat")
    (error,) = done.failed.values()
    assert error.code == "login_refused"
    assert len([asked for asked in fake.asked if asked.path == "/auth/userpass"]) == 1
