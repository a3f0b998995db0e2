"""Sources of archives: asked when somebody wants it, checked, and remembered."""

import json

import pytest

from esap_jupyter.catalogue import (
    ArchiveEntry,
    SourceEntry,
    Sources,
    discovered_archives,
)
from esap_jupyter.errors import EsapError, NotFoundError, UnreachableError
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.discovery import FakeDiscovery
from tests.support.servers import closed_port

ENTRY = SourceEntry(id="rsp", name="RSP", kind="fake", url="https://rsp.example/")


def given(key="a", **more):
    fields = {"name": key.upper(), "kind": "tap", "url": f"https://{key}.example/tap", **more}
    return ArchiveEntry(id=key, **fields)


def sources(folder, found, entry=ENTRY, clock=lambda: 1000.0):
    def reader(_source, _http):
        if isinstance(found, Exception):
            raise found
        return found

    return Sources(
        entries={entry.id: entry},
        readers={"fake": reader},
        folder=folder,
        http=lambda: None,
        clock=clock,
    )


def test_nothing_is_asked_before_somebody_wants_it(tmp_path):
    shelf = sources(tmp_path, AssertionError("asked"))
    assert shelf.archives() == []
    assert shelf.get("rsp").state == "unread"
    with pytest.raises(NotFoundError, match="no source 'x'"):
        shelf.read("x")


def test_what_was_read_is_remembered(tmp_path):
    read = sources(tmp_path, [given("a", default=True), given("B c/D", options={"x": 1})])
    assert read.read("rsp").archives == ("rsp.a", "rsp.b_c_d")
    again = sources(tmp_path, AssertionError("asked"))
    first, second = again.archives()
    assert (first.id, first.source, first.default) == ("rsp.a", "rsp", False)
    assert second.options == {"x": 1}
    assert again.get("rsp").read == 1000.0


def test_another_entry_of_the_same_id_is_another_source(tmp_path):
    sources(tmp_path, [given()]).read("rsp")
    moved = SourceEntry(id="rsp", name="RSP", kind="fake", url="https://other.example/")
    assert sources(tmp_path, [], moved).archives() == []


def test_a_dead_source_keeps_what_it_gave(tmp_path):
    sources(tmp_path, [given()]).read("rsp")
    error = UnreachableError("RSP is down.", remedy="Wait.")
    told = sources(tmp_path, error).read("rsp")
    assert (told.state, told.reason, told.archives) == ("failed", "RSP is down. Wait.", ("rsp.a",))
    assert sources(tmp_path, []).get("rsp").state == "failed"
    assert sources(tmp_path, [given("b")]).read("rsp").state == "read"


def test_entries_that_make_no_sense_are_left_out_and_told(tmp_path):
    found = [
        given("a"),
        given("A"),
        given("b", url="file:///etc/passwd"),
        given("c", url=None),
        given("d" * 80),
        given("e", name=" "),
        given("f", homepage="javascript:alert(1)", hidden=True),
    ]
    told = sources(tmp_path, found).read("rsp")
    assert told.archives == ("rsp.a", "rsp.f")
    assert len(told.notes) == 5
    assert "not an http or https address" in " ".join(told.notes)
    last = sources(tmp_path, []).archives()[-1]
    assert (last.homepage, last.hidden) == (None, False)


def test_very_many(tmp_path):
    many = [given(f"n{number}") for number in range(2100)]
    told = sources(tmp_path, many).read("rsp")
    assert len(told.archives) == 2000
    assert told.notes[-1] == "80 more are left out."


def test_kinds_that_nobody_reads(tmp_path):
    odd = SourceEntry(id="rsp", name="RSP", kind="odd", url="https://rsp.example/")
    told = sources(tmp_path, [], odd).read("rsp")
    assert told.state == "failed"
    assert "no sources of the kind 'odd'" in told.reason


def test_a_broken_memory_is_no_memory(tmp_path):
    sources(tmp_path, [given()]).read("rsp")
    (tmp_path / "rsp.json").write_text("{")
    assert sources(tmp_path, []).get("rsp").state == "unread"


# -- a discovery document


@pytest.fixture
def fake():
    with FakeDiscovery() as discovery:
        yield discovery


def discover(fake, url=None):
    http = HttpClient(guard=AddressGuard([fake.url]), user_agent="t", retries=0)
    entry = SourceEntry(id="rsp", name="RSP", kind="discovery", url=url or fake.url)
    return discovered_archives(entry, http)


def test_services_of_all_datasets(fake):
    found = {each.id: each for each in discover(fake)}
    assert list(found) == ["dp1.sia", "dp1.tap", "dp02.tap"]
    assert found["dp1.sia"].kind == "sia2"
    assert found["dp1.sia"].url.endswith("/sia/dp1/query")
    assert found["dp1.tap"].description == "Data Preview 1"
    assert found["dp1.tap"].homepage == "https://dp1.example.org/"
    assert found["dp02.tap"].name == "dp02 TAP (RSP)"


def test_the_documents_own_address(fake):
    assert len(discover(fake, f"{fake.url}/discovery")) == 3


@pytest.mark.parametrize(
    "document",
    [[], None, "text", {}, {"datasets": []}, {"applications": []}],
)
def test_other_documents(fake, document):
    fake.document = document
    with pytest.raises(EsapError, match="gave no discovery document"):
        discover(fake)


@pytest.mark.parametrize(
    "datasets",
    [
        {"a": None},
        {"a": {"services": []}},
        {"a": {"services": {"tap": None}}},
        {"a": {"services": {"tap": {"url": 3}}}},
        {"a": {"services": {"tap": {"versions": {"v2": "x"}}}}},
        {"a": {"services": {"cutout": {"url": "https://x.example/"}}}},
    ],
)
def test_services_without_an_address(fake, datasets):
    fake.document = {"datasets": datasets}
    assert discover(fake) == []


@pytest.mark.parametrize("mood", ["500", "html", "empty", "not json", "cut"])
def test_broken_answers(fake, mood):
    fake.mood = mood
    with pytest.raises(EsapError, match="RSP"):
        discover(fake)


def test_a_wrong_address(fake):
    with pytest.raises(EsapError, match="no discovery document at") as caught:
        discover(fake, f"{fake.root}/elsewhere")
    assert "[sources.rsp]" in caught.value.remedy


def test_nobody_there(fake):
    fake.url = closed_port()
    with pytest.raises(EsapError, match="RSP"):
        discover(fake)


def test_what_is_remembered_is_plain_json(tmp_path):
    sources(tmp_path, [given()]).read("rsp")
    assert json.loads((tmp_path / "rsp.json").read_text())["archives"][0]["id"] == "rsp.a"
    assert (tmp_path / "rsp.json").stat().st_mode & 0o077 == 0
