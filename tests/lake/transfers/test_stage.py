"""`esap.stage` and what the panel asks for: files of lakes and of the web, as paths."""

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import BadAnswerError, BadRequestError, NotFoundError, UnreachableError
from esap_jupyter.lazy import Lazy
from esap_jupyter.models import StageRequest, StageWhat, TransferRequest
from esap_jupyter.platform import Platform
from tests.peers.fakes.base import Answer
from tests.support.lakes import lake_toml
from tests.support.stored import store_document
from tests.support.waiting import wait_for

CONTENT = b"0123456789" * 100


@pytest.fixture
def platform(fake, tmp_path, monkeypatch):
    path = tmp_path / "lakes.toml"
    path.write_text(lake_toml(fake.url, account="alice") + "[network]\nallow = []\n")
    made = Platform(home=tmp_path / "home", catalogue_paths=[path])
    monkeypatch.setattr(api, "_platform", Lazy(lambda: made, made._core.lock))
    (tmp_path / "ws").mkdir()
    monkeypatch.chdir(tmp_path / "ws")
    esap.login("lake", username="alice", password="alicepw", account="alice")
    yield made
    made.close()


def test_files_of_a_lake_come_as_paths_in_the_order_of_their_names(fake, platform, tmp_path):
    for each in ("b.dat", "a.dat"):
        fake.store(each, CONTENT, "DAV1")
    fake.add("ds", "DATASET", holds=["b.dat", "a.dat"])
    folder = tmp_path / "ws/esap-data/lake/test"
    paths = esap.stage("rucio://lake/test:ds")
    assert paths == [folder / "a.dat", folder / "b.dat"]
    assert esap.stage(["rucio://lake/test:b.dat", "rucio://lake/test:ds"]) == paths[::-1]
    assert esap.lake("lake").download("test:a.dat") == paths[:1]
    (seen,) = esap.lake("lake").files("test:a.dat")
    assert (seen.state, seen.path) == ("here", str(paths[0]))


def test_the_cause_is_raised_after_the_others_have_come(fake, platform, tmp_path):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.store("bad.dat", CONTENT, DAV1=b"bad")
    with pytest.raises(BadAnswerError, match=r"bad\.dat"):
        esap.stage(["rucio://lake/test:bad.dat", "rucio://lake/test:a.dat"])
    assert (tmp_path / "ws/esap-data/lake/test/a.dat").read_bytes() == CONTENT


def test_a_folder_of_ones_own(fake, platform, tmp_path):
    fake.store("a.dat", CONTENT, "DAV1")
    assert esap.stage("rucio://lake/test:a.dat", tmp_path / "mine") == [
        tmp_path / "mine/test/a.dat"
    ]


def test_addresses_of_the_web_too(fake, platform, tmp_path):
    platform.http.guard.allow(fake.root)
    fake.store("a.dat", CONTENT, "DAV1")
    (path,) = esap.stage(f"{fake.root}/storage/DAV1/test/a.dat")
    assert path == tmp_path / "ws/esap-data/127.0.0.1/a.dat"
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("what", ["file:///etc/passwd", "a.dat", 3, [None]])
def test_what_names_no_data_is_refused(platform, what):
    with pytest.raises(BadRequestError):
        esap.stage(what)


def test_an_unknown_lake_is_named(platform):
    with pytest.raises(NotFoundError, match="nolake"):
        esap.stage("rucio://nolake/test:a.dat")


@pytest.fixture
def result(fake, platform):
    """A stored result whose two rows name their data in the lake."""
    fake.store("a.dat", CONTENT, "DAV1")
    fake.store("b.dat", CONTENT[::-1], "DAV1")
    rows = "".join(f"<TR><TD>rucio://lake/test:{name}</TD></TR>" for name in ("a.dat", "b.dat"))
    document = (
        '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE '
        'type="results"><TABLE><FIELD name="access_url" datatype="char" arraysize="*"/>'
        f"<DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
    )
    return store_document(platform.home, document.encode())


def test_rows_whose_data_lie_in_a_lake_are_brought_from_there(platform, result, tmp_path):
    folder = tmp_path / "ws/esap-data/lake/test"
    assert esap.stage(esap.load(result.id)) == [folder / "a.dat", folder / "b.dat"]
    (link,) = esap.load(result.id).links(1)
    path = link.fetch(tmp_path)
    assert path == tmp_path / "test/b.dat"
    assert path.read_bytes() == CONTENT[::-1]


def test_the_panel_brings_such_a_file_too(platform, result, tmp_path):
    what = [StageWhat(result=result.id, rows=[0])]
    request = TransferRequest(request=StageRequest(what=what))
    job = platform.stagings.start(request, root=tmp_path / "ws")
    wait_for(lambda: platform.activities.get(job.activity).ended is not None)
    ended = platform.activities.get(job.activity)
    assert (ended.state, ended.path) == ("done", "esap-data/lake/test/a.dat")


def test_upload_gives_what_is_in_the_lake_now(fake, platform, tmp_path):
    (tmp_path / "ws/new.dat").write_bytes(CONTENT)
    (did,) = esap.lake("lake").upload("new.dat", "user.alice", "DAV1", lifetime=3600)
    assert (did.scope, did.name, did.size) == ("user.alice", "new.dat", str(len(CONTENT)))
    (path,) = esap.stage("rucio://lake/user.alice:new.dat")
    assert path.read_bytes() == CONTENT


def test_what_could_not_be_uploaded_is_told_as_that(fake, platform, tmp_path):
    names = ("x.dat", "y.dat")
    for each in names:
        (tmp_path / "ws" / each).write_bytes(CONTENT)
        fake.broken["PUT", "DAV1", each] = Answer(b"full", status=507)
    with pytest.raises(UnreachableError, match=r"2 were not stored\. .*507"):
        esap.lake("lake").upload(names, "user.alice", "DAV1")
