"""Uploads: stored, read back, registered, in this order."""

import hashlib
import threading
import zlib

import pytest

from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    CancelledError,
    ConflictError,
    NotFoundError,
    QuotaError,
    UnreachableError,
)
from esap_jupyter.lake.transfers.access import StorageAccess
from esap_jupyter.lake.transfers.items import below, items_of
from esap_jupyter.lake.transfers.storing import Store
from esap_jupyter.models import UploadRequest
from esap_jupyter.staging.checksums import Expected
from tests.peers.fakes.base import Answer
from tests.peers.fakes.rucio import refused
from tests.support.lakes import connected, name
from tests.support.servers import serve
from tests.support.transfers import in_thread

CONTENT = bytes(range(256)) * 40
KEY = ("user.alice", "a.dat")
STORED = ("DAV1", "user.alice/a.dat")


@pytest.fixture
def file(tmp_path):
    folder = tmp_path / "ws"
    folder.mkdir()
    path = folder / "a.dat"
    path.write_bytes(CONTENT)
    return path


def registered(fake):
    return [each for each in fake.asked if each.method == "POST" and each.path == "/replicas/"]


def puts(fake):
    return [each for each in fake.asked if each.method == "PUT"]


def failed(done):
    (error,) = done.failed.values()
    return error


def test_a_file_is_stored_registered_and_kept(fake, here, file):
    done = here.put(file, metadata={"instrument": "KM3"})
    assert done.new == [name("user.alice:a.dat")]
    assert fake.bytes[STORED] == CONTENT
    about = fake.dids[KEY]
    assert (about["bytes"], fake.set[KEY]) == (len(CONTENT), {"instrument": "KM3"})
    (rule,) = fake.rules.values()
    assert (rule["name"], rule["rse_expression"]) == ("a.dat", "DAV1")
    order = [each.method for each in fake.asked if each.method == "PUT" or each in registered(fake)]
    assert order == ["PUT", "POST"]
    (activity,) = here.activities.list()
    assert (activity.kind, activity.state, activity.done) == ("upload", "done", len(CONTENT))


def test_a_dataset_takes_them_all_once_and_has_one_rule(fake, here, file):
    (file.parent / "b.dat").write_bytes(b"b")
    assert len(here.put(file.parent, dataset="ds.mine").new) == 2
    again = here.put(file.parent, dataset="ds.mine")
    assert (again.new, len(again.old)) == ([], 2)
    assert sorted(each for _, each in fake.held["user.alice", "ds.mine"]) == ["a.dat", "b.dat"]
    assert [rule["name"] for rule in fake.rules.values()] == ["ds.mine"]


def test_a_result_is_stored_as_a_file(fake, here):
    assert [did.name for did in here.put(results=["m31"]).new] == ["m31.vot"]
    assert fake.bytes["DAV1", "user.alice/m31.vot"] == b"<VOTABLE/>"


def test_the_same_bytes_are_not_sent_again(fake, here, file):
    here.put(file)
    done = here.put(file)
    assert (done.new, done.old) == ([], [name("user.alice:a.dat")])
    assert len(puts(fake)) == len(registered(fake)) == 1


def test_other_bytes_are_a_conflict(fake, here, file):
    here.put(file)
    file.write_bytes(b"other")
    error = failed(here.put(file))
    assert isinstance(error, ConflictError)
    assert "another file already" in error.message
    assert fake.bytes[STORED] == CONTENT


def test_a_dataset_of_that_name_is_a_conflict(fake, here, file):
    here.put(file, dataset="a.dataset")
    (file.parent / "a.dataset").write_bytes(b"x")
    assert isinstance(failed(here.put(file.parent / "a.dataset")), ConflictError)


def test_what_storage_damages_is_not_registered_and_taken_away(fake, here, file):
    fake.damages.add("DAV1")
    assert isinstance(failed(here.put(file)), BadAnswerError)
    assert registered(fake) == []
    assert STORED not in fake.bytes


def test_what_storage_refuses_is_not_registered(fake, here, file):
    fake.broken["PUT", "DAV1", "a.dat"] = Answer(b"full", status=507)
    assert isinstance(failed(here.put(file)), UnreachableError)
    assert registered(fake) == []


def test_what_the_lake_refuses_is_not_left_on_storage(fake, here, file):
    fake.refusals["POST", "/replicas/"] = refused(401, "AccessDenied", "You may not")
    assert "You may not" in failed(here.put(file)).message
    assert STORED not in fake.bytes


def test_where_nobody_knows_whether_it_is_registered_it_stays_for_the_next_try(fake, here, file):
    fake.refusals["POST", "/replicas/"] = Answer(b"", status=500)
    assert isinstance(failed(here.put(file)), UnreachableError)
    assert fake.bytes[STORED] == CONTENT
    fake.refusals.clear()
    assert here.put(file).failed == {}
    assert len(puts(fake)) == 1
    assert list((here.root / "home/lake-uploads").rglob("*.json")) == []


def test_a_file_of_others_that_the_lake_does_not_know_is_not_overwritten(fake, here, file):
    fake.bytes[STORED] = b"somebody's"
    assert isinstance(failed(here.put(file)), ConflictError)
    assert fake.bytes[STORED] == b"somebody's"


def test_what_we_began_to_send_is_sent_again(fake, here, file):
    fake.refusals["POST", "/replicas/"] = Answer(b"", status=500)
    here.put(file)
    fake.refusals.clear()
    fake.bytes[STORED] = CONTENT[:100]
    assert here.put(file).failed == {}
    assert fake.bytes[STORED] == CONTENT


def test_no_room_is_told_before_anything_is_sent(fake, here, file):
    fake.quota["DAV1"] = 1000
    assert isinstance(failed(here.put(file)), QuotaError)
    assert puts(fake) == []


def test_a_rule_that_is_refused_is_told_though_the_file_is_stored(fake, here, file):
    fake.refusals["POST", "/rules/"] = refused(409, "InsufficientTargetRSEs", "None left")
    error = failed(here.put(file))
    assert "is stored, but no rule keeps it" in error.message
    assert KEY in fake.dids


def test_one_that_fails_does_not_keep_the_others(fake, here, file):
    (file.parent / "b.dat").write_bytes(b"b")
    fake.broken["PUT", "DAV1", "a.dat"] = Answer(b"full", status=507)
    done = here.put(file.parent)
    assert [did.name for did in done.new] == ["b.dat"]
    (activity,) = here.activities.list()
    assert activity.state == "failed"
    assert "1 of 2 were not stored; the others are" in activity.error.message


def test_it_can_be_cancelled_and_registers_nothing(fake, here, file):
    fake.moody, fake.mood = "/storage/", "slow"
    caught = []

    def work():
        try:
            here.put(file)
        except CancelledError as error:
            caught.append(error)

    thread = in_thread(work)
    assert fake.waiting.wait(30)
    here.activities.cancel(here.activities.list()[0].id)
    thread.join(30)
    assert len(caught) == 1
    assert registered(fake) == []


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"rse": "site=a|b"}, BadRequestError),
        ({"rse": ""}, BadRequestError),
        ({"scope": ""}, BadRequestError),
        ({"dataset": "x" * 600}, BadRequestError),
        ({"dataset": "runs/../x"}, BadRequestError),
        ({"dataset": "%2e%2e"}, BadRequestError),
        ({"scope": ".."}, BadRequestError),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(fake, here, file, more, kind):
    with pytest.raises(kind):
        here.put(file, **more)
    assert puts(fake) == []


def test_a_scope_that_is_not_there_is_told_before_anything_is_sent(fake, here, file):
    error = failed(here.put(file, scope="nobody"))
    assert isinstance(error, NotFoundError)
    assert "no scope 'nobody'" in error.message
    assert puts(fake) == []


def test_paths_are_of_the_workspace_and_lead_out_of_it_by_no_way(here, tmp_path, file):
    (tmp_path / "secret").write_text("s")
    (file.parent / "link").symlink_to(tmp_path / "secret")
    (file.parent / ".hidden").write_text("h")
    assert below(file.parent, "a.dat") == file
    for path in ("../secret", "link", ".hidden", "a/../../secret"):
        with pytest.raises(BadRequestError):
            below(file.parent, path)
    with pytest.raises(NotFoundError):
        below(file.parent, "none.dat")


def test_folders_give_their_files_but_neither_hidden_ones_nor_links(file, tmp_path):
    (file.parent / "deep").mkdir()
    (file.parent / "deep/b.dat").touch()
    (file.parent / ".hidden").touch()
    (file.parent / "passwd").symlink_to("/etc/passwd")
    found = items_of([file.parent], "user.alice")
    assert sorted(item.did.name for item in found) == ["a.dat", "b.dat"]


def test_two_files_of_one_name_are_refused(file):
    (file.parent / "deep").mkdir()
    (file.parent / "deep/a.dat").touch()
    with pytest.raises(BadRequestError, match=r"Two files are called a\.dat"):
        items_of([file.parent], "user.alice")


def test_two_results_of_one_name_are_refused(fake, here, monkeypatch):
    def export(result, folder):
        path = folder / "m31.vot"
        path.write_text(result)
        return path

    monkeypatch.setattr(here.uploads, "_export", export)
    error = failed(here.put(results=["one", "two"]))
    assert "Two files are called m31.vot" in error.message
    assert puts(fake) == []


def test_what_waits_in_the_queue_is_an_activity_too(fake, here, file):
    wanted = UploadRequest(scope="user.alice", rse="DAV1", paths=["a.dat"])
    activity = here.uploads.start("lake", wanted, root=file.parent)
    assert activity.kind == "upload"
    assert activity.title == "a.dat to Lake"


def test_what_somebody_else_has_stored_is_not_taken_away(fake, here, file):
    fake.bytes[STORED] = CONTENT
    fake.refusals["POST", "/replicas/"] = refused(401, "AccessDenied", "You may not")
    assert "You may not" in failed(here.put(file)).message
    assert fake.bytes[STORED] == CONTENT


def test_metadata_that_were_refused_are_told_and_set_by_the_next_try(fake, here, file):
    fake.refusals["POST", "/meta"] = refused(400, "InvalidMetadata", "Not this key")
    error = failed(here.put(file, metadata={"instrument": "KM3"}))
    assert "is stored, but its metadata are not set" in error.message
    fake.refusals.clear()
    assert len(here.put(file, metadata={"instrument": "KM3"}).old) == 1
    assert fake.set[KEY] == {"instrument": "KM3"}
    assert len(puts(fake)) == 1


def test_bytes_that_have_the_same_adler32_are_not_taken_for_the_file(fake, here, file):
    fake.bytes[STORED] = same = CONTENT[:10] + bytes((11, 9, 13)) + CONTENT[13:]
    assert zlib.adler32(same) == zlib.adler32(CONTENT)
    assert isinstance(failed(here.put(file)), ConflictError)
    assert registered(fake) == []


def test_what_is_read_back_takes_no_room_here(tmp_path):
    (tmp_path / "full").touch()
    with serve(CONTENT) as server, connected(server.url) as lake:
        access = StorageAccess(
            entry=lake.entry, clients=lake.clients, credential=lambda: lake.credential("")
        )
        store = Store(url=f"{server.url}/a", rse="DAV1", access=access, scratch=tmp_path / "full")
        sums = store.sums(Expected(size=len(CONTENT), md5="0" * 32), threading.Event())
    assert sums is not None
    assert (sums.size, sums.md5) == (len(CONTENT), hashlib.md5(CONTENT).hexdigest())
