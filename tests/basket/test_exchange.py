"""A basket as one document, out and in; a stranger's is data."""

import gzip
import json

import msgspec
import pyarrow as pa
import pytest

from esap_jupyter import votable
from esap_jupyter.basket import exchange
from esap_jupyter.basket.store import Basket
from esap_jupyter.basket.tables import table_of
from esap_jupyter.columns import column
from esap_jupyter.errors import BadAnswerError, ConflictError, EsapError, TooLargeError
from esap_jupyter.models import BasketProvenance, NewBasketItem
from tests.support.basket import item

HOSTILE = "<script>alert(1)</script> ]]> & \" ' \u202e"
ITEMS = [
    item(1, group="G", tags=["a", "b"], note=HOSTILE, checksums={"sha256": "ab" * 32}),
    item(2, provenance=BasketProvenance(archive="gaia", query="SELECT 1 < 2", row=2)),
    item(3, columns=[column("x", "", datatype="int", unit="m")], data={"x": None}),
    NewBasketItem(kind="did", title="s:n", did="rucio://l/s:n", size=str(2**62)),
    NewBasketItem(kind="workflow", title="W", data={"deep": {"list": [1, 2.5, None, "x"]}}),
]


@pytest.mark.parametrize("format", ["json", "votable"])
def test_there_and_back(tmp_path, format):  # noqa: A002
    path = tmp_path / "basket"
    size = exchange.save(str(path), ITEMS, format, overwrite=False)
    assert size == path.stat().st_size
    read = exchange.read(path.read_bytes())
    assert (read.items, read.refused) == (ITEMS, [])
    with pytest.raises(ConflictError):
        exchange.save(str(path), [], format, overwrite=False)


def test_a_document_is_small_where_items_have_much_in_common():
    told = [BasketProvenance(archive="gaia", result="r", row=number) for number in range(100)]
    items = [item(number, provenance=told[number]) for number in range(100)]
    document = exchange.document(items)
    assert exchange.read_document(document).items == items
    assert (len(document["columns"]), len(document["provenance"])) == (1, 1)
    assert document["items"][0]["columns"] == 0
    assert len(json.dumps(document)) < 30_000


def test_a_notebook_carries_one():
    document = exchange.document(ITEMS)
    notebook = {"nbformat": 4, "metadata": {"esap_basket": document}, "cells": []}
    assert exchange.read(json.dumps(notebook).encode()).items == ITEMS
    assert exchange.read_document({"kernelspec": {}, "esap_basket": document}).items == ITEMS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"items": []}',
        b'{"esap_basket": true, "items": []}',
        b'{"esap_basket": 0, "items": []}',
        b'{"esap_basket": 1, "items": {}}',
        b'{"nbformat": 4, "metadata": {}}',
        b"[" * 100_000,
        b"\xff\xfe",
        b"<html></html>",
        gzip.compress(b"not a table", mtime=0),
    ],
)
def test_what_is_no_basket_is_refused(content):
    with pytest.raises(EsapError):
        exchange.read(content)


def test_a_later_form_is_told():
    with pytest.raises(BadAnswerError, match="later version"):
        exchange.read(b'{"esap_basket": 2, "items": []}')


def test_what_cannot_be_taken_is_told_and_the_rest_taken():
    good = {"kind": "url", "url": "https://a.org/1", "later": "field"}
    bad = [
        {"kind": "spell", "title": "Magic"},
        {"kind": "url", "url": "https://a.org", "checksums": {"md5": "__import__('os')"}},
        {"kind": "row", "columns": 7},
        {"kind": "row", "columns": [{"name": 1}]},
        {"kind": "did", "did": "no"},
        {"kind": "url", "url": "https://a.org", "size": -1},
        {"kind": "row", "group": "g" * 10_000},
        None,
        "text",
    ]
    read = exchange.read_document({"esap_basket": 1, "items": [*bad, good], "columns": []})
    assert [each.url for each in read.items] == ["https://a.org/1"]
    assert len(read.refused) == len(bad)
    assert read.refused[0].message.startswith("'Magic' cannot be taken: Invalid enum value")
    assert read.refused[2].message.startswith("Item 3 cannot be taken")


def test_secrets_of_a_strangers_basket_are_not_kept():
    given = {"kind": "url", "url": "https://u:pw@a.org/1?token=abc"}
    (read,) = exchange.read_document({"esap_basket": 1, "items": [given]}).items
    assert read.url == "https://a.org/1"


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("esap_jupyter.basket.exchange.MOST_ITEMS", 1)
    with pytest.raises(TooLargeError, match="has 2 items"):
        exchange.read_document(exchange.document(ITEMS[:2]))
    monkeypatch.setattr("esap_jupyter.basket.exchange.MOST_BYTES", 10)
    with pytest.raises(TooLargeError, match="at most 10"):
        exchange.read(b" " * 11)


def test_any_votable_becomes_rows(tmp_path):
    path = tmp_path / "t.vot"
    table = pa.table({"title": ["A", None], "access_url": ["https://a.org/1", ""], "n": [2**60, 1]})
    with path.open("wb") as out:
        votable.write(table, out)
    first, second = exchange.read(path.read_bytes()).items
    assert (first.title, first.url, first.data["n"]) == ("A", "https://a.org/1", str(2**60))
    assert (second.title, second.url, second.kind) == ("Row 1", "", "row")


def test_a_table_has_the_rows_own_types_units_and_what_the_basket_knows():
    other = [column("mag", "", datatype="double", unit="Jy"), column("basket_url", "")]
    more = item(5, columns=other, data={"mag": "2.5", "basket_url": "mine"})
    broken = item(6, columns=[column("n", "", datatype="int")], data={"n": "no number"})
    table = table_of([*ITEMS[:2], more, broken])
    rows = table.to_pylist()
    assert rows[0]["source_id"] == 2**62 + 1
    assert str(rows[0]["mag"]) == "nan"
    assert (rows[2]["mag"], rows[2]["mag_2"], rows[2]["basket_url_2"]) == (None, 2.5, "mine")
    assert rows[3]["n"] == "no number"
    assert table.schema.field("mag_2").metadata[b"unit"] == b"Jy"
    assert (rows[0]["basket_group"], rows[0]["basket_tags"]) == ("G", "a, b")
    assert (rows[0]["basket_size"], rows[0]["basket_note"]) == (1000, HOSTILE)
    assert msgspec.json.decode(rows[0]["basket_checksums"]) == {"sha256": "ab" * 32}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": "\ud800"}, "characters that are none"),
        ({"data": {"a": ["\udfff"]}}, "characters that are none"),
        ({"group": "\ud800"}, "characters that are none"),
        ({"size": "9" * 19}, "is no number of bytes"),
        ({"data": {"a": json.loads('{"a":' * 50 + "1" + "}" * 50)}}, "more than 40 deep"),
        ({"data": {"a": "x" * 5_000_000}}, "at most 4194304"),
    ],
    ids=["title", "cell", "group", "size", "deep", "long"],
)
def test_an_item_that_cannot_be_kept_does_not_keep_the_others_out(tmp_path, fields, why):
    good, bad = ({"kind": "url", "url": f"https://a.org/{name}"} for name in ("good", "bad"))
    text = json.dumps({"esap_basket": 1, "items": [good, bad | fields]})
    read = exchange.read(text.encode())
    assert why in read.refused[0].message
    assert len(Basket(tmp_path / "basket.sqlite").add(read.items).ids) == 1
