"""Homes that synchronise with a stand-in for an ESAP gateway, and other clients of it."""

import json
import threading
from collections import Counter
from contextlib import contextmanager
from urllib.request import ProxyHandler, Request, build_opener

from esap_jupyter.activities import Activities
from esap_jupyter.basket.gateway.sync import GatewaySync
from esap_jupyter.basket.store import Basket
from esap_jupyter.catalogue import ArchiveEntry, Catalogue, SourceEntry
from esap_jupyter.columns import column
from esap_jupyter.compute import InlineCompute
from esap_jupyter.gateways.client import ProfileClient
from esap_jupyter.identity import Credential
from esap_jupyter.models import Archive, NewBasketItem
from esap_jupyter.net import AddressGuard, HttpClient

__all__ = [
    "Home",
    "OldPage",
    "Stopped",
    "apertif",
    "client_of",
    "counts",
    "home_at",
    "knox",
    "numbered",
    "row",
]

ARCHIVES = [
    Archive(id="apertif", name="WSRT-Apertif", kind="apertif"),
    Archive(id="astron_vo", name="ASTRON VO", kind="tap"),
    Archive(id="simbad", name="SIMBAD", kind="tap"),
    Archive(id="lofar", name="LOFAR", kind="lofar_lta"),
    Archive(id="zooniverse", name="Zooniverse", kind="zooniverse"),
]
_COLUMNS = [
    column("name", "Name", ucd="meta.id"),
    column("ra", "Right ascension", datatype="double", unit="deg"),
    column("source_id", "Source", datatype="long"),
]


def apertif(number):
    """Return an item as ESAP's own pages write it."""
    return {"archive": "apertif", "record": {"name": f"field {number}", "ra": number + 0.5}}


def numbered(begin, end):
    """Return several of these."""
    return [apertif(number) for number in range(begin, end)]


def row(name="NGC 1", *, archive="simbad", **fields):
    """Return a row that somebody chose here."""
    data = {"name": name, "ra": "1.50", "source_id": "5853498713190525696"}
    return NewBasketItem(
        kind="row", title=name, archive=archive, data=data, columns=_COLUMNS, **fields
    )


def counts(items):
    """Count items, whatever the order of their keys."""
    return Counter(json.dumps(item, sort_keys=True) for item in items)


def knox(user="alice"):
    """Return a credential of a user."""
    token = {"alice": "a11ce" * 8, "bob": "b0b00" * 8}[user]
    return Credential(kind="token", source="login", token=token, renews=False)


class Identities:
    """Stands in for who one is."""

    def __init__(self, user="alice"):
        self.given = knox(user)
        self.refused = []

    def credential(self, service, *, refused=""):
        return self.given

    def refuse(self, service, digest, reason):
        self.refused.append((service, reason))


def http_to(fake):
    return HttpClient(guard=AddressGuard([fake.hostport]), user_agent="test", retries=0)


@contextmanager
def client_of(fake, credential=None, **fields):
    """Give the client of one person's profile."""
    http = http_to(fake)
    try:
        yield ProfileClient(
            url=fake.url,
            http=http,
            compute=InlineCompute(),
            who="GATE",
            credential=lambda _refused: credential or knox(),
            **fields,
        )
    finally:
        http.close()


class Home:
    """A home of a person: basket, memory and what synchronises."""

    def __init__(self, folder, fake, *, user="alice", pause=0.01):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.fake = fake
        self.http = http_to(fake)
        self.basket = Basket(folder / "basket.sqlite")
        self.activities = Activities(path=folder / "activities.sqlite")
        self.identities = Identities(user)
        self.lakes = {}
        self.sources = {
            "esap": SourceEntry(id="esap", name="ESAP", kind="esap_gateway", url=fake.url)
        }
        self.archives = {}
        self.sync = GatewaySync(
            catalogue=self.catalogue,
            basket=lambda: self.basket,
            archives=lambda: ARCHIVES,
            identities=lambda: self.identities,
            activities=lambda: self.activities,
            http=lambda: self.http,
            compute=InlineCompute(),
            home=lambda: folder,
            pause=pause,
        )

    def catalogue(self):
        return Catalogue(archives=self.archives, sources=self.sources, lakes=self.lakes)

    def add_archive(self, key, **fields):
        self.archives[key] = ArchiveEntry(
            id=key, name=key.upper(), kind="esap_gateway", url=self.fake.url, **fields
        )

    def titles(self):
        return sorted(item.title for item in self.basket.items())

    def take_out(self, *titles):
        ids = [item.id for item in self.basket.items() if item.title in titles]
        assert len(ids) == len(titles)
        self.basket.remove(ids)

    def close(self):
        self.sync.close()
        self.basket.close()
        self.activities.close()
        self.http.close()


@contextmanager
def home_at(folder, fake, **fields):
    """Make a home, and close it."""
    home = Home(folder, fake, **fields)
    try:
        yield home
    finally:
        home.close()


class OldPage:
    """A browser with ESAP's own page: it reads a basket once and writes all of it from then on."""

    def __init__(self, fake, user="alice"):
        self._url = f"{fake.url}/accounts/user-profiles/"
        self._user = user
        self._token = knox(user).token
        self.cart = []

    def load(self):
        (profile,) = self._ask("GET", self._url)["results"]
        found = [row["item_data"] for row in profile["shopping_cart"]]
        self.cart = [json.loads(each) if isinstance(each, str) else each for each in found]
        return self.cart

    def add(self, *items):
        self.cart = [*self.cart, *items]
        self.write()

    def remove(self, *items):
        self.cart = [item for item in self.cart if item not in items]
        self.write()

    def write(self):
        return self._ask("PATCH", f"{self._url}{self._user}/", {"shopping_cart": self.cart})

    def _ask(self, method, url, body=None):
        headers = {"Authorization": f"Token {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(url, data=data, headers=headers, method=method)
        with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
            return json.loads(answer.read())


class Stopped:
    """Stops the first writer of a gateway that has inserted a number of items, until it may go on.

    Attributes
    ----------
    reached
        Set when it has.
    go
        To be set by the test.
    """

    def __init__(self, fake, index):
        self.reached = threading.Event()
        self.go = threading.Event()
        self._index = index
        fake.carts.between = self

    def __call__(self, user, index):
        if index == self._index and not self.reached.is_set():
            self.reached.set()
            assert self.go.wait(30)
