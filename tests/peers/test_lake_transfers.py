"""Downloads and uploads against the real Rucio and its storage."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import uuid
from pathlib import Path

import pytest

from esap_jupyter.catalogue import LakeMount
from esap_jupyter.errors import (
    AccessDeniedError,
    BadAnswerError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    QuotaError,
    UnreachableError,
)
from esap_jupyter.identity import Credential
from esap_jupyter.lake.transfers.access import StorageAccess
from esap_jupyter.lake.transfers.keeping import Keeper
from esap_jupyter.lake.transfers.registering import Registrar
from esap_jupyter.lake.transfers.storing import Store
from esap_jupyter.staging.checksums import Expected
from tests.support.lakes import connected, listed, name, password
from tests.support.rucio import ALICE
from tests.support.transfers import transferring
from tests.support.waiting import wait_for

pytestmark = pytest.mark.peers


def connect(peer, credential=None, **fields):
    ca = {"ca": str(peer.ca)} if peer.url.startswith("https") else {}
    posix = LakeMount(path=str(peer.state / "rse/posix1"), begins_at=6)
    mounts = {"mounts": {"POSIX1": {"path": posix.path, "begins_at": posix.begins_at}}}
    return connected(peer.url, credential or password(), **{**ca, **mounts, **fields})


@pytest.fixture
def lake(rucio_lake):
    with connect(rucio_lake) as lake:
        yield lake


@pytest.fixture
def here(lake, tmp_path):
    with transferring(lake, tmp_path) as here:
        yield here


def md5s(lake, did):
    with_sums = lake.replicas.each(name(did))
    return {(each.did.scope, each.did.name): each.did.md5 for each in with_sums}


def md5(path):
    return hashlib.md5(path.read_bytes()).hexdigest()


def test_every_protocol_and_every_odd_name_comes_as_the_lake_has_it(here, lake):
    done = here.get("test:ds.events", "test:ds.odd", "test:ds with space+plus")
    assert done.failed == {}
    wanted = md5s(lake, "test:ds.events") | md5s(lake, "test:ds.odd")
    assert {key: md5(done.paths[key]) for key in wanted} == wanted
    paths = list(done.paths.values())
    assert len(set(paths)) == len(paths)
    assert all(path.resolve().is_relative_to(here.base) for path in paths)
    assert here.leftovers() == []


def test_what_is_broken_fails_with_its_cause_and_the_rest_comes(here, lake):
    done = here.get("test:ds.broken")
    kinds = {did.removeprefix("test:"): type(error) for did, error in done.failed.items()}
    unreachable = kinds.pop("down.dat")
    assert issubclass(unreachable, UnreachableError)
    assert kinds == {
        "corrupt.dat": BadAnswerError,
        "truncated.dat": BadAnswerError,
        "missing.dat": NotFoundError,
        "token.dat": AccessDeniedError,
        "x509.dat": AccessDeniedError,
    }
    good = {"corrupt_then_good", "missing_then_good", "down_then_good", "slow_then_fast", "slow"}
    assert {name.removesuffix(".dat") for _, name in done.paths} == good
    wanted = md5s(lake, "test:ds.broken")
    assert all(md5(path) == wanted[key] for key, path in done.paths.items())
    kept = {path.name for path in (here.base / "test").iterdir()}
    assert kept == {f"{each}.dat" for each in good}
    (activity,) = here.activities.list()
    assert activity.state == "failed"
    assert "6 of 11 could not be had; the others are here" in activity.error.message


def test_what_is_here_is_not_fetched_again(here):
    first = here.get("test:ds.events")
    before = {path: path.stat().st_mtime_ns for path in first.paths.values()}
    again = here.get("test:ds.events")
    assert again.paths == first.paths
    assert {path: path.stat().st_mtime_ns for path in again.paths.values()} == before


def test_a_certificate_opens_storage_that_wants_one(rucio_lake, tmp_path):
    shown = Credential(
        kind="x509_proxy", source="file", account="alice", certificate=rucio_lake.proxy
    )
    with connect(rucio_lake, shown) as lake, transferring(lake, tmp_path) as here:
        assert here.get("test:x509.dat").failed == {}


@pytest.mark.parametrize("listed_as_storage", [True, False])
def test_a_token_goes_only_to_storage_that_is_listed(rucio_lake, tmp_path, listed_as_storage):
    token = Credential(kind="oidc", source="file", account="alice", token=rucio_lake.jwt())
    storage = ("https://127.0.0.1:18281/token/",) if listed_as_storage else ()
    with (
        connect(rucio_lake, token, storage=storage) as lake,
        transferring(lake, tmp_path) as here,
    ):
        assert ("test:token.dat" in here.get("test:token.dat").failed) is not listed_as_storage


def test_the_second_lake_is_another_one(rucio_lake, tmp_path):
    second = rucio_lake.second
    with (
        connect(second, password(secret="alice2pw"), ca=str(rucio_lake.ca)) as lake,
        transferring(lake, tmp_path) as here,
    ):
        done = here.get("test:ds.events")
        assert done.failed == {}
        assert {key: md5(path) for key, path in done.paths.items()} == md5s(lake, "test:ds.events")


def test_a_mounted_file_is_opened_where_it_lies(rucio_lake, tmp_path):
    mount = {"rse": "DAV2", "mount": str(rucio_lake.mount), "path_begins_at": 1}
    with connect(rucio_lake, **mount) as lake, transferring(lake, tmp_path) as here:
        lying = here.get("test:events_06.dat", copy=False).paths["test", "events_06.dat"]
        assert lying.is_relative_to(rucio_lake.mount)
        copied = here.get("test:events_06.dat").paths["test", "events_06.dat"]
        assert copied.is_relative_to(here.base)
        assert copied.read_bytes() == lying.read_bytes()


KILLED = """
    import sys
    from pathlib import Path
    from tests.support.lakes import connected, password
    from tests.support.transfers import transferring
    url, ca, root = sys.argv[1:]
    with connected(url, password(), ca=ca) as lake, transferring(lake, Path(root)) as here:
        here.get("test:slow.dat")
"""


def begin(peer, root):
    """Download a slow file in a process of its own."""
    words = [sys.executable, "-c", textwrap.dedent(KILLED), peer.url, str(peer.ca), str(root)]
    return subprocess.Popen(words, cwd=Path(__file__).parents[2])


def come(here):
    return sum(path.stat().st_size for path in (here.base / ".esap").glob("*.part"))


def test_a_download_goes_on_where_a_killed_one_was(here, lake, rucio_lake):
    process = begin(rucio_lake, here.root)
    try:
        wait_for(lambda: come(here) > 300_000)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    had = come(here)
    told = []
    lake_get = here.transfers.attachments.follow("lake")
    here.transfers.attachments.follow = lambda _lake: (
        lambda did, done, error: (told.append(done), lake_get(did, done, error))
    )
    done = here.get("test:slow.dat")
    assert done.failed == {}
    first = next(count for count in told if count)
    assert first > had
    assert md5(done.paths["test", "slow.dat"]) == md5s(lake, "test:slow.dat")["test", "slow.dat"]
    assert here.leftovers() == []


def test_two_processes_do_not_fetch_the_same(here, rucio_lake):
    process = begin(rucio_lake, here.root)
    try:
        wait_for(lambda: come(here) > 0)
        done = here.get("test:slow.dat")
        assert process.wait(60) == 0
    finally:
        process.kill()
    assert done.failed == {}
    lines = (here.base / "manifest.jsonl").read_text().splitlines()
    assert len(lines) == 1


@pytest.fixture
def files(tmp_path):
    """Three files, with names that nobody has used."""
    folder = tmp_path / "ws/run"
    (folder / "deep").mkdir(parents=True)
    mark = uuid.uuid4().hex[:8]
    made = [folder / f"{mark}-a.dat", folder / f"{mark} b+c%41.dat", folder / f"deep/{mark}-ü.dat"]
    for number, path in enumerate(made):
        path.write_bytes(os.urandom(30_000 + number))
    (folder / ".hidden").write_text("no")
    return made


@pytest.mark.parametrize("rse", ["DAV1", "XRD1", "POSIX1"])
def test_a_folder_is_uploaded_and_read_back_by_its_dids(here, lake, files, rse):
    dataset = f"ds.{uuid.uuid4().hex[:8]}"
    metadata = {"instrument": "KM9"}
    done = here.put(files[0].parent, rse=rse, dataset=dataset, metadata=metadata)
    assert done.failed == {}
    assert {did.name for did in done.new} == {path.name for path in files}
    back = here.get(f"user.alice:{dataset}")
    assert {path.read_bytes() for path in back.paths.values()} == {
        path.read_bytes() for path in files
    }
    (rule,) = lake.rules.of(name(f"user.alice:{dataset}"))
    assert (rule.state, rule.rse_expression, rule.locks_ok) == ("OK", rse, 3)
    assert rule.expires is not None
    details = lake.collections.details(done.new[0])
    assert details.own_metadata["instrument"] == "KM9"
    assert [parent.name for parent in details.parents] == [dataset]
    again = here.put(files[0].parent, rse=rse, dataset=dataset)
    assert (len(again.old), again.new, again.failed) == (3, [], {})


def test_each_file_without_a_dataset_has_one_rule_and_gets_no_second(here, lake, files):
    done = here.put(files[0].parent)
    assert (len(done.new), done.failed) == (3, {})
    assert lake.rules.kept("user.alice", "DAV1").issuperset(done.new)
    more = files[0].with_name(f"more-{files[0].name}")
    more.write_bytes(b"more")
    again = here.put(files[0].parent)
    assert (len(again.old), len(again.new), again.failed) == (3, 1, {})
    assert [len(lake.rules.of(did)) for did in (*again.old, *again.new)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("rse", "knows"),
    # WsgiDAV knows no condition of PUT, as RFC 9110 leaves it to a server.
    [("DAV1", False), ("XRD1", True), ("POSIX1", True)],
)
def test_what_came_meanwhile_is_not_written_over_where_storage_can_tell(
    lake, files, tmp_path, rse, knows
):
    did = name(f"user.alice:{files[0].name}")
    access = StorageAccess(
        entry=lake.entry, clients=lake.clients, credential=lambda: lake.credential("")
    )
    registrar = Registrar(lake)
    url = registrar.addresses(rse, registrar.scheme(rse), [did])[did]
    store = Store(url=url, rse=rse, access=access, scratch=tmp_path / "scratch")
    go = {"progress": lambda _: None, "cancel": threading.Event()}
    store.put(files[0], fresh=True, **go)
    if knows:
        with pytest.raises(FileExistsError):
            store.put(files[1], fresh=True, **go)
        assert store.sums(Expected(), go["cancel"]).size == files[0].stat().st_size
    store.put(files[1], fresh=False, **go)
    assert store.sums(Expected(), go["cancel"]).size == files[1].stat().st_size
    store.remove()
    assert store.sums(Expected(), go["cancel"]) is None


def test_an_rse_that_no_rule_can_be_made_for_is_told_for_each(lake, files):
    dids = [name(f"user.alice:{path.name}") for path in files]
    refused = Keeper(lake.rules).keep(dids, "DAV1", 3600)
    assert list(refused) == dids
    assert all(isinstance(error, NotFoundError) for error in refused.values())


def test_other_bytes_under_a_name_are_a_conflict_and_change_nothing(here, files):
    first = here.put(files[0])
    before = files[0].read_bytes()
    files[0].write_bytes(b"other")
    (error,) = here.put(files[0]).failed.values()
    assert isinstance(error, ConflictError)
    files[0].unlink()
    (back,) = here.get(str(first.new[0])).paths.values()
    assert back.read_bytes() == before


def test_what_is_refused_is_neither_registered_nor_left_on_storage(
    rucio_lake, files, tmp_path, monkeypatch
):
    with connect(rucio_lake, password("bob", "bob", "bobpw")) as lake:
        with transferring(lake, tmp_path) as here:
            # Bob has no quota, which is told before; so it is the lake that must refuse him.
            (error,) = here.put(files[0], scope="user.bob").failed.values()
            assert isinstance(error, QuotaError)
            monkeypatch.setattr(Registrar, "check_room", lambda *_: None)
            (error,) = here.put(files[0], scope="user.bob").failed.values()
        assert isinstance(error, AccessDeniedError)
        assert listed(lake, "user.bob", name=files[0].name) == []
    left = list((rucio_lake.state / "rse/dav/data/user/bob").rglob(files[0].name))
    assert left == []


@pytest.mark.parametrize(
    ("rse", "kind"),
    [
        ("SMALL1", QuotaError),
        ("NOQUOTA1", QuotaError),
        ("ODD1", BadRequestError),
        ("POSIX2", BadRequestError),
        ("DOWN1", UnreachableError),
        ("NONE9", NotFoundError),
    ],
)
def test_an_rse_that_cannot_take_it_says_why(here, lake, files, rse, kind):
    (error,) = here.put(files[0], rse=rse).failed.values()
    assert isinstance(error, kind)
    assert listed(lake, "user.alice", name=files[0].name) == []


def test_an_upload_whose_registration_broke_off_is_taken_up(here, lake, rucio_lake, files):
    with rucio_lake.fault("^/replicas/?\\??$", status=500, body=""):
        (error,) = here.put(files[0]).failed.values()
    assert isinstance(error, UnreachableError)
    assert listed(lake, "user.alice", name=files[0].name) == []
    assert [did.name for did in here.put(files[0]).new] == [files[0].name]
    assert list((here.root / "home/lake-uploads").rglob("*.json")) == []


def test_a_half_sent_file_of_ours_is_sent_again_and_that_of_others_is_not(here, rucio_lake, files):
    url = rucio_lake.ask(
        "GET", "/rses/DAV1/lfns2pfns", params={"lfn": f"user.alice:{files[0].name}"}, account=ALICE
    ).json[f"user.alice:{files[0].name}"]
    there = rucio_lake.state / "rse/dav" / url.partition("18281/")[2]
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(b"half")
    (error,) = here.put(files[0]).failed.values()
    assert isinstance(error, ConflictError)
    assert there.read_bytes() == b"half"
    there.unlink()
    with rucio_lake.fault("^/replicas/?\\??$", status=500, body=""):
        here.put(files[0])
    there.write_bytes(files[0].read_bytes()[:1000])
    assert here.put(files[0]).failed == {}
    assert there.read_bytes() == files[0].read_bytes()
