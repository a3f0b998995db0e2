"""Plans: which files rows, links, DIDs and addresses are, how they come, and where to."""

import json

import pytest

from esap_jupyter.models import (
    Column,
    NewBasketItem,
    RowCondition,
    RowFilter,
    StageRequest,
    StageWhat,
    TransferRequest,
)
from esap_jupyter.platform import Platform
from tests.support.links import FITS, links_document, obscore, soda
from tests.support.servers import Reply, serve
from tests.support.stored import store_document
from tests.support.waiting import wait_for

DATALINK = "application/x-votable+xml;content=datalink"


class Archive:
    """A stored result whose rows name a file, a links document, nothing, and an S3 object."""

    def __init__(self, platform, server, root):
        self.platform = platform
        self.server = server
        self.root = root
        rows = [
            {
                "access_url": f"{server.url}/direct.fits",
                "access_format": "image/fits",
                "obs_collection": "survey",
                "access_estsize": "12",
            },
            {"access_url": f"{server.url}/links?ID=1", "access_format": DATALINK},
            {"target_name": "nothing"},
            {
                "access_url": f"{server.url}/cloud.fits",
                "access_format": "image/fits",
                "cloud_access": json.dumps(
                    {"aws": {"bucket_name": "b", "key": "k/c.fits", "region": "us-east-1"}}
                ),
            },
        ]
        self.result = store_document(
            platform.home, obscore(rows), collection="ivoa.obscore", archive="mine"
        )

    def plan(self, **fields):
        more = {key: fields.pop(key) for key in ("which", "folder", "copy") if key in fields}
        what = [StageWhat(result=self.result.id, **fields)]
        return self.platform.stagings.plan(StageRequest(what=what, **more), root=self.root)


@pytest.fixture
def asked():
    return []


@pytest.fixture
def make(tmp_path, asked):
    made = []

    def make(server, more=""):
        catalogue = tmp_path / "catalogue.toml"
        catalogue.write_text(f'[network]\nallow = ["{server.hostport}"]\n{more}')
        (tmp_path / "ws").mkdir(exist_ok=True)
        platform = Platform(home=tmp_path / "home", catalogue_paths=[catalogue])
        made.append(platform)
        return Archive(platform, server, tmp_path / "ws")

    yield make
    for platform in made:
        platform.close()


@pytest.fixture
def server(asked):
    def answer(request):
        asked.append(request)
        if request.path == "/links":
            rows = [
                {
                    "ID": "1",
                    "semantics": "#this",
                    "access_url": f"{served.url}/linked.fits",
                    "content_type": "image/fits",
                    "content_length": "777",
                },
                {"ID": "1", "semantics": "#preview", "access_url": f"{served.url}/p.png"},
                {"ID": "1", "semantics": "#cutout", "service_def": "soda"},
                {"ID": "1", "semantics": "#this", "error_message": "NotFoundFault: gone"},
            ]
            return Reply(links_document(rows, soda(f"{served.url}/soda")))
        return Reply(FITS, media="image/fits")

    with serve(answer) as served:
        yield served


@pytest.fixture
def archive(make, server):
    return make(server)


def test_rows_are_their_data_by_columns_or_by_datalink(archive):
    plan = archive.plan()
    direct, linked, nothing, cloud = plan.files
    assert (direct.name, direct.size, direct.row) == ("direct.fits", "12000", 0)
    assert (linked.name, linked.size, linked.semantics) == ("linked.fits", "777", "#this")
    assert (nothing.state, nothing.error.code) == ("failed", "not_found")
    assert (cloud.way, cloud.state) == ("https", "fetch")
    assert "us-east-1" in cloud.why
    assert (plan.total, plan.fetch, plan.failed, plan.unknown) == (4, 3, 1, 1)
    assert plan.size == "12777"


def test_files_are_laid_out_by_archive_and_collection(archive):
    plan = archive.plan()
    assert [file.folder for file in plan.files[:2]] == [
        "esap-data/mine/survey",
        "esap-data/mine/ivoa.obscore",
    ]
    assert plan.folder == "esap-data/mine"


def test_the_operator_may_lay_them_out_otherwise(make, server):
    archive = make(server, '[staging]\nlayout = "{host}/by {archive}/{name}"\n')
    assert archive.plan(rows=[0]).files[0].folder == "esap-data/127.0.0.1/by mine"


def test_all_files_of_a_row_on_request(archive):
    plan = archive.plan(rows=[1], which="all")
    assert [file.semantics for file in plan.files] == ["#this", "#preview"]


def test_one_link_of_a_row(archive):
    links = archive.platform.row_services.links(archive.result, 1).links
    preview = next(link for link in links if link.semantics == "#preview")
    (file,) = archive.plan(rows=[1], link=preview.id).files
    assert file.name == "p.png"


def test_a_part_is_cut_out_on_request(archive, asked):
    plan = archive.plan(rows=[1], parameters={"circle": "10 41 0.1"})
    (file,) = plan.files
    assert (file.semantics, file.state) == ("#cutout", "fetch")
    job = archive.platform.stagings.start(TransferRequest(plan=plan.id), root=archive.root)
    stagings = archive.platform.stagings.stagings
    wait_for(lambda: stagings.get(job.id).ended is not None)
    assert stagings.get(job.id).state == "done"
    (cut,) = [one for one in asked if one.path == "/soda"]
    assert cut.query["CIRCLE"] == "10 41 0.1"
    (refused,) = archive.plan(rows=[1], parameters={"circle": "10 -41 0.1"}).files
    assert "touches the data" in refused.error.remedy


def test_a_part_of_an_item_of_the_basket_is_not_the_item(archive, server):
    """Neither is it staged whole instead, nor is its checksum taken for that of the whole."""
    data = {"access_url": f"{server.url}/links", "access_format": DATALINK}
    columns = [Column(name=name, datatype="char") for name in data]
    row = NewBasketItem(kind="row", title="A", archive="mine", columns=columns, data=data)
    esap, stagings = archive.platform, archive.platform.stagings
    (item,) = esap.basket.add([row]).ids
    what = StageWhat(basket=[item], parameters={"circle": "10 41 0.1"})
    plan = stagings.plan(StageRequest(what=[what]), root=archive.root)
    assert [file.semantics for file in plan.files] == ["#cutout"]
    job = stagings.start(TransferRequest(plan=plan.id), root=archive.root).id
    wait_for(lambda: stagings.stagings.runner(job) is None)
    assert stagings.stagings.get(job).state == "done"
    assert esap.basket.get(item).checksums == {}
    assert stagings.here([esap.basket.get(item)]) == {}


def test_rows_count_in_the_order_that_is_shown(archive):
    column = [one.name for one in archive.result.columns].index("access_url")
    where = RowFilter(conditions=[RowCondition(column=column, operator="contains", value="fits")])
    order = {"sort": column, "direction": "descending", "where": where}
    assert [file.row for file in archive.plan(**order).files] == [0, 3]
    assert [file.row for file in archive.plan(rows=[1], **order).files] == [3]


def test_what_is_near_is_preferred_and_shown(make, server, tmp_path, monkeypatch):
    mount = tmp_path / "disk"
    mount.mkdir()
    (mount / "direct.fits").write_bytes(FITS)
    archive = make(
        server, f'[staging]\ns3 = ["us-east-1"]\n[staging.mounts]\n"{server.url}/" = "{mount}"\n'
    )
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: True)
    direct, cloud = archive.plan(rows=[0, 3]).files
    assert (direct.way, direct.path) == ("mounted", str(mount / "direct.fits"))
    assert "this machine has that archive's disk" in direct.why
    assert (cloud.way, cloud.url) == ("s3", "s3://b/k/c.fits")
    assert "near by (us-east-1)" in cloud.why
    assert archive.plan(rows=[0], copy=False).files[0].state == "here"


def test_what_lies_behind_a_link_out_of_a_mount_is_not_opened(make, server, tmp_path):
    mount = tmp_path / "disk"
    mount.mkdir()
    (tmp_path / "secret").write_bytes(b"x")
    (mount / "direct.fits").symlink_to(tmp_path / "secret")
    archive = make(server, f'[staging.mounts]\n"{server.url}/" = "{mount}"\n')
    assert archive.plan(rows=[0]).files[0].way == "https"


def test_a_mounted_file_is_copied_or_opened_where_it_lies(make, server, tmp_path):
    mount = tmp_path / "disk"
    mount.mkdir()
    (mount / "direct.fits").write_bytes(FITS)
    archive = make(server, f'[staging.mounts]\n"{server.url}/" = "{mount}"\n')
    stagings = archive.platform.stagings.stagings
    for copy, place in ((True, archive.root / "esap-data/mine/survey"), (False, mount)):
        plan = archive.plan(rows=[0], copy=copy)
        job = archive.platform.stagings.start(TransferRequest(plan=plan.id), root=archive.root)
        wait_for(lambda job=job: stagings.get(job.id).ended is not None)
        (file,) = archive.platform.stagings.details(job.id, offset=0, limit=9).files
        assert archive.root / file.path == place / "direct.fits"
        assert (archive.root / file.path).read_bytes() == FITS
    assert [(one.method, one.path) for one in server.asked] == []


def test_of_very_many_rows_the_rest_is_asked_when_its_turn_comes(archive, monkeypatch):
    monkeypatch.setattr("esap_jupyter.staging.desk._ASK_FIRST", 0)
    plan = archive.plan(rows=[0, 1])
    assert (plan.later, plan.files[1].name) == (1, "row 2")
    assert "when its turn comes" in plan.files[1].why
    job = archive.platform.stagings.start(TransferRequest(plan=plan.id), root=archive.root)
    stagings = archive.platform.stagings.stagings
    wait_for(lambda: stagings.get(job.id).ended is not None)
    details = archive.platform.stagings.details(job.id, offset=0, limit=9)
    assert [file.name for file in details.files] == ["direct.fits", "linked.fits"]
    assert details.transfer.state == "done"


def test_the_same_file_is_planned_once(archive):
    what = [StageWhat(url=archive.server.url + "/direct.fits"), StageWhat(result=archive.result.id)]
    plan = archive.platform.stagings.plan(StageRequest(what=what), root=archive.root)
    assert [file.name for file in plan.files] == [
        "direct.fits",
        "linked.fits",
        "row 3",
        "cloud.fits",
    ]
