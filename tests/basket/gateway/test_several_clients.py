"""Several clients work with one basket at a gateway, and none loses what it has put in."""

import random
import threading

import pytest

from esap_jupyter.errors import ConflictError
from tests.peers.fakes.gateway import FakeGateway
from tests.support.gateways import OldPage, apertif, counts, home_at, numbered, row


@pytest.fixture
def fake():
    with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
def homes(fake, tmp_path):
    with home_at(tmp_path / "a", fake) as first, home_at(tmp_path / "b", fake) as second:
        yield [first, second]


def put(home, *numbers):
    home.basket.add([row(f"field {number}", archive="apertif") for number in numbers])


def titles(numbers):
    return {f"field {number}" for number in numbers}


def there(fake):
    return {item["record"]["name"] for item in fake.carts.items()}


def at_once(*work):
    """Do all of it at once, in threads; what others were in the way of is no failure here."""
    failures = []

    def run(each):
        try:
            each()
        except ConflictError:
            pass
        except Exception as error:  # noqa: BLE001 (it fails the test)
            failures.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []


def settle(homes):
    for home in (*homes, *homes):
        home.sync.sync("esap", "merge")


@pytest.mark.parametrize("mode", ["add", "merge"])
def test_two_of_150_items_that_synchronise_at_once_and_a_page(homes, fake, mode):
    fake.carts.put(*numbered(0, 10))
    put(homes[0], *range(100, 250))
    put(homes[1], *range(300, 450))
    page = OldPage(fake)
    page.load()
    at_once(
        lambda: homes[0].sync.sync("esap", mode),
        lambda: homes[1].sync.sync("esap", mode),
        lambda: page.add(apertif(999)),
    )
    # Whoever wrote last, each still has here what it had.
    assert titles(range(100, 250)) <= set(homes[0].titles())
    assert titles(range(300, 450)) <= set(homes[1].titles())
    settle(homes)
    everything = titles([*range(10), *range(100, 250), *range(300, 450)])
    for side in (set(homes[0].titles()), set(homes[1].titles()), there(fake)):
        assert everything <= side
    assert len(fake.carts.items()) == len(there(fake))


def test_the_same_home_twice_at_once(homes, fake, tmp_path):
    """A server and a kernel of the same person: one waits for the other."""
    home = homes[0]
    put(home, *range(30))
    with home_at(home.folder, fake) as kernel:
        at_once(lambda: home.sync.sync("esap", "merge"), lambda: kernel.sync.sync("esap", "merge"))
    assert there(fake) == titles(range(30))
    assert fake.carts.written == 1


def test_what_one_takes_out_goes_from_the_other(homes, fake):
    put(homes[0], 1, 2, 3)
    settle(homes)
    homes[0].take_out("field 2")
    settle(homes)
    for side in (set(homes[0].titles()), set(homes[1].titles()), there(fake)):
        assert side == titles([1, 3])


@pytest.mark.parametrize("seed", [0, 4])
def test_old_pages_that_write_again_and_again_lose_nothing_of_ours(homes, fake, seed):
    """Nobody takes anything out; pages write over what they have not seen, in any order."""
    chance = random.Random(seed)
    pages = [OldPage(fake), OldPage(fake)]
    ours = [set(), set()]
    for number in range(25):
        who = chance.randrange(2)
        what = chance.choice(["put", "sync", "sync", "load", "page"])
        if what == "put":
            put(homes[who], number)
            ours[who] |= titles([number])
        elif what == "sync":
            homes[who].sync.sync("esap", "merge")
        elif what == "load":
            pages[who].load()
        else:
            pages[who].add(apertif(1000 + number))
        for home, mine in zip(homes, ours, strict=True):
            assert mine <= set(home.titles())
    settle(homes)
    for side in (set(homes[0].titles()), set(homes[1].titles()), there(fake)):
        assert ours[0] | ours[1] <= side
    assert counts(fake.carts.items()).most_common(1)[0][1] == 1
