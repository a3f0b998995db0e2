"""The basket on disk: what is put in stays, each edit is a step, all of it can be found."""

import sqlite3
import stat

import pytest

from esap_jupyter.basket.store import Basket, Change, Facts
from esap_jupyter.errors import (
    BadRequestError,
    ConflictError,
    NotAvailableError,
    NotFoundError,
    TooLargeError,
)
from esap_jupyter.models import BasketFilter, BasketProvenance, NewBasketItem
from tests.support.basket import item, titles


@pytest.fixture
def basket(tmp_path):
    made = Basket(tmp_path / "basket.sqlite", clock=lambda: 5.0)
    yield made
    made.close()


def test_an_item_comes_back_as_it_was_put_in(basket):
    put = item(1, tags=["b", " a ", "b"], group="G", note="ä\n", data={"id": 2**63, "x": 1e300})
    edit = basket.add([put])
    (kept,) = basket.items()
    assert (kept.id, kept.added, kept.size, kept.columns) == (
        edit.ids[0], 5.0, "1000", put.columns,
    )  # fmt: skip
    assert kept.data == {"id": "9223372036854775808", "x": 1e300}
    assert (kept.tags, kept.group, kept.note) == (["b", "a"], "G", "ä\n")
    assert basket.get(kept.id) == kept


def test_it_is_its_owners_alone(basket):
    basket.add([item(1)])
    assert stat.S_IMODE(basket.path.stat().st_mode) == 0o600


def test_it_is_there_in_the_next_session(basket, tmp_path):
    basket.add([item(1), item(2)])
    basket.close()
    again = Basket(tmp_path / "basket.sqlite")
    assert titles(again) == ["Row 1", "Row 2"]
    assert again.undo().text == "Add 2 items"
    with pytest.raises(NotAvailableError, match="closed"):
        basket.items()


def test_the_same_thing_is_kept_once_whatever_was_said_of_it(basket):
    first = basket.add([item(1), item(1, note="again")])
    second = basket.add([item(1, group="G", title="Other", size=None), item(2)])
    assert (len(first.ids), second.present, len(second.ids)) == (1, first.ids, 1)
    third = basket.add([item(1)])
    assert (third.ids, third.revision) == ([], second.revision)
    assert titles(basket) == ["Row 1", "Row 2"]


@pytest.mark.parametrize(
    "other",
    [
        {"data": {"source_id": "1", "mag": "NaN"}},
        {"archive": "other"},
        {"kind": "url"},
        {"url": "https://example.org/other.fits"},
    ],
)
def test_other_things_are_kept_beside_it(basket, other):
    basket.add([item(1), item(1, **other)])
    assert len(basket) == 2


def test_each_step_is_undone_and_done_again(basket):
    a, b, c = basket.add([item(1), item(2), item(3)]).ids
    basket.change([a, b], Change(group="G", add_tags=["t"], note="n", title="T"))
    basket.move([c], before=a)
    basket.remove([b])
    states = [[msg(each) for each in basket.items()]]
    for _ in range(4):
        basket.undo()
        states.append([msg(each) for each in basket.items()])
    assert states[1] == [("Row 3", "", ()), ("T", "G", ("t",)), ("T", "G", ("t",))]
    assert states[3] == [("Row 1", "", ()), ("Row 2", "", ()), ("Row 3", "", ())]
    assert states[4] == []
    with pytest.raises(NotFoundError, match="nothing to be undone"):
        basket.undo()
    for state in states[3::-1]:
        basket.redo()
        assert [msg(each) for each in basket.items()] == state
    with pytest.raises(NotFoundError, match="nothing to be done again"):
        basket.redo()


def msg(each):
    return each.title, each.group, tuple(each.tags)


def test_what_was_undone_is_gone_after_another_step(basket):
    basket.add([item(1)])
    basket.undo()
    basket.add([item(2)])
    view = basket.view()
    assert (view.can_undo, view.can_redo, view.undo_text) == (True, False, "Add 1 item")
    with sqlite3.connect(basket.path) as base:
        assert base.execute("SELECT count(*) FROM item").fetchone() == (1,)
        assert base.execute("SELECT count(*) FROM content").fetchone() == (1,)


def test_an_undo_that_was_meant_for_another_state_is_refused(basket):
    seen = basket.add([item(1)]).revision
    basket.add([item(2)])
    with pytest.raises(ConflictError, match="changed elsewhere"):
        basket.undo(revision=seen)
    assert len(basket) == 2
    basket.undo(revision=basket.revision)
    assert titles(basket) == ["Row 1"]


def test_an_undone_removal_brings_all_of_an_item_back(basket):
    (key,) = basket.add([item(1, tags=["t"], note="n")]).ids
    before = basket.get(key)
    basket.clear()
    with pytest.raises(NotFoundError):
        basket.get(key)
    assert basket.view().undo_text == "Empty the basket of 1 item"
    basket.undo()
    after = basket.get(key)
    assert (after.note, after.tags, after.position) == (before.note, before.tags, before.position)


def test_only_so_many_steps_are_kept(basket, monkeypatch):
    monkeypatch.setattr("esap_jupyter.basket.history.MOST_STEPS", 3)
    ids = [basket.add([item(number)]).ids[0] for number in range(4)]
    for key in ids:
        basket.remove([key])
    for _ in range(3):
        basket.undo()
    with pytest.raises(NotFoundError):
        basket.undo()
    assert titles(basket) == ["Row 1", "Row 2", "Row 3"]
    with sqlite3.connect(basket.path) as base:
        assert base.execute("SELECT count(*) FROM item").fetchone() == (3,)


def test_moving(basket):
    a, b, c, d = basket.add([item(number) for number in range(4)]).ids
    basket.move([d, b], before=a)
    assert basket.ids() == [d, b, a, c]
    basket.move([d])
    assert basket.ids() == [b, a, c, d]
    basket.move([b, a], before=d)
    assert basket.ids() == [c, b, a, d]
    with pytest.raises(BadRequestError, match="before itself"):
        basket.move([a], before=a)
    with pytest.raises(NotFoundError):
        basket.move([a], before="nothing")


def test_there_is_always_room_between_two_items(basket):
    a, b, c = basket.add([item(1), item(2), item(3)]).ids
    for _ in range(60):
        b, c = c, b
        basket.move([c], before=b)
        assert basket.ids() == [a, c, b]
    for _ in range(60):
        basket.undo()
    assert basket.ids() == [a, b, c]


def test_duplicates_by_address_are_taken_out_but_the_first(basket):
    same = "https://example.org/same.fits"
    basket.add([item(1, url=same), item(2, url=same, archive="b"), item(3, url="", data={"a": 1})])
    basket.add([item(4, did="rucio://l/s:n"), item(5, url=""), item(6, did="rucio://l/s:n")])
    assert len(basket.dedupe().ids) == 2
    assert titles(basket) == ["Row 1", "Row 3", "Row 4", "Row 5"]
    assert basket.dedupe().ids == []
    basket.undo()
    assert len(basket) == 6


def test_finding(basket):
    basket.add([item(1, title="Röntgen ÄPFEL", group="Sky"), item(2, tags=["good one", "b"])])
    basket.add([item(3, kind="url", archive="", note="50% of_it"), item(4, data={"x": ["Deep"]})])

    def found(**where):
        return [each.title for each in basket.items(where=BasketFilter(**where))]

    assert found(text="äpfel röntgen") == ["Röntgen ÄPFEL"]
    assert found(text="50%") == found(text="of_it") == ["Row 3"]
    assert found(text="DEEP") == ["Row 4"]
    assert found(text=str(2**62 + 2)) == ["Row 2"]
    assert found(text="'; DROP TABLE item; --") == []
    assert found(group="Sky") == ["Röntgen ÄPFEL"]
    assert found(group="") == ["Row 2", "Row 3", "Row 4"]
    assert found(tag="good one") == ["Row 2"]
    assert found(tag="good") == []
    assert found(kind="url") == ["Row 3"]
    assert found(archive="gaia", text="row") == ["Row 2", "Row 4"]


def test_a_page_tells_of_the_whole(basket):
    basket.add([item(1, group="b", tags=["t"]), item(2, group="A"), item(3, size=None)])
    view = basket.view(BasketFilter(text="row"), sort="size", descending=True, offset=1, limit=1)
    assert [each.title for each in view.items] == ["Row 1"]
    assert (view.total, view.count, view.size, view.unsized) == (3, 3, "3000", 1)
    assert [(each.name, each.count, each.size, each.unsized) for each in view.groups] == [
        ("A", 1, "2000", 0),
        ("b", 1, "1000", 0),
        ("", 1, "0", 1),
    ]
    assert [(each.name, each.count) for each in view.tags] == [("t", 1)]
    assert [(each.name, each.count) for each in view.archives] == [("gaia", 3)]
    assert basket.view(BasketFilter(text="org/2.fits"), limit=0).total == 1


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("position", ["b", "a", "c"]),
        ("title", ["a", "b", "c"]),
        ("size", ["c", "b", "a"]),
        ("archive", ["c", "b", "a"]),
        ("kind", ["c", "a", "b"]),
        ("added", ["b", "a", "c"]),
    ],
)
def test_orders(basket, sort, order):
    basket.add([item(2, title="b", archive="y", kind="url"), item(3, title="a", archive="z")])
    basket.add([item(1, title="c", archive="X", kind="did")])
    assert [each.title for each in basket.view(sort=sort).items] == order


def test_what_is_learned_is_no_step_and_changes_nothing_that_is_known(basket):
    both = [item(1, size=None, checksums={"md5": "aa"}), item(2, checksums={"md5": "aa"})]
    a, b = basket.add(both).ids
    facts = Facts(size=7, checksums={"md5": "bb", "sha256": "cc"}, content_type="image/fits")
    basket.learn({a: facts, b: facts, "gone": facts})
    first, second = basket.items()
    assert (first.size, first.checksums, first.content_type) == (
        "7", {"md5": "aa", "sha256": "cc"}, "image/fits",
    )  # fmt: skip
    assert second.size == "2000"
    revision = basket.revision
    basket.learn({a: facts})
    assert basket.revision == revision
    assert basket.undo().text == "Add 2 items"


def test_a_size_that_no_checksum_goes_with_gives_way_to_that_of_the_bytes(basket):
    (key,) = basket.add([item(1, size="4999")]).ids
    basket.learn({key: Facts(size=5000, checksums={"sha256": "cc"})})
    assert (basket.get(key).size, basket.get(key).checksums) == ("5000", {"sha256": "cc"})


def test_nothing_is_put_in_where_one_cannot_be(basket, monkeypatch):
    with pytest.raises(BadRequestError, match="no number of bytes"):
        basket.add([item(1), item(2, size="99999999999999999999")])
    with pytest.raises(TooLargeError, match="at most"):
        basket.add([item(1), item(2, data={"x": "y" * (5 << 20)})])
    deep = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(BadRequestError, match="nested"):
        basket.add([item(1), item(2, data={"x": deep})])
    monkeypatch.setattr("esap_jupyter.basket.store.MOST_ITEMS", 1)
    with pytest.raises(TooLargeError, match="takes 1 at most"):
        basket.add([item(1), item(2)])
    assert len(basket) == 0


def test_changes_are_told_with_the_revision(basket):
    told = []
    basket.subscribe(told.append)
    basket.add([item(1)])
    basket.add([item(1)])
    basket.remove(["nothing"])
    basket.undo()
    assert told == [1, 2] == [1, basket.revision]


def test_many_items_share_what_they_have_in_common(basket):
    basket.add([NewBasketItem(kind="url", url=f"https://a.org/{i}") for i in range(50)])
    told = [BasketProvenance(archive="gaia", row=number) for number in range(50)]
    basket.add([item(number, provenance=told[number]) for number in range(50)])
    assert [each.provenance for each in basket.items()[50:]] == told
    with sqlite3.connect(basket.path) as base:
        assert base.execute("SELECT count(*) FROM shared").fetchone()[0] == 4


def test_what_no_table_can_be_asked_is_refused_or_empty(basket):
    basket.add([item(1), item(2)])
    assert basket.view(offset=2**70).items == []
    with pytest.raises(BadRequestError, match="201 words cannot be looked for"):
        basket.view(BasketFilter(text=" ".join(map(str, range(201)))))
    assert basket.view(BasketFilter(text="row " * 5000)).total == 2
