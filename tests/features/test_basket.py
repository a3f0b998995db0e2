"""Rows 15 to 17 of the features of the systems around us: the basket, kept, used and carried.

With an ESAP gateway it is in `test_row_17_sync.py`; by REST in `tests/server/test_basket.py`.
"""

import json
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import EsapError
from esap_jupyter.models import (
    BasketAddition,
    BasketDocumentRequest,
    BasketRemoval,
    BasketRows,
    RowSelection,
)
from esap_jupyter.platform import Platform
from tests.support.bytes_server import content
from tests.support.kernels import real_kernel
from tests.support.staging import Files, staging
from tests.support.stored import store_table

BIG = 2**62 + 1


def filled(home):
    """Put two rows of a result, and an address, into the basket of a home, as the panel does."""
    platform = Platform(home=home, catalogue_paths=[])
    table = pa.table({"source_id": [BIG, None], "mag": [1.5, float("nan")]})
    result = store_table(home, table)
    rows = [BasketRows(result=result.id, selection=RowSelection(ranges=[[0, 1]]))]
    addition = BasketAddition(rows=rows, urls=["https://a.org/x.fits"], group="G", tags=["t"])
    return platform, platform.basket_desk.put(addition)


def test_row_15_what_is_put_in_stays_until_it_is_taken_out(tmp_path):
    platform, edit = filled(tmp_path)
    platform.basket_desk.take_out(BasketRemoval(ids=edit.ids[:1]))
    platform.close()
    again = Platform(home=tmp_path, catalogue_paths=[])
    assert again.basket.ids() == edit.ids[1:]
    again.basket.undo()
    assert again.basket.ids() == edit.ids
    again.close()


def test_row_15_what_several_put_in_at_once_is_all_there(tmp_path):
    homes = [Platform(home=tmp_path, catalogue_paths=[]) for _ in range(3)]

    def put(number):
        urls = [f"https://a.org/{number}-{n}.fits" for n in range(10)]
        for url in urls:
            homes[number].basket_desk.put(BasketAddition(urls=[url]))
        return urls

    with ThreadPoolExecutor() as several:
        urls = {url for urls in several.map(put, range(3)) for url in urls}
    for home in homes:
        assert {item.url for item in home.basket.items()} == urls
        home.close()
    again = Platform(home=tmp_path, catalogue_paths=[])
    assert len(again.basket.ids()) == 30
    again.close()


def test_row_16_the_basket_is_a_table_in_a_kernel(tmp_path):
    platform, _ = filled(tmp_path / "esap")
    with real_kernel(tmp_path) as kernel:
        code = (
            "import esap_jupyter as esap\n"
            "t = esap.basket.find(group='G', kind='row').to_table()\n"
            "print(type(t).__name__, t['source_id'].dtype, t['source_id'][0], t['source_id'].mask[1],"
            " t['mag'][0])\n"
            "print(list(esap.basket.to_pandas().basket_url)[2])"
        )
        out = kernel.run(code)
    assert out.split("\n")[:2] == [f"Table int64 {BIG} True 1.5", "https://a.org/x.fits"]
    platform.close()


def test_row_17_a_basket_is_carried_to_another_home_in_one_document(tmp_path):
    here, _ = filled(tmp_path / "here")
    carried = json.dumps(here.basket_desk.document(BasketDocumentRequest()))
    there = Platform(home=tmp_path / "there", catalogue_paths=[])
    edit = there.basket_desk.put_document(json.loads(carried))
    assert (edit.count, edit.refused) == (3, [])
    same = ("title", "data", "columns", "url", "group", "tags", "provenance")
    assert [[getattr(each, name) for name in same] for each in there.basket.items()] == [
        [getattr(each, name) for name in same] for each in here.basket.items()
    ]
    here.close()
    there.close()


@pytest.mark.parametrize("name", ["basket.json", "basket.vot"])
def test_row_17_a_basket_that_was_carried_elsewhere_brings_the_same_bytes(
    tmp_path, monkeypatch, name
):
    body = content(100_000, seed=3)
    with staging(tmp_path, Files(a__fits=body)) as made:
        monkeypatch.setattr(api, "_platform", lambda: made.platform)
        monkeypatch.chdir(made.root)
        esap.basket.add(made.url("a.fits"))
        esap.basket.stage()
        carried = esap.basket.save(tmp_path / name)
        catalogues = [tmp_path / "catalogue.toml"]
        there = Platform(home=tmp_path / "there", catalogue_paths=catalogues)
        monkeypatch.setattr(api, "_platform", lambda: there)
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        (path,) = esap.basket.load(carried).stage()
        assert path.is_relative_to(tmp_path / "elsewhere")
        assert path.read_bytes() == body
        assert len(esap.basket) == 0
        path.unlink()
        made.files.bodies["/a.fits"] = body[::-1]
        with pytest.raises(EsapError, match="sha256"):
            esap.basket.load(carried).stage()
        there.close()
