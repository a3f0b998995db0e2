"""Items in ESAP's shapes, both ways, and nothing of them lost."""

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from esap_jupyter.basket.gateway.archives import ArchiveWords
from esap_jupyter.basket.gateway.shapes import Shapes
from esap_jupyter.basket.gateway.writing import OURS, NotHeldError
from esap_jupyter.basket.store import Basket
from esap_jupyter.gateways.documents import document_of
from esap_jupyter.models import BasketProvenance, NewBasketItem
from esap_jupyter.workers import WorkerPool
from tests.peers.fakes.gateway import recorded
from tests.support.gateways import ARCHIVES, row

OWN = {"esap.ivoa": "ivoa", "esap.lofar": "lofar", "esap.esap_rucio": "esap_rucio"}
SHAPES = Shapes(gateway="esap", name="ESAP", words=ArchiveWords(ARCHIVES, OWN), lake="escape")
ELSEWHERE = Shapes(gateway="esap", name="ESAP", words=ArchiveWords(ARCHIVES, OWN), lake="escape")
ROW = {"name": "M31", "ra": 10.5, "level": "2", "bad": None, "deep": {"a": [1]}, "ok": True}
KNOWN = [
    {"archive": "apertif", "record": ROW},
    {"archive": "astron_vo", "record": recorded("q_nopag")["results"][0]},
    {"archive": "vo_reg", "record": ["v1", "nan", "", "3.5"]},
    {"archive": "samp", "record": [1, 2.5, None, "text", True]},
    {"archive": "rucio", "record": {"scope": "test", "name": "a/b c", "bytes": 7, "md5": "ab"}},
    {"archive": "zooniverse", "catalog": "project", "project_id": 7, "category": "subjects"},
    {
        "archive": "zooniverse",
        "catalog": "workflow",
        "project_id": 7,
        "workflow_id": 9,
        "category": "classifications",
    },
    {"archive": "lofar-lta", "record": {"project": "LC1"}, "more": {"of": ["it"]}},
    {"archive": "apertif"},
    {"archive": ["odd"], "record": 3},
    {"x": 1},
    {},
]
VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
TEXTS = st.text(max_size=8)
RECORDS = st.dictionaries(TEXTS, VALUES | TEXTS | st.lists(VALUES, max_size=2), max_size=4)
DOCUMENTS = st.fixed_dictionaries(
    {"archive": st.sampled_from(["apertif", "vo_reg", "samp", "rucio", "zooniverse", "?"])},
    optional={
        "record": RECORDS | st.lists(VALUES | TEXTS, max_size=4) | VALUES,
        "project_id": VALUES | TEXTS,
        "category": VALUES | TEXTS,
        OURS: RECORDS,
        "extra": RECORDS,
    },
)


def there_and_back(value, shapes=SHAPES):
    return shapes.document(shapes.item(document_of(value)))


def item_of(value):
    return SHAPES.item(document_of(value))


@pytest.mark.parametrize("value", KNOWN)
def test_a_document_comes_back_as_it_was(value):
    assert there_and_back(value) == document_of(value)
    more = {**value, "unknown": {"deep": [None, 1e300, "é"]}, "id": 2**63}
    assert there_and_back(more) == document_of(more)


@given(DOCUMENTS)
def test_any_document_comes_back_as_it_was(value):
    assert there_and_back(value).key == document_of(value).key


@pytest.mark.parametrize("value", KNOWN)
def test_a_basket_keeps_it_so(tmp_path, value):
    basket = Basket(tmp_path / "basket.sqlite")
    (key,) = basket.add([item_of(value)]).ids
    item = msgspec.json.decode(msgspec.json.encode(basket.get(key)), type=type(basket.get(key)))
    assert SHAPES.document(item) == document_of(value)
    basket.close()


def test_a_row_of_named_values():
    item = item_of({"archive": "astron_vo", "record": recorded("q_nopag")["results"][0]})
    assert (item.kind, item.archive, item.origin) == ("row", "astron_vo", "esap")
    assert (item.title, item.collection) == ("S2126+4123", "astron_vo-apertif-dr1")
    assert item.data["ra"] == "320.3826476584135"
    units = {each.name: each.unit for each in item.columns}
    assert (units["ra"], units["size"]) == ("deg", "kbyte")
    assert item.url.startswith("http://127.0.0.1:8180/apertif_sample/")
    assert item.provenance == BasketProvenance(
        archive="astron_vo", archive_name="ESAP", protocol="ESAP"
    )


def test_a_row_of_values_without_names():
    item = item_of({"archive": "samp", "record": [1, None, "https://x.example/a.fits"]})
    assert [each.name for each in item.columns] == ["value_1", "value_2", "value_3"]
    assert item.data["value_1"] == "1"
    assert item.data["value_2"] is None
    assert (item.title, item.url) == ("1", "https://x.example/a.fits")


def test_a_file_of_a_lake():
    item = item_of(KNOWN[4])
    assert (item.kind, item.did, item.title) == ("did", "rucio://escape/test:a/b%20c", "test:a/b c")
    assert (item.size, item.checksums) == ("7", {"md5": "ab"})
    nowhere = Shapes(gateway="esap", name="ESAP", words=ArchiveWords(ARCHIVES, OWN))
    assert nowhere.item(document_of(KNOWN[4])).kind == "row"


def test_exports_of_the_zooniverse():
    item = item_of(KNOWN[6])
    assert (item.kind, item.title) == ("zooniverse", "Zooniverse workflow 9: classifications")
    assert item.data == {
        "catalog": "workflow",
        "project_id": "7",
        "workflow_id": "9",
        "category": "classifications",
    }


def test_a_row_that_was_chosen_here_is_whole_in_another_home():
    chosen = row(
        url="https://x.example/a.fits",
        size="12",
        checksums={"md5": "ab"},
        collection="basic",
        provenance=BasketProvenance(archive="simbad", query="SELECT 1", result="r1", row=3),
    )
    document = SHAPES.document(chosen)
    value = document.value
    assert value["archive"] == "vo_reg"
    assert value["record"] == ["NGC 1", "1.50", "5853498713190525696"]
    found = ELSEWHERE.item(document)
    plain = msgspec.structs.replace(
        chosen,
        origin="esap",
        provenance=msgspec.structs.replace(chosen.provenance, result=None, row=None),
    )
    assert found == plain


def test_a_row_of_apertif_has_numbers_where_they_are_exact():
    document = SHAPES.document(row(archive="apertif"))
    assert document.value["record"] == {
        "name": "NGC 1",
        "ra": "1.50",
        "source_id": "5853498713190525696",
    }
    plain = msgspec.structs.replace(row(archive="apertif"), data={"ra": "1.5", "source_id": "17"})
    record = SHAPES.document(plain).value["record"]
    assert record == {"name": None, "ra": 1.5, "source_id": 17}
    assert ELSEWHERE.item(SHAPES.document(plain)).data["ra"] == "1.5"


def test_what_a_person_says_of_an_item_is_not_in_its_document():
    said = {"title": "mine", "group": "g", "tags": ["t"], "note": "n"}
    assert SHAPES.document(msgspec.structs.replace(row(), **said)) == SHAPES.document(row())


def test_a_did_that_was_chosen_here():
    chosen = NewBasketItem(
        kind="did", did="rucio://escape/test:a.fits", size="9", checksums={"adler32": "1"}
    )
    document = SHAPES.document(chosen)
    assert document.value["archive"] == "rucio"
    assert document.value["record"] == {
        "scope": "test",
        "name": "a.fits",
        "bytes": 9,
        "adler32": "1",
    }
    found = ELSEWHERE.item(document)
    assert (found.did, found.size, found.checksums) == (chosen.did, "9", {"adler32": "1"})


def test_an_export_that_was_chosen_here_is_what_esap_writes():
    data = {"project_id": "7", "category": "subjects"}
    chosen = NewBasketItem(kind="zooniverse", archive="zooniverse", data=data)
    assert SHAPES.document(chosen).value == KNOWN[5]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (NewBasketItem(kind="workflow"), "no notebooks"),
        (NewBasketItem(kind="url", url="https://x.example/"), "no files by their address"),
        (NewBasketItem(kind="result"), "no whole results"),
        (row(archive="lofar"), "no rows of lofar"),
        (row(archive="esap.lofar"), "no rows of esap.lofar"),
        (row(archive="gone"), "no rows of gone"),
        (NewBasketItem(kind="did", did="rucio://"), "makes no sense"),
        (NewBasketItem(kind="zooniverse", data={"project_id": 1}), "classifications and subjects"),
        (NewBasketItem(kind="zooniverse", data={"category": "subjects"}), "which project"),
    ],
)
def test_what_a_gateway_cannot_hold_is_told(item, reason):
    with pytest.raises(NotHeldError, match=reason):
        SHAPES.document(item)


def test_archives_that_are_asked_through_the_gateway():
    assert SHAPES.document(row(archive="esap.ivoa")).value["archive"] == "vo_reg"
    assert SHAPES.document(row(archive="esap.esap_rucio")).value["archive"] == "rucio"
    assert item_of({"archive": "ivoa", "record": []}).archive == "esap.ivoa"


@pytest.mark.parametrize(
    "ours",
    [
        {"kind": "row", "url": "javascript:alert(1)"},
        {"kind": "url", "url": "https://x.example/"},
        {"kind": "did", "did": "file:///etc/passwd"},
        {"kind": "row", "data": {"esap_item": '{"archive": "other"}'}},
        {"kind": "nothing"},
        {"kind": "row", "columns": [{"name": 3}]},
        {"kind": "row", "size": "-1"},
        {"kind": "row", "columns": [], "checksums": {"md5": "no digits"}},
        {"kind": "row", "did": "rucio://"},
        {"kind": "row", "group": "x" * 300, "id": "mine"},
    ],
)
def test_a_stranger_may_write_what_he_likes(ours):
    value = {"archive": "apertif", "record": {"name": "x\n\u202e<b>"}, OURS: ours}
    item = item_of(value)
    assert SHAPES.document(item) == document_of(value)
    assert (item.url, item.did, item.group) == ("", "", "")
    assert item.title
    assert item.title.isprintable()


def test_documents_are_made_in_a_worker():
    items = [row(), NewBasketItem(kind="workflow")]
    pool = WorkerPool()
    try:
        found = SHAPES.documents(items, pool)
    finally:
        pool.close()
    assert found == [SHAPES.document(row()), "gateways keep no notebooks"]


def test_what_gives_access_stays_out_of_our_basket():
    url = "https://x.example/a.fits?id=3&token=swordfish"
    value = {"archive": "apertif", "record": {"name": "a", "url": url}, "more": {"key": url}}
    item = item_of(value)
    assert item.url == "https://x.example/a.fits?id=3"
    assert "swordfish" not in repr(msgspec.to_builtins(item))
