"""`esap.stage`: whatever names data arrives, in order, and what cannot be had is told at the end."""

import hashlib
import json

import msgspec
import pytest
from astropy.table import Table

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import BadAnswerError, BadRequestError, CancelledError, NotFoundError
from esap_jupyter.lazy import Lazy
from esap_jupyter.models import BasketProvenance, Column, NewBasketItem
from tests.support.bytes_server import content
from tests.support.links import links_document, obscore
from tests.support.staging import Files, staging
from tests.support.stored import store_document

NAMES = ("a.fits", "b.fits", "c.fits")
BODIES = {f"{name[0]}__fits": content(3000, seed=number) for number, name in enumerate(NAMES)}


@pytest.fixture
def here(tmp_path, monkeypatch):
    with staging(tmp_path, Files(**BODIES)) as made:
        monkeypatch.setattr(api, "_platform", Lazy(lambda: made.platform, made.platform._core.lock))
        monkeypatch.chdir(made.root)
        yield made


@pytest.fixture
def result(here):
    rows = [{"access_url": here.url(name), "obs_collection": "survey"} for name in NAMES]
    return esap.load(store_document(here.platform.home, obscore(rows), archive="mine").id)


def names(paths):
    return [path.name for path in paths]


def test_rows_of_a_result(here, result):
    paths = esap.stage(result[:2])
    assert paths == [here.root / "esap-data/mine/survey" / name for name in NAMES[:2]]
    assert paths[0].read_bytes() == BODIES["a__fits"]
    assert names(esap.stage(result[-1])) == ["c.fits"]
    assert names(esap.stage(result[[2, 0]])) == ["c.fits", "a.fits"]
    assert names(esap.stage(result[[True, False, True]])) == ["a.fits", "c.fits"]
    assert names(esap.stage(result)) == list(NAMES)
    assert names(esap.stage(result[1:][:1])) == ["b.fits"]


def test_rows_are_counted_and_shown(result):
    assert repr(result[:2]) == "<2 rows of 'M31': 0, 1>"
    assert [row.numbers for row in result[1:]] == [[1], [2]]
    assert result[[2]].to_arrow().num_rows == len(result[[2]].to_table()) == 1
    with pytest.raises(IndexError, match="3"):
        result[3]
    with pytest.raises(BadRequestError, match="mask"):
        result[[True]]
    with pytest.raises(BadRequestError):
        result["access_url"]


def test_tables_and_rows_of_astropy_pandas_and_mappings(here, result):
    table = result.to_table()
    assert names(esap.stage(table)) == list(NAMES)
    assert names(esap.stage(table[1])) == ["b.fits"]
    assert names(esap.stage(result.to_pandas()[["access_url"]])) == list(NAMES)
    assert names(esap.stage({"access_url": here.url("a.fits"), "other": 3})) == ["a.fits"]
    with pytest.raises(BadRequestError, match="access_url"):
        esap.stage({"url": here.url("a.fits")})


def test_links_and_mixtures_in_order(here, result):
    (link,) = result.links(1)
    paths = esap.stage([result[2], here.url("a.fits"), link])
    assert names(paths) == ["c.fits", "a.fits", "b.fits"]


def test_a_folder_of_ones_own_with_a_manifest(here, result, tmp_path):
    paths = esap.stage(result[:1], tmp_path / "mine")
    assert paths == [tmp_path / "mine/a.fits"]
    (line,) = (tmp_path / "mine/esap-manifest.jsonl").read_text().splitlines()
    told = json.loads(line)
    assert (told["archive"], told["collection"], told["result"]) == ("mine", "survey", result.id)


def test_the_causes_are_raised_after_the_others_have_come(here):
    with pytest.raises(BadAnswerError, match=r"2 of 3 could not be had; .*none\.fits and 1 more"):
        esap.stage([here.url("none.fits"), here.url("a.fits"), here.url("no.fits")])
    assert here.path("a.fits").exists()


def test_what_is_here_is_not_fetched_again(here):
    first = esap.stage(here.url("a.fits"))
    sent = here.server.sent
    assert esap.stage(here.url("a.fits")) == first
    assert here.server.sent == sent


def item(here, name, **fields):
    column = Column(name="access_url", datatype="char")
    about = {"kind": "row", "archive": "mine", "collection": "survey", "columns": [column]}
    data = {"access_url": here.url(name)}
    provenance = BasketProvenance(archive="mine", archive_name="Mine")
    return NewBasketItem(**about, data=data, provenance=provenance, **fields)


def test_items_of_the_basket_arrive_and_are_known_as_here(here):
    basket = here.platform.basket
    ids = basket.add([item(here, "a.fits", title="A"), item(here, "b.fits", title="B")]).ids
    items = basket.items(ids)
    paths = esap.stage(items)
    assert names(paths) == ["a.fits", "b.fits"]
    assert here.desk.here(items) == dict(zip(ids, paths, strict=True))
    first = basket.get(ids[0])
    assert (first.size, "sha256" in first.checksums) == ("3000", True)
    paths[0].unlink()
    assert list(here.desk.here(basket.items(ids))) == ids[1:]


def test_the_same_bytes_elsewhere_are_checked_by_checksum(here):
    wrong = item(here, "a.fits", size="3000", checksums={"sha256": "0" * 64})
    with pytest.raises(BadAnswerError, match="0000"):
        esap.stage(wrong)
    assert not (here.root / "esap-data/mine/survey/a.fits").exists()


@pytest.fixture
def linked(here):
    """Rows of which an archive says, when it is asked, which files they have."""
    for letter in "abc":
        links = [{"ID": "1", "access_url": here.url(f"{letter}.fits"), "semantics": "#this"}]
        here.files.bodies[f"/{letter}"] = links_document(links)
    about = {"access_format": "application/x-votable+xml;content=datalink"}
    columns = [Column(name=name, datatype="char") for name in ("access_url", *about)]
    return [
        NewBasketItem(
            kind="row",
            archive="mine",
            title=letter,
            columns=columns,
            data={"access_url": here.url(letter), **about},
        )
        for letter in "abc"
    ]


def test_rows_that_an_archive_is_asked_about_are_told_apart_wherever_they_stand(here, linked):
    rows = Table([item.data for item in linked])
    assert names(esap.stage(rows, "table")) == list(NAMES)
    assert names(esap.stage(rows.to_pandas(), "frame")) == list(NAMES)
    esap.basket.add(linked)
    esap.basket.save("basket.json")
    assert names(esap.basket.load("basket.json").stage("elsewhere")) == list(NAMES)
    assert names(esap.stage([linked[0], linked[0]], "twice")) == ["a.fits"]


def test_a_part_is_asked_for_or_refused_and_never_the_whole_instead(here, linked):
    circle = {"circle": (10, 41, 0.1)}
    with pytest.raises(NotFoundError, match="no service that cuts out parts"):
        esap.stage(linked[0], cutout=circle)
    for whole in (here.url("a.fits"), "rucio://escape/test:a"):
        with pytest.raises(BadRequestError, match="of the data of rows"):
            esap.stage(whole, cutout=circle)
    assert not list(here.root.rglob("*.fits"))


def test_the_data_are_checked_by_checksum_also_among_all_files_of_a_row(here, linked):
    preview = {"ID": "1", "access_url": here.url("b.fits"), "semantics": "#preview"}
    data = {"ID": "1", "access_url": here.url("a.fits"), "semantics": "#this"}
    here.files.bodies["/a"] = links_document([data, preview])
    right = hashlib.sha256(BODIES["a__fits"]).hexdigest()
    known = msgspec.structs.replace(linked[0], checksums={"sha256": right})
    assert names(esap.stage(known, which="all")) == ["a.fits", "b.fits"]
    wrong = msgspec.structs.replace(linked[0], checksums={"sha256": "0" * 64})
    with pytest.raises(BadAnswerError, match=r"1 of 2 .*a\.fits.* instead of 0000"):
        esap.stage(wrong, "wrong", which="all")
    assert (here.root / "wrong/b.fits").exists()


def test_nothing_is_begun_for_nothing_and_for_nonsense(here, result):
    assert esap.stage([]) == []
    for nonsense in (3, "a.dat", b"bytes", "ftp://h/a"):
        with pytest.raises(BadRequestError):
            esap.stage(nonsense)
    assert here.platform.activities.list() == []


def test_an_interrupt_cancels(here, monkeypatch):
    here.files.held.add("/a.fits")

    def interrupt(_line, _activity):
        raise KeyboardInterrupt

    monkeypatch.setattr("esap_jupyter.python.progress.ActivityLine.update", interrupt)
    with pytest.raises(KeyboardInterrupt):
        esap.stage(here.url("a.fits"))
    (activity,) = here.platform.activities.list()
    assert activity.state == "cancelled"


def test_cancelled_by_the_panel(here, monkeypatch):
    here.files.held.add("/a.fits")

    def cancel(_line, activity):
        here.platform.activities.cancel(activity.id)

    monkeypatch.setattr("esap_jupyter.python.progress.ActivityLine.update", cancel)
    with pytest.raises(CancelledError):
        esap.stage(here.url("a.fits"))


def test_a_file_of_the_folder_one_works_in_is_copied_and_no_other_is_read(here, tmp_path):
    """`file://` is for the workspace only (issue 5: schemes)."""
    (here.root / "mine.dat").write_bytes(b"mine")
    (tmp_path / "secret.dat").write_bytes(b"secret")
    (path,) = esap.stage((here.root / "mine.dat").as_uri(), tmp_path / "run", copy=True)
    assert (path, path.read_bytes()) == (tmp_path / "run/mine.dat", b"mine")
    assert esap.stage((here.root / "mine.dat").as_uri()) == [here.root / "mine.dat"]
    with pytest.raises(BadRequestError, match="no file of the workspace"):
        esap.stage((tmp_path / "secret.dat").as_uri())
    (here.root / "link.dat").symlink_to(tmp_path / "secret.dat")
    with pytest.raises(BadRequestError, match="no file of the workspace"):
        esap.stage((here.root / "link.dat").as_uri())
