"""``esap.basket``: the same everywhere, tables of exact values, and staged again elsewhere."""

import contextlib
import hashlib
import json
import subprocess
import sys
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pytest
from astropy.table import Table

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import BadRequestError, EsapError, NotFoundError
from esap_jupyter.models import Did, NewBasketItem
from esap_jupyter.nouns import BASKET
from esap_jupyter.python.basket import Basket
from tests.support.basket import item
from tests.support.platforms import platform_of
from tests.support.servers import Reply, serve
from tests.support.stored import store_table

BIG = 2**62 + 1
CONTENT = b"SIMPLE  = " + b"x" * 5000


@pytest.fixture
def platform(tmp_path, monkeypatch):
    with platform_of(tmp_path) as platform:
        monkeypatch.setattr(api, "platform", lambda: platform)
        yield platform


@pytest.fixture
def result(platform):
    table = pa.table({"source_id": [BIG, None, 3], "mag": [np.nan, 1.5, None], "name": list("abc")})
    return api.result(store_table(platform.home, table, name="stars"))


def test_it_is_an_object_and_its_folder_at_once(platform):
    from esap_jupyter.basket import store

    assert "basket" in dir(esap)
    assert (len(esap.basket), bool(esap.basket), list(esap.basket)) == (0, True, [])
    assert store.Basket is not Basket
    assert {"add", "store"} <= set(dir(esap.basket))
    with pytest.raises(AttributeError):
        esap.basket.nothing  # noqa: B018
    assert "0 items" in repr(esap.basket)


def test_the_names_that_the_folder_answers_to_are_those_of_the_basket():
    public = {name for name in vars(Basket) if not name.startswith("_")}
    assert public | {"_repr_html_"} == BASKET


def test_rows_of_a_result(result):
    (first,) = esap.basket.add(result, rows=[0], group="G", tags="t", note="n")
    assert (first.data["source_id"], first.data["mag"]) == (str(BIG), "NaN")
    assert (first.group, first.tags, first.note) == ("G", ["t"], "n")
    more = esap.basket.add(result[:2])
    assert [each.provenance.row for each in more] == [1, 0]
    assert len(esap.basket.add(result, rows=True)) == 3
    assert len(esap.basket) == 3
    with pytest.raises(BadRequestError, match="has 3 rows"):
        esap.basket.add(result, rows=[3])


def test_whatever_there_is(platform, result):
    table = Table({"id": [BIG, 2], "access_url": ["https://a.org/1", "https://a.org/2"]})
    did = Did(scope="s", name="n", type="FILE", size="7", adler32="0a")
    added = esap.basket.add(
        result,
        table,
        [table[1], "https://a.org/3"],
        "rucio://lake/s:other",
        {"kind": "zooniverse", "data": {"project_id": BIG}},
        NewBasketItem(kind="workflow", title="W"),
    )
    added += esap.basket.add(did, "s:third", lake="lake")
    kinds = ["result", "row", "row", "url", "did", "zooniverse", "workflow", "did", "did"]
    assert [each.kind for each in added] == kinds
    assert added[5].data == {"project_id": str(BIG)}
    assert (added[7].did, added[7].checksums) == ("rucio://lake/s:n", {"adler32": "0a"})


@pytest.mark.parametrize(
    "what", [1, None, b"x", "nothing", {"kind": "spell"}, Did(scope="s", name="n", type="FILE")]
)
def test_what_is_nothing_is_refused_and_nothing_put_in(platform, what):
    with pytest.raises(BadRequestError):
        esap.basket.add("https://a.org/1", what)
    assert len(esap.basket) == 0


def test_editing(platform):
    a, b, c = esap.basket.add(item(1), item(2), item(3))
    esap.basket.change([a, b.id], group="G", add_tags=["t", "u"])
    (changed,) = esap.basket.change(a, title="T", note="N", remove_tags="u")
    assert (changed.title, changed.group, changed.tags, changed.note) == ("T", "G", ["t"], "N")
    assert (esap.basket.groups, esap.basket.tags) == ({"G": 2, "": 1}, {"t": 2, "u": 1})
    esap.basket.move(c, before=a)
    assert [each.title for each in esap.basket] == ["Row 3", "T", "Row 2"]
    assert (esap.basket[0].id, esap.basket[-1].title) == (c.id, "Row 2")
    assert [each.title for each in esap.basket[1:]] == ["T", "Row 2"]
    assert (a in esap.basket, "nothing" in esap.basket) == (True, False)
    assert [each.title for each in esap.basket.find("row", group="G")] == ["Row 2"]
    assert esap.basket.remove(esap.basket.find(tag="t")) == 2
    assert esap.basket.undo() == "Take 2 items out"
    assert (esap.basket.clear(), len(esap.basket), esap.basket.undo()[:5]) == (3, 0, "Empty")
    esap.basket.redo()
    assert len(esap.basket) == 0


def test_tables_are_typed(platform, result):
    esap.basket.add(result, rows=True)
    table = esap.basket.to_table()
    assert table["source_id"].dtype == np.int64
    assert table["source_id"][0] == BIG
    assert bool(table["source_id"].mask[1])
    assert list(table["mag"].mask) == [True, False, True]
    assert list(table["basket_archive"]) == ["sandbox"] * 3
    assert esap.basket.to_arrow()["mag"].null_count == 1


def test_it_shows_itself_and_escapes(platform):
    esap.basket.add(item(1, title="<script>", group="G"))
    assert "&lt;script&gt;" in esap.basket._repr_html_()
    assert "<script>" not in esap.basket._repr_html_()
    assert "G: 1" in repr(esap.basket)
    assert "1.0 kB" in repr(esap.basket.items)


def test_another_kernel_sees_the_same(platform, tmp_path):
    esap.basket.add(item(1))
    code = (
        "import esap_jupyter as esap, sys\n"
        "assert [each.title for each in esap.basket] == ['Row 1']\n"
        "assert 'numpy' not in sys.modules\n"
        "esap.basket.add('https://a.org/kernel')"
    )
    environment = {"ESAP_HOME": str(platform.home), "PATH": ""}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert [each.title for each in esap.basket] == ["Row 1", "kernel"]


@pytest.mark.parametrize("name", ["basket.json", "basket.vot"])
def test_saved_and_loaded(platform, tmp_path, name):
    esap.basket.add(item(1, tags=["t"]), item(2))
    path = esap.basket.save(tmp_path / name)
    esap.basket.clear()
    loaded = esap.basket.load(path)
    assert ([each.title for each in loaded], loaded.refused, loaded.size) == (
        ["Row 1", "Row 2"], [], 3000,
    )  # fmt: skip
    assert len(esap.basket) == 0
    assert [each.tags for each in loaded.add_to_basket(group="Back")] == [["t"], []]
    assert esap.basket.groups == {"Back": 2}


def test_a_notebook_carries_it(platform, tmp_path):
    esap.basket.add(item(1))
    metadata = {"esap_basket": esap.basket.document()}
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "metadata": metadata, "cells": []}))
    assert [each.title for each in esap.basket.load(path)] == ["Row 1"]


def test_files_that_are_none(platform, tmp_path):
    with pytest.raises(NotFoundError, match="cannot be read"):
        esap.basket.load(tmp_path / "nothing.json")
    with pytest.raises(BadRequestError, match="cannot be saved"):
        esap.basket.save(tmp_path / "basket.txt")


def served(asked):
    if asked.path == "/changed.fits":
        return Reply(CONTENT[:-1] + b"y", media="image/fits")
    return Reply(CONTENT, media="image/fits")


def test_it_is_staged_again_elsewhere_and_compared(tmp_path, monkeypatch):
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(serve(served))
        more = f'[network]\nallow = ["{urlsplit(server.url).netloc}"]\n'
        hubs = {}
        for name in ("here", "there"):
            (tmp_path / name).mkdir()
            hubs[name] = stack.enter_context(platform_of(tmp_path / name, more))
        monkeypatch.setattr(api, "platform", lambda: hubs["here"])
        table = Table({"id": [BIG], "access_url": [f"{server.url}/1.fits"]})
        esap.basket.add(table, f"{server.url}/2.fits")
        paths = esap.basket.stage(tmp_path / "data")
        assert [path.read_bytes() for path in paths] == [CONTENT] * 2
        document = esap.basket.save(tmp_path / "basket.json")
        kept = json.loads(document.read_text())["items"]
        assert [each["size"] for each in kept] == [str(len(CONTENT))] * 2
        digest = hashlib.sha256(CONTENT).hexdigest()
        assert {each["checksums"].get("sha256") for each in kept} == {digest}

        monkeypatch.setattr(api, "platform", lambda: hubs["there"])
        again = esap.basket.load(document).stage(tmp_path / "again")
        assert [path.read_bytes() for path in again] == [CONTENT] * 2
        changed = document.read_text().replace("/2.fits", "/changed.fits")
        (tmp_path / "changed.json").write_text(changed)
        with pytest.raises(EsapError, match="sha256"):
            esap.basket.load(tmp_path / "changed.json").stage(tmp_path / "third")
        assert not list((tmp_path / "third").rglob("*changed*"))
