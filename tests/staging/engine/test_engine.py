"""Files come in segments, checked, and under their names once they are whole."""

import hashlib
import zlib

from tests.support.bytes_server import Plan, bytes_server, content

BODY = content(1_000_003)
SUMS = {
    "md5": hashlib.md5(BODY).hexdigest(),
    "adler32": f"{zlib.adler32(BODY):08x}",
    "sha256": hashlib.sha256(BODY).hexdigest(),
    "sha1": hashlib.sha1(BODY).hexdigest(),
    "sha512": hashlib.sha512(BODY).hexdigest(),
    "crc32": f"{zlib.crc32(BODY):08x}",
}


def test_a_file_comes_in_segments_and_is_checked(here):
    with bytes_server(Plan(BODY)) as server:
        found = here.fetch(server, checksums=SUMS)
    assert here.visible == {"a.dat": BODY}
    assert found.path == here.folder / "a.dat"
    assert (found.size, found.checksums, found.etag) == (len(BODY), SUMS, '"v1"')
    assert set(found.verified) == {"size", *SUMS}
    assert len(server.asked) == 16
    assert server.sent == len(BODY)
    assert not (here.folder / ".esap").exists()


def test_a_server_without_ranges_is_read_once(here):
    with bytes_server(Plan(BODY, ranges=False)) as server:
        found = here.fetch(server)
    assert here.visible == {"a.dat": BODY}
    assert found.checksums == {"sha256": SUMS["sha256"]}
    assert found.verified == ["size"]
    assert len(server.asked) == 1


def test_a_server_that_tells_no_length(here):
    with bytes_server(Plan(BODY, ranges=False, chunked=True, etag="")) as server:
        found = here.fetch(server)
    assert here.visible == {"a.dat": BODY}
    assert found.verified == []
