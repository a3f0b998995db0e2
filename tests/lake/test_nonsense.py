"""A lake that answers nonsense: each is told as such, and never as an error of our own."""

import contextlib
import json

import pytest

from esap_jupyter.errors import BadAnswerError, EsapError, NotFoundError, TooLargeError
from esap_jupyter.lake import listings
from esap_jupyter.lake.records import moment
from esap_jupyter.lake.transfers.registering import Registrar
from esap_jupyter.models import DidFilter, DidQuestion, RuleRequest
from tests.peers.fakes.base import Answer
from tests.support.lakes import connected, listed, name
from tests.support.servers import Reply, endless, serve

WRONG = [0, 10**30, True, "text", [1], [[]], {}, [{}], [{"a": []}], {"scope": []}, {"rse": {}}]
DID = name("test:a.dat")
OWN = DidQuestion(scope="test", filters=[[DidFilter(key="own", value="1")]])
RULE = RuleRequest(scope="test", name="a.dat", rse_expression="DAV1")
ASKS = {
    "account": lambda lake: lake.accounts.look(),
    "scopes": lambda lake: lake.accounts.scopes(),
    "rses": lambda lake: lake.storage.rses("site=near"),
    "keys": lambda lake: lake.collections.metadata_keys(),
    "details": lambda lake: lake.collections.details(DID),
    "files": lambda lake: list(lake.collections.files(DID)),
    "seen": lambda lake: lake.replicas.files(DID),
    "replicas": lambda lake: lake.replicas.page(DID),
    "rules": lambda lake: lake.rules.of(DID),
    "rule": lambda lake: lake.rules.get("abc"),
    "locks": lambda lake: lake.rules.locks("abc"),
    "add": lambda lake: lake.rules.add(RULE),
    "preview": lambda lake: lake.previews.look(RULE),
    "search": listed,
    "by own metadata": lambda lake: list(lake.listings.iterate(OWN)),
    "known": lambda lake: Registrar(lake).known([DID]),
    "scheme": lambda lake: Registrar(lake).scheme("DAV1"),
    "address": lambda lake: Registrar(lake).address("DAV1", "https", DID),
    "room": lambda lake: Registrar(lake).check_room("DAV1", 5),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_what_is_no_answer_is_told_as_such(fake, lake, ask):
    """Each answer but the logins is wrong in turn, those before it are right."""
    fake.add("a.dat")
    right = fake.answer
    for value in WRONG:
        for position in range(5):
            seen = []

            def answer(asked, value=value, position=position, seen=seen):
                if "/auth/" in asked.path:
                    return right(asked)
                seen.append(asked)
                if len(seen) <= position:
                    return right(asked)
                return Answer(json.dumps(value).encode())

            fake.answer = answer
            with contextlib.suppress(EsapError):
                ask(lake)
            fake.answer = right


def test_something_else_than_a_list_is_no_empty_list(fake, lake):
    right = fake.answer
    fake.answer = lambda asked: Answer(b'"scopes"') if asked.path == "/scopes/" else right(asked)
    with pytest.raises(BadAnswerError):
        lake.accounts.scopes()


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 26 Nov 99999999999 11:52:34 UTC",
        "Thu, 26 Nov 2026 99999999999999999999:52:34 UTC",
        "Thu, 99999999999999999999 Nov 2026 11:52:34 UTC",
        "x" * 100_000,
        ",",
    ],
)
def test_a_time_that_is_none_is_none(text):
    assert moment(text) is None


@pytest.mark.parametrize("ask", ["rules", "rses", "details", "account"])
def test_lines_without_an_end_fill_no_memory(ask):
    line = b'{"scope": "test", "name": "a", "type": "CONTAINER", "rse": "A", "id": "a"}\n' * 100

    def answer(asked):
        if asked.path == "/auth/userpass":
            return Reply(b"", headers={"X-Rucio-Auth-Token": "t"})
        if asked.path.endswith("whoami"):
            return Reply(b'{"account": "alice"}')
        if asked.path.endswith(("/attr/", "/meta", "/a.dat")):
            about = b'{"scope": "test", "name": "a.dat", "type": "FILE"}'
            return Reply(b"[]" if "attr" in asked.path else about)
        return Reply(endless(line))

    with serve(answer) as server, connected(server.url) as lake, pytest.raises(TooLargeError):
        ASKS[ask](lake)


def test_listings_that_are_kept_have_a_bound_together(fake, lake, monkeypatch):
    monkeypatch.setattr(listings, "_MOST_ROWS", 10)
    for number in range(8):
        fake.add(f"{number}.dat")
    keys = []
    for _ in range(3):
        keys.append(lake.listings.start(DidQuestion(scope="test")).id)
        while not lake.listings.get(keys[-1]).page(0, 100, wait=10).ended:
            pass
    assert lake.listings.get(keys[-1]).count == 8
    with pytest.raises(NotFoundError, match="no longer"):
        lake.listings.get(keys[0])
