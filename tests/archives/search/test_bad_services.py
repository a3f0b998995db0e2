"""Services that lie, break off or lead elsewhere fail alone, each with its own reason."""

import contextlib

import pytest

from esap_jupyter.models import SearchRequest
from tests.support.platforms import leftovers, platform_of
from tests.support.servers import Reply, closed_port, serve
from tests.support.tap import TABLES, tap, votable

OVERFLOW = '<INFO name="QUERY_STATUS" value="OVERFLOW"/>'


def redirect(status, url):
    return lambda _: Reply(status=status, headers={"Location": url})


def services(port):
    """Return what each answers, and how its part of the search ends: state, error, rows."""
    whole = votable(50)
    refused = votable(0, status="ERROR", text="No.")
    cut = Reply(whole[:-300], length=len(whole), headers={"X-Lie": "1"})
    nowhere = TABLES.replace(b"POS.EQ.DEC; META.MAIN", b"")
    return {
        "good": (tap(votable(3)), ("done", None, 3)),
        "too_much": (tap(votable(3, trailing=OVERFLOW)), ("done", None, 3)),
        "error_200": (tap(refused), ("failed", "archive_error", None)),
        "cut": (tap(lambda _: cut), ("failed", "unreachable", 42)),
        "misfit": (tap(whole.replace(b"<TD>7.5</TD>", b"")), ("failed", "bad_answer", None)),
        "words": (tap(whole.replace(b">7.5<", b">seven<")), ("failed", "bad_answer", None)),
        "page": (tap(b"<!DOCTYPE html><p>Log in"), ("failed", "bad_answer", None)),
        "no_tap": (tap(whole, capabilities=b"<capabilities/>"), ("failed", "bad_answer", None)),
        "no_place": (tap(whole, tables=nowhere), ("failed", "bad_request", None)),
        "inwards": (tap(redirect(303, port)), ("failed", "forbidden_address", None)),
        "away": (tap(redirect(307, "http://example.org/x")), ("failed", "bad_answer", None)),
        "script": (tap(redirect(302, "file:///etc/passwd")), ("failed", "bad_answer", None)),
    }


@pytest.fixture
def platform(tmp_path):
    with contextlib.ExitStack() as stack:
        answers = services(closed_port())
        urls = {
            key: f"{stack.enter_context(serve(answer)).url}/tap"
            for key, (answer, _) in answers.items()
        }
        yield stack.enter_context(platform_of(tmp_path, **urls))


def test_each_bad_service_fails_alone_and_says_why(platform):
    wanted = {key: end for key, (_, end) in services("http://h").items()}
    search = platform.search(SearchRequest(archives=list(wanted), target="10 41"))
    ended = platform.wait(search.id)
    assert {
        one.archive: (one.state, one.error and one.error.code, one.rows) for one in ended.activities
    } == wanted
    for one in ended.activities:
        if one.error:
            assert one.archive.upper() in one.error.message
            assert one.error.remedy
    truncated = {one.archive for one in ended.activities if one.truncated}
    assert truncated == {"too_much", "cut"}
    assert leftovers(platform) == []
