"""In which order places are tried, and what their addresses mean."""

from pathlib import Path

import pytest

from esap_jupyter.catalogue import LakeMount
from esap_jupyter.lake.transfers.places import best_first, local_path, web_url
from esap_jupyter.models import Did, Replica, ReplicaPlace

MOUNTS = {"POSIX1": LakeMount(path="/data/lake", begins_at=2)}


def place(url, rse, domain="wan", priority=1, path=None):
    scheme = url.partition("://")[0]
    return ReplicaPlace(
        url=url, rse=rse, scheme=scheme, domain=domain, priority=priority, path=path
    )


def order(*places, xrdcp=True, **states):
    did = Did(scope="test", name="f", type="file")
    replica = Replica(did=did, places=list(places), states=states)
    return [each.rse for each in best_first(replica, mounts=MOUNTS, has_xrdcp=lambda: xrdcp)]


def test_mounted_then_near_then_as_rucio_sorts_then_by_protocol():
    assert order(
        place("root://h//f", "XRD", priority=2),
        place("https://h/f", "DAV", priority=2),
        place("https://h/g", "FIRST", priority=1),
        place("https://h/h", "NEAR", domain="lan", priority=9),
        place("https://h/i", "MOUNTED", priority=9, path="/mnt/f"),
    ) == ["MOUNTED", "NEAR", "FIRST", "DAV", "XRD"]


def test_what_is_bad_is_left_out_and_what_may_be_away_comes_last():
    states = {"BAD": "BAD", "AWAY": "TEMPORARY_UNAVAILABLE", "GOOD": "AVAILABLE"}
    places = (
        place("https://h/a", "AWAY"),
        place("https://h/b", "BAD"),
        place("https://h/c", "GOOD", priority=2),
    )
    assert order(*places, **states) == ["GOOD", "AWAY"]


def test_what_nobody_here_speaks_is_left_out():
    places = (place("root://h//f", "XRD"), place("srm://h/f", "SRM"), place("https://h/f", "DAV"))
    assert order(*places, xrdcp=False) == ["DAV"]


def test_a_lake_has_no_say_over_files_that_are_not_mounted():
    assert local_path("file://localhost/data/lake/a b#c", MOUNTS) == Path("/data/lake/a b#c")
    for url in (
        "file://localhost/etc/passwd",
        "file://localhost/data/lake/../../etc/passwd",
        "file://localhost/data/lakes/f",
        "file://other/data/lake/f",
        "https://localhost/data/lake/f",
    ):
        assert local_path(url, MOUNTS) is None
    assert order(place("file://localhost/etc/passwd", "EVIL")) == []


@pytest.mark.parametrize(
    ("pfn", "url"),
    [
        ("davs://h:1/a b/c%41#d?e", "https://h:1/a%20b/c%2541%23d%3Fe"),
        ("https://h/ü", "https://h/%C3%BC"),
        ("root://h//a", None),
    ],
)
def test_what_rucio_does_not_encode_is_encoded(pfn, url):
    assert web_url(place(pfn, "R")) == url


@pytest.mark.parametrize("mount", ["/", "~", "~/.."])
def test_no_mount_opens_the_persons_home_to_a_lake(mount):
    whole = {"EVIL": LakeMount(path=mount)}
    assert local_path(f"file://localhost{Path.home()}/.bashrc", whole) is None
    below = {"MINE": LakeMount(path="~/lake")}
    assert local_path(f"file://localhost{Path.home()}/lake/f", below) == Path.home() / "lake/f"
