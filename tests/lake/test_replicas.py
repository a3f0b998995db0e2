"""Where files are, and how they are as seen from here."""

from pathlib import Path

import pytest

from esap_jupyter.catalogue import LakeMount
from esap_jupyter.errors import BadAnswerError, NotFoundError, UnreachableError
from esap_jupyter.lake.paths import mounted_path
from esap_jupyter.lake.windows import Windows
from tests.peers.fakes.base import Answer
from tests.support.lakes import connected, name, password, to_fake

URL = "https://dav.example:443/data/local/test/ab/cd/f.dat"


@pytest.mark.parametrize(
    ("begins_at", "path"),
    [(0, "data/local/test/ab/cd/f.dat"), (2, "test/ab/cd/f.dat"), (5, "f.dat"), (6, None)],
)
def test_the_path_on_a_mount_begins_behind_the_nth_slash(begins_at, path):
    found = mounted_path(URL, "DAV2", {"DAV2": LakeMount(path="/eos", begins_at=begins_at)})
    assert found == (Path("/eos") / path if path else None)


def test_double_slashes_of_xrootd_are_no_part_of_the_path():
    mounts = {"X": LakeMount(path="/eos", begins_at=1)}
    assert mounted_path("root://h:1094//data/t/f", "X", mounts) == Path("/eos/t/f")


@pytest.mark.parametrize("odd", ["100%25.dat", "a%41.dat", "run#3.dat", "what?.dat", "a b+ü.dat"])
@pytest.mark.parametrize("url", ["https://h:443/data/t/{}", "root://h:1094//data/t/{}"])
def test_a_name_is_on_the_mount_as_the_lake_has_it(url, odd):
    mounts = {"X": LakeMount(path="/eos", begins_at=1)}
    assert mounted_path(url.format(odd), "X", mounts) == Path("/eos/t") / odd


def test_other_rses_are_not_mounted():
    assert mounted_path(URL, "DAV1", {"DAV2": LakeMount(path="/eos")}) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://h/data/../../etc/passwd",
        "https://h/data/%2e%2e/%2e%2e/etc/passwd",
        "https://h/data/a%00b",
        "https://h",
        "https://[",
    ],
)
def test_no_address_leads_out_of_the_mount(url):
    found = mounted_path(url, "DAV2", {"DAV2": LakeMount(path="/eos")})
    assert found is None or Path("/eos") in found.parents


def test_an_absolute_name_stays_below_the_mount():
    found = mounted_path("https://h/x//etc/passwd", "R", {"R": LakeMount(path="/eos", begins_at=1)})
    assert found == Path("/eos/etc/passwd")


def states(lake, did="test:ds"):
    return {each.did.name: each for each in lake.replicas.files(name(did))}


@pytest.fixture
def dataset(fake):
    fake.add("near.dat", on={"DAV1": "AVAILABLE", "DAV2": "AVAILABLE"})
    fake.add("far.dat", on={"DAV1": "AVAILABLE"})
    fake.add("coming.dat", on={"DAV1": "AVAILABLE", "DAV2": "COPYING"})
    fake.add("bad.dat", on={"DAV1": "BAD"})
    fake.add("lost.dat")
    names = ["near.dat", "far.dat", "coming.dat", "bad.dat", "lost.dat"]
    fake.add("ds", "DATASET", holds=names)
    return fake


def test_each_file_has_its_own_state(dataset):
    with to_fake(dataset, rse="DAV2") as lake:
        seen = states(lake)
    assert {key: each.state for key, each in seen.items()} == {
        "near.dat": "available",
        "far.dat": "elsewhere",
        "coming.dat": "replicating",
        "bad.dat": "failed",
        "lost.dat": "no_replica",
    }
    assert "DAV1: BAD" in seen["bad.dat"].reason
    assert seen["near.dat"].rses == ["DAV1", "DAV2"]
    assert all(each.path is None for each in seen.values())


def test_a_rule_says_what_is_on_its_way(dataset):
    dataset.add_rule("ds", "DAV2", "REPLICATING")
    with to_fake(dataset, rse="DAV2") as lake:
        seen = states(lake)
    assert seen["far.dat"].state == seen["lost.dat"].state == "replicating"
    assert seen["near.dat"].state == "available"


def test_a_stuck_rule_is_told_with_its_reason(dataset):
    dataset.add_rule("ds", "DAV2", "STUCK", error="No sources")
    with to_fake(dataset, rse="DAV2") as lake:
        far = states(lake)["far.dat"]
    assert (far.state, far.reason) == ("stuck", "No sources")


def test_without_an_rse_of_its_own_rules_elsewhere_say_nothing(dataset):
    dataset.add_rule("ds", "DAV2", "STUCK", error="No sources")
    with to_fake(dataset) as lake:
        assert states(lake)["far.dat"].state == "elsewhere"


def test_a_file_on_a_mounted_rse_is_here(dataset, tmp_path):
    (tmp_path / "near.dat").write_bytes(b"x")
    with to_fake(dataset, rse="DAV2", mount=str(tmp_path), path_begins_at=2) as lake:
        near = states(lake)["near.dat"]
    assert (near.state, near.path) == ("here", str(tmp_path / "near.dat"))


def test_a_file_that_the_mount_does_not_have_is_not_said_to_be_here(dataset, tmp_path):
    with to_fake(dataset, rse="DAV2", mount=str(tmp_path), path_begins_at=2) as lake:
        near = states(lake)["near.dat"]
    assert (near.state, near.path) == ("available", None)


def test_what_is_in_the_workspace_is_here(dataset):
    asked = []

    def here(lake, did):
        asked.append((lake, did.name))
        return Path("/w/far.dat") if did.name == "far.dat" else None

    with connected(dataset.url, password(), here=here) as lake:
        far = states(lake)["far.dat"]
    assert (far.state, far.path) == ("here", "/w/far.dat")
    assert ("lake", "far.dat") in asked


def test_the_requests_are_as_many_for_one_file_as_for_hundreds(fake):
    counts = []
    with to_fake(fake) as lake:
        for size in (1, 300):
            names = [f"{size}-{number}" for number in range(size)]
            for each in names:
                fake.add(each, on={"DAV1": "AVAILABLE"})
            fake.add(f"ds{size}", "DATASET", holds=names)
            before = len(fake.asked)
            assert len(lake.replicas.files(name(f"test:ds{size}"))) == size
            counts.append(len(fake.asked) - before)
            fake.asked.clear()
    assert counts[1] <= counts[0] <= 7


def test_pages_of_files(dataset, lake):
    found = lake.replicas.files(name("test:ds"), 1, 2)
    assert [each.did.name for each in found] == ["far.dat", "coming.dat"]


def test_pages_after_a_deep_one_do_not_read_the_answer_again(fake, lake):
    for number in range(30):
        fake.add(f"{number:02}.dat", on={"DAV1": "AVAILABLE"})
    fake.add("ds", "DATASET", holds=[f"{number:02}.dat" for number in range(30)])
    pages = [lake.replicas.files(name("test:ds"), offset, 2) for offset in range(0, 32, 2)]
    assert [each.did.name for page in pages for each in page] == [f"{n:02}.dat" for n in range(30)]
    assert [asked.path for asked in fake.asked].count("/dids/test/ds/files") == 3
    looked = [asked.json["dids"] for asked in fake.asked if asked.path == "/replicas/list"]
    assert [len(dids) for dids in looked] == [2] * 15
    lake.replicas.files(name("test:ds"), 0, 2)
    assert [asked.path for asked in fake.asked].count("/dids/test/ds/files") == 4


def test_replicas_of_many_files_are_asked_for_in_lists(fake, lake):
    names = [f"{number:04}.dat" for number in range(1200)]
    for each in names:
        fake.add(each, on={"DAV1": "AVAILABLE"})
    fake.add("ds", "DATASET", holds=names)
    fake.add("cont", "CONTAINER", holds=["ds", "ds"])
    assert [each.did.name for each in lake.replicas.seen(name("test:cont"))] == names
    looked = [asked.json["dids"] for asked in fake.asked if asked.path == "/replicas/list"]
    assert [len(dids) for dids in looked] == [500, 500, 200]
    assert [each.did.name for each in lake.replicas.each(name("test:cont"))] == names


def test_pages_of_replicas_ask_for_those_of_the_page_alone(dataset, lake):
    found = lake.replicas.page(name("test:ds"), 1, 2)
    assert [(each.did.name, len(each.places)) for each in found] == [
        ("far.dat", 1),
        ("coming.dat", 1),
    ]
    looked = [asked.json["dids"] for asked in dataset.asked if asked.path == "/replicas/list"]
    assert [len(dids) for dids in looked] == [2]


def test_a_file_that_rucio_tells_nothing_of_is_told_as_nowhere(dataset, lake):
    dataset.refusals["POST", "/replicas/list"] = Answer(b"")
    assert {each.state for each in lake.replicas.files(name("test:ds"))} == {"no_replica"}


def test_an_empty_dataset_has_no_files_and_an_unknown_one_is_told(fake, lake):
    fake.add("empty", "DATASET")
    look = lake.replicas
    for ask in (
        look.files,
        look.page,
        lambda did: [*look.seen(did)],
        lambda did: [*look.each(did)],
    ):
        assert ask(name("test:empty")) == []
        with pytest.raises(NotFoundError):
            ask(name("test:nothing"))


def test_kept_pages_become_old_and_only_a_few_are_kept():
    asked, now = [], [0.0]

    def source(did):
        asked.append(did)
        yield from range(100)

    windows = Windows(source, clock=lambda: now[0])
    for number in (1, 1, 2, 3, 4, 5, 1):
        assert windows.page(name(f"test:{number}"), 10, 5) == [10, 11, 12, 13, 14]
    assert len(asked) == 6
    assert windows.page(name("test:1"), 55, 5) == [55, 56, 57, 58, 59]
    assert windows.page(name("test:1"), 60, 5) == [60, 61, 62, 63, 64]
    assert windows.page(name("test:1"), 98, 5) == [98, 99]
    assert len(asked) == 7
    now[0] = 61.0
    windows.page(name("test:1"), 98, 5)
    assert len(asked) == 8


def test_places_are_the_best_first(dataset):
    with to_fake(dataset, site="lab", mounts={"DAV2": {"path": "/eos", "begins_at": 2}}) as lake:
        (near,) = lake.replicas.page(name("test:near.dat"))
    assert [place.rse for place in near.places] == ["DAV2", "DAV1"]
    assert near.places[0].path == "/eos/near.dat"
    sent = dataset.asked[-1].json
    assert sent["client_location"] == {"site": "lab"}
    assert "https" in sent["schemes"]


@pytest.mark.parametrize("kind", [404, 500])
def test_a_failure_is_never_an_empty_list(dataset, lake, kind):
    dataset.refusals["POST", "/replicas/list"] = (
        Answer(b"", status=500)
        if kind == 500
        else Answer(b'{"ExceptionClass": "DataIdentifierNotFound"}', status=404)
    )
    with pytest.raises(UnreachableError if kind == 500 else NotFoundError):
        lake.replicas.files(name("test:ds"))


@pytest.mark.parametrize(
    "line",
    [
        b'{"scope": "test", "name": "f", "pfns": [1], "states": "x", "bytes": "many"}',
        b'{"scope": "test", "name": "f", "pfns": {"https://[": 5}, "states": {"A": null}}',
        b'{"scope": "test", "name": "f", "pfns": {"x": {"rse": 5, "priority": "high"}}}',
    ],
)
def test_odd_lines_of_replicas_are_survived(dataset, lake, line):
    dataset.refusals["POST", "/replicas/list"] = Answer(line + b"\n")
    (replica,) = lake.replicas.of([name("test:ds")])
    assert (replica.did.name, [place.path for place in replica.places if place.path]) == ("f", [])


@pytest.mark.parametrize("line", [b"[1]", b'"x"', b"null", b'{"scope": 1}', b"{}"])
def test_lines_that_are_no_replicas_are_told(dataset, lake, line):
    dataset.refusals["POST", "/replicas/list"] = Answer(line + b"\n")
    with pytest.raises(BadAnswerError):
        lake.replicas.files(name("test:ds"))
