"""Our basket and a gateway's are kept the same."""

import json
import stat

import pytest

from esap_jupyter.basket.gateway import exchange
from esap_jupyter.errors import (
    ConflictError,
    LoginRefusedError,
    NotFoundError,
    NotLoggedInError,
)
from esap_jupyter.identity import Credential
from esap_jupyter.models import NewBasketItem
from tests.peers.fakes.gateway import FakeGateway
from tests.support.gateways import OldPage, apertif, counts, home_at, numbered, row
from tests.support.waiting import wait_for

LINK = NewBasketItem(kind="url", title="a file", url="https://x.example/a.fits")


@pytest.fixture
def fake():
    with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
def home(fake, tmp_path):
    with home_at(tmp_path / "home", fake) as home:
        yield home


def names(*numbers):
    return sorted(f"field {number}" for number in numbers)


def there(fake):
    return sorted(item["record"]["name"] for item in fake.carts.items())


def fill(home, fake, *numbers):
    """Have the same items on both sides."""
    fake.carts.put(*map(apertif, numbers))
    home.sync.sync("esap", "add")
    assert home.titles() == names(*numbers)


def test_read_takes_over_and_writes_nothing(home, fake):
    fake.carts.put(*numbered(0, 3))
    home.basket.add([row()])
    report = home.sync.sync("esap", "read")
    assert home.titles() == ["NGC 1", *names(0, 1, 2)]
    assert (report.added_here, report.added_there, report.writes, report.items) == (3, 0, 0, 3)
    assert {each.method for each in fake.asked} == {"GET"}
    assert home.sync.sync("esap", "read").added_here == 0


def test_read_brings_nothing_back_that_was_taken_out_here(home, fake):
    fake.carts.put(*numbered(0, 3))
    home.sync.sync("esap", "read")
    home.take_out("field 1")
    assert home.sync.sync("esap", "read").added_here == 0
    home.sync.sync("esap", "merge")
    assert there(fake) == home.titles() == names(0, 2)


def test_add_adds_on_both_sides(home, fake):
    fake.carts.put(*numbered(0, 2))
    home.basket.add([row(), row("NGC 2", archive="apertif")])
    report = home.sync.sync("esap", "add")
    assert (report.added_here, report.added_there, report.writes) == (2, 2, 1)
    assert home.titles() == ["NGC 1", "NGC 2", *names(0, 1)]
    assert [each["archive"] for each in fake.carts.items()] == [
        "apertif",
        "apertif",
        "vo_reg",
        "apertif",
    ]
    again = home.sync.sync("esap", "add")
    assert (again.added_here, again.added_there, again.writes) == (0, 0, 0)


def test_add_takes_nothing_away_on_either_side(home, fake):
    fill(home, fake, 0, 1, 2, 3)
    home.take_out("field 0")
    fake.carts.delete(apertif(1))
    home.sync.sync("esap", "add")
    assert home.titles() == there(fake) == names(0, 1, 2, 3)


def test_merge_three_ways(home, fake):
    fill(home, fake, 1, 2, 3)
    home.take_out("field 1")
    home.basket.add([row("field 4", archive="apertif")])
    fake.carts.delete(apertif(2))
    fake.carts.put(apertif(5))
    report = home.sync.sync("esap", "merge")
    assert home.titles() == there(fake) == names(3, 4, 5)
    told = (report.added_here, report.added_there, report.removed_here, report.removed_there)
    assert told == (1, 1, 1, 1)
    assert home.sync.sync("esap", "merge").writes == 0


def test_the_first_merge_takes_nothing_away(home, fake):
    fake.carts.put(apertif(1))
    home.basket.add([row("field 2", archive="apertif")])
    home.sync.sync("esap", "merge")
    assert home.titles() == there(fake) == names(1, 2)


def test_what_has_gone_there_can_be_had_back_here(home, fake):
    fill(home, fake, 1, 2, 3)
    fake.carts.delete(apertif(2))
    home.sync.sync("esap", "merge")
    assert home.titles() == names(1, 3)
    assert home.basket.view().undo_text == "Take out what has gone from ESAP"
    home.basket.undo()
    assert home.titles() == names(1, 2, 3)
    home.sync.sync("esap", "merge")
    assert there(fake) == names(1, 2, 3)


def test_an_old_page_that_writes_over_what_came_since_loses_nothing(home, fake):
    fill(home, fake, 1, 2)
    page = OldPage(fake)
    page.load()
    home.basket.add([row("field 3", archive="apertif"), row("field 4", archive="apertif")])
    home.sync.sync("esap", "merge")
    page.remove(apertif(1))
    page.add(apertif(5))
    report = home.sync.sync("esap", "merge")
    assert (report.put_back, report.removed_here) == (2, 1)
    assert home.titles() == there(fake) == names(2, 3, 4, 5)
    # Whoever takes them out once more means it.
    page.load()
    page.remove(*[item for item in page.cart if item["record"]["name"] in names(3, 4)])
    assert home.sync.sync("esap", "merge").put_back == 0
    assert home.titles() == there(fake) == names(2, 5)


def test_a_basket_that_was_wiped_is_put_back_once(home, fake):
    fill(home, fake, 1, 2, 3)
    OldPage(fake).write()
    assert fake.carts.items() == []
    assert home.sync.sync("esap", "merge").put_back == 3
    assert there(fake) == names(1, 2, 3)
    OldPage(fake).write()
    assert home.sync.sync("esap", "merge").removed_here == 3
    assert home.titles() == there(fake) == []


def test_emptied_here_is_emptied_there(home, fake):
    fill(home, fake, 1, 2, 3)
    home.basket.clear()
    assert home.sync.sync("esap", "merge").removed_there == 3
    assert fake.carts.items() == []


def test_another_basket_of_ours_takes_nothing_away_there(home, fake):
    """The file was lost, and begins anew; what it had is not taken for taken out."""
    fill(home, fake, *range(1, 6))
    home.basket.close()
    (home.folder / "basket.sqlite").unlink()
    home.basket = type(home.basket)(home.folder / "basket.sqlite")
    home.sync.sync("esap", "merge")
    assert home.titles() == there(fake) == names(*range(1, 6))


def test_another_persons_basket_takes_nothing_away_here(home, fake, tmp_path):
    fill(home, fake, 1, 2)
    home.identities.given = Credential(
        kind="userpass", source="login", username="bob", password="bob-pw"
    )
    home.sync.sync("esap", "merge")
    assert home.titles() == names(1, 2)
    assert counts(fake.carts.items("bob")) == counts(numbered(1, 3))


def test_damaged_memory_takes_nothing_away(home, fake):
    fill(home, fake, 1, 2)
    home.take_out("field 1")
    (home.folder / "gateways" / "esap" / "state.json").write_text("{")
    home.sync.sync("esap", "merge")
    assert home.titles() == there(fake) == names(1, 2)


def test_the_same_thing_in_two_forms_is_one_item_here(home, fake):
    fill(home, fake, 1)
    same = {**apertif(1), "extra": 1}
    fake.carts.put(same, {"archive": "rucio", "record": {"scope": "s", "name": "n", "type": "x"}})
    home.lakes = {"escape": object()}
    home.basket.add([NewBasketItem(kind="did", title="s:n", did="rucio://escape/s:n")])
    for _ in range(2):
        home.sync.sync("esap", "merge")
        assert len(fake.carts.items()) == 3
    assert home.titles() == ["field 1", "field 1", "s:n"]
    home.take_out("s:n")
    home.sync.sync("esap", "merge")
    assert counts(fake.carts.items()) == counts([apertif(1), same])


def test_what_a_gateway_has_twice_stays_so(home, fake):
    fake.carts.put(apertif(1), apertif(1), apertif(2))
    home.sync.sync("esap", "merge")
    home.basket.add([row("field 3", archive="apertif")])
    home.sync.sync("esap", "merge")
    assert there(fake) == names(1, 1, 2, 3)
    home.take_out("field 1")
    home.sync.sync("esap", "merge")
    assert there(fake) == names(2, 3)


def test_what_a_gateway_cannot_hold_is_told_and_stays(home, fake):
    home.basket.add([LINK, NewBasketItem(kind="workflow", title="a notebook"), row()])
    report = home.sync.sync("esap", "merge")
    assert report.unheld == 2
    assert [(each.title, each.reason) for each in report.left] == [
        ("a file", "gateways keep no files by their address"),
        ("a notebook", "gateways keep no notebooks"),
    ]
    assert home.titles() == ["NGC 1", "a file", "a notebook"]
    assert len(fake.carts.items()) == 1


def test_what_our_basket_cannot_hold_stays_there_and_is_told(home, fake):
    big = {"archive": "apertif", "record": {"name": "big", "x": "y" * (5 << 20)}}
    fake.carts.put(apertif(1), big, apertif(2))
    report = home.sync.sync("esap", "merge")
    assert home.titles() == names(1, 2)
    assert len(report.notes) == 1
    assert "stays at the gateway" in report.notes[0]
    home.take_out("field 1")
    home.sync.sync("esap", "merge")
    assert there(fake) == ["big", "field 2"]


def test_notes_tags_and_what_is_learned_write_nothing(home, fake):
    from esap_jupyter.basket.store import Change, Facts

    fill(home, fake, 1)
    (key,) = home.basket.add([row()]).ids
    home.sync.sync("esap", "merge")
    home.basket.change([key], Change(note="n", tags=["t"], title="mine", group="g"))
    home.basket.learn({key: Facts(size=7, checksums={"md5": "ab"})})
    assert home.basket.get(key).size == "7"
    report = home.sync.sync("esap", "merge")
    assert (report.writes, report.added_there, report.removed_there) == (0, 0, 0)


def test_unknown_fields_survive_a_write(home, fake):
    strange = {"archive": "new", "record": {"a": [1, {"b": None}]}, "id": 9007199254740993}
    fake.carts.put(strange)
    home.basket.add([row()])
    home.sync.sync("esap", "merge")
    assert fake.carts.items()[0] == strange
    fake.carts.delete(fake.carts.items()[0])
    home.sync.sync("esap", "add")
    assert strange in fake.carts.items()


def test_what_gives_access_survives_a_write_but_is_not_in_our_basket(home, fake):
    secret = apertif(1)
    secret["record"]["url"] = "https://x.example/a?token=swordfish"
    fake.carts.put(secret)
    home.sync.sync("esap", "merge")
    home.basket.add([row()])
    home.sync.sync("esap", "merge")
    assert fake.carts.items()[0] == secret
    assert len(fake.carts.items()) == 2
    assert b"swordfish" not in (home.folder / "basket.sqlite").read_bytes()
    home.take_out("field 1")
    home.sync.sync("esap", "merge")
    assert len(fake.carts.items()) == 1


def test_before_each_write_the_basket_is_kept(home, fake):
    fake.carts.put(*numbered(0, 3))
    home.basket.add([row()])
    home.sync.sync("esap", "add")
    (name,) = home.sync.get("esap").kept
    path = home.folder / "gateways" / "esap" / "kept" / name
    assert json.loads(path.read_text())["items"] == numbered(0, 3)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((path.parent.parent / "state.json").stat().st_mode) == 0o600
    assert "secret" not in path.read_text()
    home.basket.clear()
    assert len(home.sync.restore("esap", name).ids) == 3
    assert home.titles() == names(0, 1, 2)
    with pytest.raises(NotFoundError, match="No basket of the name"):
        home.sync.restore("esap", "../state.json")


def test_new_things_are_here_before_anything_is_written_there(home, fake):
    """The gateway breaks for good while it writes; what it had is in our basket."""
    fake.carts.put(*numbered(0, 3))
    home.basket.add([row()])
    fake.carts.between = lambda _user, index: fake.carts.tokens.clear() if index == 2 else None
    fake.carts.dies_after = 2
    with pytest.raises(LoginRefusedError, match="is kept"):
        home.sync.sync("esap", "merge")
    assert home.titles() == ["NGC 1", *names(0, 1, 2)]
    fake.carts.tokens["a11ce" * 8] = "alice"
    home.sync.sync("esap", "merge")
    assert len(fake.carts.items()) == 4


def test_it_is_an_activity(home, fake):
    fake.carts.put(apertif(1))
    home.basket.add([LINK])
    begun = home.sync.start("esap", "merge")
    assert (begun.kind, begun.title, begun.ended) == ("sync", "Basket · ESAP", None)
    wait_for(lambda: home.activities.get(begun.id).ended is not None)
    done = home.activities.get(begun.id)
    assert (done.state, done.error) == ("done", None)
    assert done.message == "1 new here, 1 stay here alone, as gateways cannot hold them"
    assert home.sync.get("esap").report.added_here == 1


def test_what_goes_wrong_is_the_activitys_end(home, fake):
    fake.carts.no_profile.add("alice")
    begun = home.sync.start("esap", "merge")
    wait_for(lambda: home.activities.get(begun.id).ended is not None)
    done = home.activities.get(begun.id)
    assert (done.state, done.error.code) == ("failed", "login_refused")
    assert home.sync.get("esap").report is None


def test_who_is_not_logged_in_is_told(home, monkeypatch):
    def refuse(service, *, refused=""):
        raise NotLoggedInError("You are not logged in to ESAP.", remedy="Log in.")

    monkeypatch.setattr(home.identities, "credential", refuse)
    with pytest.raises(NotLoggedInError):
        home.sync.sync("esap")


def test_too_many_items_are_not_written(home, fake, monkeypatch):
    monkeypatch.setattr(exchange, "_MOST", 2)
    fake.carts.put(*numbered(0, 2))
    home.basket.add([row()])
    with pytest.raises(Exception, match="more than 2 are not written"):
        home.sync.sync("esap")
    assert there(fake) == names(0, 1)


def test_items_that_are_no_objects_are_read_beside_but_not_written_over(home, fake):
    fake.carts.put("text", apertif(1))
    assert home.sync.sync("esap", "read").added_here == 1
    home.basket.add([row()])
    with pytest.raises(ConflictError, match="does not take back"):
        home.sync.sync("esap", "add")
    assert fake.carts.written == 0


def test_gateways_are_listed_once(home, fake):
    home.add_archive("esap.astron_vo", options={"archive": "astron_vo"})
    home.add_archive("direct")
    home.archives["other"] = home.archives["direct"].__class__(
        id="other", name="Other", kind="esap_gateway", url="https://other.example/esap-api/"
    )
    assert [each.id for each in home.sync.list()] == ["esap", "other"]
    for key in ("esap", "direct", "esap.astron_vo", "esap.whatever"):
        assert home.sync.get(key).id == "esap"
    with pytest.raises(NotFoundError, match="There are: esap, other"):
        home.sync.get("nowhere")
    home.archives.clear()
    home.sources.clear()
    with pytest.raises(NotFoundError, match="kind = "):
        home.sync.start("esap")


def test_nothing_secret_is_kept(home, fake):
    fake.carts.put(apertif(1))
    home.basket.add([row()])
    home.sync.sync("esap", "add")
    for path in home.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"a11ce" not in content, path
            assert b"secret" not in content, path
