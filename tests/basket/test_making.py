"""Items of what a person chooses: exact cells, columns, provenance, and no secrets."""

import pyarrow as pa
import pytest

from esap_jupyter.basket.making import of_address, of_did, of_link, of_result, of_rows, tidied
from esap_jupyter.basket.rows import row_texts
from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import (
    Did,
    Link,
    NewBasketItem,
    RowCondition,
    RowFilter,
    SearchRequest,
)
from esap_jupyter.votable.schema import FieldSpec, make_schema
from tests.support.stored import provenance, store_table

BIG = 2**62 + 1


@pytest.fixture
def result(tmp_path):
    specs = [
        FieldSpec(name="source_id", datatype="long", more={"ucd": "meta.id;meta.main"}),
        FieldSpec(name="mag", datatype="float", more={"unit": "mag", "ucd": "phot.mag"}),
        FieldSpec(name="access_url", datatype="char", arraysize="*"),
        FieldSpec(name="corners", datatype="double", arraysize="*"),
    ]
    table = pa.table(
        [
            pa.array([BIG, None, 3]),
            pa.array([float("nan"), None, 1.5], pa.float32()),
            pa.array(["https://u:p@a.org/1.fits?token=t&x=1", None, "rucio://lake/s:n"]),
            pa.array([[1.0, 0.1], None, []], pa.list_(pa.float64())),
        ],
        schema=make_schema(specs, {}),
    )
    return store_table(
        tmp_path, table, provenance=provenance(archive_name="Sandbox", ivoid="ivo://s")
    )


def made(result, ranges=((0, 2),), **order):
    order = {"sort": None, "direction": "none"} | order
    return list(of_rows(result, row_texts(result.path, list(ranges), **order)))


def test_rows_keep_every_digit_and_what_is_missing(result):
    first, second, third = made(result)
    assert first.data == {
        "source_id": str(BIG),
        "mag": "NaN",
        "access_url": "https://a.org/1.fits?x=1",
        "corners": "1.0 0.1",
    }
    assert (second.data["source_id"], second.data["mag"], second.data["corners"]) == (None,) * 3
    assert third.data["mag"] == "1.5"
    assert (first.columns[1].unit, first.columns[1].ucd) == ("mag", "phot.mag")


def test_rows_know_where_they_came_from(result):
    first = made(result)[0]
    told = first.provenance
    assert (first.archive, told.archive_name, told.ivoid) == ("sandbox", "Sandbox", "ivo://s")
    assert (told.query, told.result, told.row) == ("SELECT * FROM t", result.id, 0)
    assert (first.title, first.kind) == (str(BIG), "row")


def test_the_address_of_a_rows_data_has_no_secrets(result):
    first, second, third = made(result)
    assert (first.url, first.did) == ("https://a.org/1.fits?x=1", "")
    assert (second.url, second.did) == ("", "")
    assert (third.url, third.did) == ("", "rucio://lake/s:n")


def test_rows_are_those_that_the_grid_shows_with_the_numbers_as_stored(result):
    items = made(result, [(0, 0)], sort=0, direction="descending")
    assert [(each.provenance.row, each.title) for each in items] == [(0, str(BIG))]
    where = RowFilter(conditions=[RowCondition(column=0, operator="missing")])
    items = made(result, [(0, 0)], where=where)
    assert [(each.provenance.row, each.title) for each in items] == [(1, "Row 1 of table")]


def test_a_whole_result(result):
    item = of_result(result)
    assert (item.kind, item.provenance.result, item.data["rows"]) == ("result", result.id, 3)


def test_an_export_of_the_zooniverse(tmp_path):
    request = SearchRequest(archives=["zoo"], parameters={"zoo": {"project": 5, "workflow": "7"}})
    result = store_table(
        tmp_path,
        pa.table({"classification_id": [1]}),
        archive="zoo",
        collection="classifications_export",
        provenance=provenance(protocol="Panoptes", request=request),
    )
    item = of_result(result)
    assert (item.kind, item.archive, item.provenance.result) == ("zooniverse", "zoo", result.id)
    assert item.data == {
        "catalog": "workflow",
        "project_id": "5",
        "workflow_id": "7",
        "category": "classifications",
    }


def test_a_did_with_what_its_lake_tells():
    facts = Did(scope="s", name="n", type="FILE", size=str(2**60), adler32="0A", md5=None)
    item = of_did("rucio://lake/s:n", lake="My lake", facts=facts)
    assert (item.did, item.size, item.checksums) == (
        "rucio://lake/s:n", str(2**60), {"adler32": "0a"},
    )  # fmt: skip
    assert (item.title, item.archive, item.provenance.archive_name) == ("s:n", "lake", "My lake")


def test_a_file_of_a_row(result):
    link = Link(
        id="1",
        semantics="#this",
        group="Data",
        description="The image",
        content_type="image/fits",
        content_length="123",
        url="https://a.org/x.fits?X-Amz-Signature=s",
    )
    item = of_link(result, 2, link)
    assert (item.kind, item.title, item.url) == ("url", "The image", "https://a.org/x.fits")
    assert (item.size, item.content_type, item.provenance.row) == ("123", "image/fits", 2)
    with pytest.raises(BadRequestError, match="leads to no file: gone"):
        of_link(result, 2, Link(id="1", semantics="#this", group="Data", error="gone"))


def test_an_address():
    item = of_address(" https://a.org/d/x.fits?sig=abc#f ")
    assert (item.title, item.url) == ("x.fits", "https://a.org/d/x.fits#f")
    assert of_address("s3://bucket/key").url == "s3://bucket/key"
    assert of_address("rucio://l/s:n").kind == "did"


@pytest.mark.parametrize("text", ["", "nothing", "http://", "https://a b", "x\n://y", "rucio://l"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadRequestError):
        of_address(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"did": "s:n"},
        {"url": "nothing"},
        {"url": "https://a.org/\x00"},
        {"checksums": {"md5": "xyz"}},
        {"checksums": {"m d": "ab"}},
    ],
)
def test_an_item_of_somebody_else_has_to_make_sense(changes):
    with pytest.raises(BadRequestError):
        tidied(NewBasketItem(kind="url", **changes))


def test_an_item_of_somebody_else_is_kept_without_secrets():
    item = NewBasketItem(
        kind="url",
        url="https://me:pw@a.org/x?access_token=1",
        checksums={"MD5": "AB"},
        data={"other": ["https://a.org/?token=x"], "n": 1},
    )
    kept = tidied(item)
    assert (kept.url, kept.title) == ("https://a.org/x", "https://a.org/x")
    assert "pw" not in repr(kept)
    assert "token" not in repr(kept)
    assert kept.checksums == {"md5": "ab"}
