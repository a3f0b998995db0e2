"""Uploads of two people under one name, and storage that says itself what it has."""

import pytest

from esap_jupyter.errors import BadAnswerError, ConflictError
from esap_jupyter.lake.transfers.digests import told_by
from esap_jupyter.net import Response
from tests.peers.fakes.base import Answer
from tests.peers.fakes.rucio import refused
from tests.support.lakes import name

CONTENT = bytes(range(256)) * 40
THEIRS = CONTENT[::-1]
STORED = ("DAV1", "user.alice/a.dat")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ws/a.dat"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


def failed(done):
    (error,) = done.failed.values()
    return error


def asked(fake, method):
    return [each for each in fake.asked if each.method == method and "/storage/" in each.path]


def registered(fake):
    return [each for each in fake.asked if each.method == "POST" and each.path == "/replicas/"]


def test_the_first_writing_is_only_where_nothing_is(fake, here, file):
    here.put(file)
    (put,) = asked(fake, "PUT")
    assert put.headers["If-None-Match"] == "*"


def test_what_we_began_is_written_over(fake, here, file):
    fake.broken["PUT", "DAV1", "a.dat"] = Answer(b"full", status=507)
    here.put(file)
    fake.broken.clear()
    fake.bytes[STORED] = CONTENT[:100]
    assert here.put(file).failed == {}
    assert "If-None-Match" not in asked(fake, "PUT")[-1].headers
    assert fake.bytes[STORED] == CONTENT


def test_whoever_is_quicker_is_not_written_over(fake, here, file):
    fake.meanwhile[STORED] = THEIRS
    assert isinstance(failed(here.put(file)), ConflictError)
    assert fake.bytes[STORED] == THEIRS
    assert registered(fake) == []
    fake.meanwhile.clear()
    assert isinstance(failed(here.put(file)), ConflictError)
    assert fake.bytes[STORED] == THEIRS


def test_the_same_bytes_of_whoever_is_quicker_are_taken(fake, here, file):
    fake.meanwhile[STORED] = CONTENT
    assert here.put(file).failed == {}
    assert len(registered(fake)) == 1


def test_bytes_of_others_are_not_taken_away_when_the_lake_refuses(fake, here, file):
    fake.meanwhile[STORED] = CONTENT
    fake.refusals["POST", "/replicas/"] = refused(401, "AccessDenied", "You may not")
    assert "You may not" in failed(here.put(file)).message
    assert fake.bytes[STORED] == CONTENT


def test_storage_without_conditions_is_looked_at_before_and_after(fake, here, file):
    fake.conditions = False
    fake.bytes[STORED] = THEIRS
    assert isinstance(failed(here.put(file)), ConflictError)
    assert asked(fake, "PUT") == []


def test_what_may_be_somebody_elses_is_neither_registered_nor_taken_away(fake, here, file):
    fake.overwritten_by[STORED] = THEIRS
    error = failed(here.put(file))
    assert isinstance(error, BadAnswerError)
    assert "somebody else may be storing it" in error.message
    assert fake.bytes[STORED] == THEIRS
    assert registered(fake) == []
    fake.overwritten_by.clear()
    assert isinstance(failed(here.put(file)), ConflictError)
    assert fake.bytes[STORED] == THEIRS


def test_storage_that_tells_what_it_has_is_not_read_back(fake, here, file):
    fake.digests = "right"
    assert here.put(file).new == [name("user.alice:a.dat")]
    (look,) = asked(fake, "GET")
    assert fake.asked.index(look) < fake.asked.index(asked(fake, "PUT")[0])
    assert asked(fake, "HEAD")[0].headers["Want-Digest"] == "adler32"


@pytest.mark.parametrize("told", ["wrong", None])
def test_storage_that_tells_something_else_or_nothing_is_read_back(fake, here, file, told):
    fake.digests = told
    assert here.put(file).new == [name("user.alice:a.dat")]
    assert len(asked(fake, "GET")) == 2


def test_storage_that_takes_no_head_is_read_back(fake, here, file):
    fake.broken["HEAD", "DAV1", "a.dat"] = Answer(status=405)
    assert here.put(file).failed == {}
    assert len(asked(fake, "GET")) == 2


def test_damaged_bytes_are_found_where_storage_tells_what_it_has(fake, here, file):
    fake.digests = "right"
    fake.damages.add("DAV1")
    assert isinstance(failed(here.put(file)), BadAnswerError)
    assert STORED not in fake.bytes


@pytest.mark.parametrize(
    ("digest", "adler32"),
    [
        ("adler32=3DA0195", "03da0195"),
        ("md5=HUXZLQLMuI/KZ5KDcJPcOA==, ADLER32=03da0195", "03da0195"),
        ("md5=HUXZLQLMuI/KZ5KDcJPcOA==", None),
        ("adler32=", None),
        ("", None),
    ],
)
def test_digests_are_read_as_storage_writes_them(digest, adler32):
    headers = {"digest": digest, "content-length": "12"}
    told = told_by(Response(status=200, headers=headers, body=b"", url="https://dav.example/a"))
    assert (told.size, told.adler32) == (12, adler32)
