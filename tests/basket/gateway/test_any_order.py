"""Whatever homes and old pages do, in whatever order, nobody loses what a home has put in."""

import contextlib
import json
import tempfile
import threading
import time
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings

from esap_jupyter.basket.gateway.archives import ArchiveWords
from esap_jupyter.basket.gateway.exchange import Exchange
from esap_jupyter.basket.gateway.memory import GatewayMemory
from esap_jupyter.basket.gateway.settling import Settling
from esap_jupyter.basket.gateway.shapes import Shapes
from esap_jupyter.basket.store import Basket
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import ServerError
from esap_jupyter.gateways.documents import read_profiles
from tests.peers.fakes.base import Asked
from tests.peers.fakes.gateway_carts import FakeCarts
from tests.support.gateways import ARCHIVES, apertif, knox, row

ACCOUNTS = "user-profiles/"
HEADERS = {"Authorization": f"Token {knox().token}"}
SHAPES = Shapes(gateway="esap", name="ESAP", words=ArchiveWords(ARCHIVES, {}))
WHO = st.integers(0, 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), WHO),
        st.tuples(st.just("take out"), WHO),
        st.tuples(st.just("load"), WHO),
        st.tuples(st.just("write"), WHO),
        st.tuples(
            st.just("sync"), WHO, st.none() | st.integers(0, 6), st.none() | st.integers(0, 6)
        ),
        st.tuples(st.just("killed"), WHO, st.integers(1, 12)),
    ),
    max_size=14,
)


class Killed(BaseException):
    """The end of a process."""


class Direct:
    """The client of a profile without a network; its process ends after some requests."""

    def __init__(self, carts, lives=None):
        self._carts = carts
        self._lives = lives

    def read(self):
        self._live()
        asked = Asked("GET", f"/{ACCOUNTS}", b"", HEADERS)
        return read_profiles(self._carts.answer(asked, ACCOUNTS).body, who="GATE")

    def write(self, user, cart):
        body = {"shopping_cart": [document.value for document in cart.documents]}
        path = f"{ACCOUNTS}{user}/"
        asked = Asked("PATCH", f"/{path}", json.dumps(body).encode(), HEADERS)
        if self._carts.answer(asked, path).status >= 500:
            raise ServerError("It failed.")
        self._live()

    def _live(self):
        if self._lives is not None:
            self._lives -= 1
            if self._lives < 0:
                raise Killed


class Page:
    """An old page without a network."""

    def __init__(self, carts):
        self._carts = carts
        self.cart = []

    def load(self):
        self.cart = self._carts.items()

    def write(self, *items):
        self.cart = [*self.cart, *items]
        between, self._carts.between = self._carts.between, lambda *_: None
        body = json.dumps({"shopping_cart": self.cart}).encode()
        path = f"{ACCOUNTS}alice/"
        self._carts.answer(Asked("PATCH", f"/{path}", body, HEADERS), path)
        self._carts.between = between


class World:
    """Two homes and two pages of one person at one gateway."""

    def __init__(self, folder):
        self.carts = FakeCarts("none")
        self.pages = [Page(self.carts), Page(self.carts)]
        self.baskets = [Basket(folder / f"{who}.sqlite") for who in (0, 1)]
        self.memories = [GatewayMemory(folder / f"{who}", url="x") for who in (0, 1)]
        self.put = [set(), set()]
        self.taken = set()
        self._next = 0

    def step(self, what, who, *more):
        self._next += 1
        name = f"field {self._next}"
        if what == "put":
            self.baskets[who].add([row(name, archive="apertif")])
            self.put[who].add(name)
        elif what == "take out":
            item = next(iter(self.baskets[who].items()), None)
            if item is not None:
                self.baskets[who].remove([item.id])
                self.taken.add(item.title)
        elif what == "load":
            self.pages[who].load()
        elif what == "write":
            self.pages[who].write(apertif(self._next))
        elif what == "killed":
            with contextlib.suppress(Killed):
                self.sync(who, lives=more[0])
        else:
            self.sync(who, *more)

    def sync(self, who, page_at=None, dies_at=None, *, lives=None):
        self.carts.dies_after = dies_at
        left = [page_at]

        def between(_user, index):
            if index == left[0]:
                left[0] = None
                self.pages[who].write(apertif(1000 + self._next))

        self.carts.between = between
        memory = self.memories[who]
        settling = Settling(
            client=Direct(self.carts, lives),
            keep=memory.keep,
            kept="",
            who="GATE",
            cancel=threading.Event(),
            pause=0,
        )
        Exchange(
            gateway="esap",
            name="ESAP",
            basket=self.baskets[who],
            shapes=SHAPES,
            memory=memory,
            settling=settling,
            compute=InlineCompute(),
            told=lambda _: None,
            clock=time.time,
        ).run("merge")
        self.carts.dies_after = None
        self.carts.between = lambda *_: None

    def titles(self, who):
        return {item.title for item in self.baskets[who].items()}

    def there(self):
        return {item["record"]["name"] for item in self.carts.items()}

    def close(self):
        for basket in self.baskets:
            basket.close()


@settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(STEPS)
# Two old pages, each of which knows another part of what was put back.
@example(
    [
        ("put", 1),
        ("write", 0),
        ("sync", 1, None, None),
        ("write", 1),
        ("sync", 1, None, None),
        ("write", 0),
        ("sync", 1, None, None),
    ]
)
def test_nobody_loses_what_a_home_has_put_in(steps):
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        try:
            for step in steps:
                world.step(*step)
                for who in (0, 1):
                    assert world.put[who] - world.taken <= world.titles(who)
            for who in (0, 1, 0, 1):
                world.sync(who)
            kept = (world.put[0] | world.put[1]) - world.taken
            assert kept <= world.there()
            assert world.titles(0) == world.titles(1) == world.there()
            assert len(world.carts.items()) == len(world.there())
        finally:
            world.close()
