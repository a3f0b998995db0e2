"""Finding services, looking ahead and citing, over REST."""

import json
import threading

import pytest

from esap_jupyter.errors import TargetNotFoundError, UnreachableError
from esap_jupyter.models.discovery import Coverage, RegistryAnswer, RegistryHit
from tests.support.fake_platform import store_table


class Discovery:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self):
        self.calls = []
        self.error = None
        self.seen = None
        self.cancel = None

    def find(self, question, **more):
        self.calls.append((question, more))
        if self.error:
            raise self.error
        return RegistryAnswer(registry="R", hits=[RegistryHit(ivoid="ivo://a", title="<b>")])

    def look_ahead(self, target, radius, archives, *, collections, cancel, found):
        self.calls.append((target, radius, archives, collections, cancel.is_set()))
        if self.error:
            raise self.error
        told = [Coverage(archive=one, presence="none", rows=0) for one in archives]
        for one in told:
            found(one)
            assert self.seen is None or self.seen.wait(20)
            self.cancel = cancel
        return told


@pytest.fixture
def stored(platform):
    import pyarrow as pa

    return store_table(platform.results, pa.table({"id": [1, 2]}), name="mine")


@pytest.fixture
def discovery(platform):
    platform.discovery = Discovery()
    return platform.discovery


async def test_finds_services(ask, discovery):
    status, answer = await ask(
        "GET",
        "registry",
        keywords="a b",
        fields="title,description",
        service="tap",
        target="M31",
        radius="0.25",
    )
    assert (status, answer["hits"][0]["title"]) == (200, "<b>")
    ((question, more),) = discovery.calls
    assert question.fields == ("title", "description")
    assert (question.keywords, question.service, question.place) == ("a b", "tap", None)
    assert (more["target"], more["radius"]) == ("M31", 0.25)


@pytest.mark.parametrize("wrong", [{"radius": "-1"}, {"radius": "x"}, {"keywords": "x" * 1001}])
async def test_nonsense_is_refused(ask, discovery, wrong):
    status, error = await ask("GET", "registry", **wrong)
    assert (status, error["code"]) == (400, "bad_request")
    assert discovery.calls == []


async def test_a_dead_registry_is_a_state(ask, discovery):
    discovery.error = UnreachableError("R cannot be reached.", remedy="Try later.")
    status, error = await ask("GET", "registry", keywords="x")
    assert (status, error["code"], error["remedy"]) == (502, "unreachable", "Try later.")


async def test_looks_ahead(ask, discovery):
    status, told = await ask("GET", "coverage", target="M31", radius="2", archives="a,b,a,")
    assert status == 200
    assert [(one["archive"], one["rows"]) for one in told] == [("a", 0), ("b", 0)]
    assert discovery.calls == [("M31", 2.0, ["a", "b"], {}, False)]


async def test_looks_ahead_at_chosen_collections(ask, discovery):
    asked = {"target": "M31", "archives": "a"}
    await ask("GET", "coverage", **asked, collections='{"a": "ivoa.obscore"}')
    assert discovery.calls == [("M31", 0.5, ["a"], {"a": "ivoa.obscore"}, False)]
    status, error = await ask("GET", "coverage", **asked, collections="ivoa.obscore")
    assert (status, error["code"]) == (400, "bad_request")


async def test_looking_ahead_at_nobody_is_refused(ask, discovery):
    status, error = await ask("GET", "coverage", target="M31", archives=",")
    assert (status, error["code"]) == (400, "bad_request")
    assert (await ask("GET", "coverage", archives="a"))[0] == 400
    assert discovery.calls == []


async def test_an_archive_is_told_before_the_others_have_come(jp_fetch, discovery):
    discovery.seen = threading.Event()
    parts = []

    def take(chunk):
        parts.append(chunk)
        if b'"archive":"a"' in b"".join(parts):
            discovery.seen.set()

    params = {"target": "M31", "archives": "a,b"}
    answer = await jp_fetch("esap", "coverage", params=params, streaming_callback=take)
    assert answer.code == 200
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert [one["archive"] for one in json.loads(b"".join(parts))] == ["a", "b"]
    assert json.loads(b"".join(parts).splitlines()[1].rstrip(b","))["presence"] == "none"


async def test_that_nothing_can_be_looked_at_is_a_state(ask, discovery):
    discovery.error = TargetNotFoundError("Nobody knows it.", remedy="Check the spelling.")
    status, error = await ask("GET", "coverage", target="x", archives="a")
    assert (status, error["code"]) == (404, "target_not_found")


async def test_cites(ask, stored):
    status, told = await ask("GET", "results", stored.id, "citation")
    assert status == 200
    assert "Software: esap-jupyter" in told["text"]
    assert told["bibtex"].startswith("@misc{")


async def test_cannot_cite_what_is_not_there(ask):
    assert (await ask("GET", "results", "nothing", "citation"))[0] == 404
