"""Downloads that go on where they were."""

import pytest

from esap_jupyter.errors import BadAnswerError, BadRequestError, TooLargeError, UnreachableError
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.servers import Reply, serve

WHOLE = bytes(range(256)) * 400


def client(*allow: str, **settings) -> HttpClient:
    return HttpClient(guard=AddressGuard(allow), user_agent="test/1", **settings)


def ranged(asked):
    """What a server does that knows ranges."""
    start = int(asked.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
    if not start:
        return Reply(WHOLE)
    span = f"bytes {start}-{len(WHOLE) - 1}/{len(WHOLE)}"
    return Reply(WHOLE[start:], status=206, headers={"Content-Range": span})


def fetch(server, path, **more):
    more.setdefault("max_bytes", 1 << 20)
    return client(server.url).download("GET", server.url, destination=path, **more)


def test_what_came_is_kept_and_the_rest_is_appended(tmp_path):
    part = tmp_path / "part"
    cut = Reply(WHOLE[:1000], length=len(WHOLE), headers={"X-Lie": "1"})
    with serve(lambda asked: ranged(asked) if "Range" in asked.headers else cut) as server:
        with pytest.raises(UnreachableError):
            fetch(server, part, keep=True)
        assert part.read_bytes() == WHOLE[:1000]
        seen = []
        answer = fetch(
            server, part, offset=1000, progress=lambda done, total: seen.append((done, total))
        )
    assert answer.status == 206
    assert part.read_bytes() == WHOLE
    assert seen[-1] == (len(WHOLE), len(WHOLE))
    assert server.asked[1].headers["Range"] == "bytes=1000-"
    assert server.asked[1].headers["Accept-Encoding"] == "identity"


def test_a_server_that_knows_no_ranges_starts_anew(tmp_path):
    part = tmp_path / "part"
    part.write_bytes(b"old" * 100)
    with serve(WHOLE) as server:
        assert fetch(server, part, offset=300).status == 200
    assert part.read_bytes() == WHOLE


@pytest.mark.parametrize("span", ["bytes 0-9/10", "bytes 3000-9/10", "items 300-9/10", ""])
def test_another_part_is_refused(tmp_path, span):
    part = tmp_path / "part"
    part.write_bytes(b"x" * 300)
    reply = Reply(b"y" * 10, status=206, headers={"Content-Range": span})
    with (
        serve(lambda _: reply) as server,
        pytest.raises(BadAnswerError, match="another part"),
    ):
        fetch(server, part, offset=300)
    assert part.read_bytes() == b"x" * 300


@pytest.mark.parametrize("status", [404, 416, 500])
def test_a_refusal_does_not_touch_what_is_there(tmp_path, status):
    part = tmp_path / "part"
    part.write_bytes(b"x" * 300)
    with serve(lambda _: Reply(b"no", status=status)) as server:
        answer = fetch(server, part, offset=300)
    assert (answer.status, answer.body) == (status, b"no")
    assert part.read_bytes() == b"x" * 300


def test_the_limit_is_for_all_of_it(tmp_path):
    part = tmp_path / "part"
    part.write_bytes(WHOLE[:1000])
    with serve(ranged) as server, pytest.raises(TooLargeError):
        fetch(server, part, offset=1000, max_bytes=len(WHOLE) - 1)
    assert part.read_bytes() == WHOLE[:1000]


def test_there_is_no_hole(tmp_path):
    part = tmp_path / "part"
    part.write_bytes(b"x")
    with serve(ranged) as server, pytest.raises(BadRequestError, match="fewer than 1000"):
        fetch(server, part, offset=1000)
