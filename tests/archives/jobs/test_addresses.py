"""Jobs and results that lie elsewhere, and descriptions that are none."""

import pytest

from esap_jupyter.archives.vo.tap.uws import UwsClient
from esap_jupyter.errors import (
    BadAnswerError,
    ForbiddenAddressError,
)
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.platforms import platform_of, run
from tests.support.servers import Reply, serve
from tests.support.tap import votable
from tests.support.uws import QUERY


@pytest.mark.parametrize(
    ("service", "job", "asked"),
    [
        ("https://a.org/tap", "http://a.org/tap/async/1", "https://a.org/tap/async/1"),
        ("https://a.org:8443/tap", "http://a.org/j/1", "https://a.org:8443/j/1"),
        ("https://a.org/tap", "https://a.org:8443/tap/async/1", None),
        ("http://a.org/tap", "https://a.org/tap/async/1", "https://a.org/tap/async/1"),
        ("http://a.org/tap", "https://a.org:8443/tap/async/1", None),
        ("https://a.org/tap", "https://a.org.evil.org/tap/async/1", None),
        ("https://a.org/tap", "https://b.org/async/1", "https://b.org/async/1"),
        ("https://a.org/tap", "http://b.org:443/async/1", None),
    ],
)
def test_where_a_job_may_be(service, job, asked):
    http = HttpClient(guard=AddressGuard(["b.org:443"]), user_agent="test")
    client = UwsClient(http=http, service=service, who="A")
    if asked is None:
        with pytest.raises(BadAnswerError, match="another host"):
            client.vouched(job)
    else:
        assert client.vouched(job) == asked


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (lambda _: None, "does not say where it is"),
        (lambda _: "http://127.0.0.1:9/tap/async/1", "another host than its own"),
        (lambda _: "http://169.254.169.254/latest", "another host than its own"),
        (lambda _: "https://evil.example.org/job", "another host than its own"),
    ],
)
def test_job_at_another_address_is_not_followed(platform, service, where, words):
    service.location = where
    activity = run(platform, adql=QUERY, mode="async")
    assert words in activity.error.message
    assert platform.jobs.list() == []


def test_result_at_the_loopback_address_is_refused(platform, service):
    service.result = "http://127.0.0.1:9/secret"
    activity = run(platform, adql=QUERY, mode="async")
    assert activity.error.code == ForbiddenAddressError.code


def test_result_that_redirects_to_the_loopback_address_is_refused(platform, service, monkeypatch):
    away = Reply(b"", status=302, headers={"Location": "http://127.0.0.1:9/secret"})
    real = service._job
    monkeypatch.setattr(
        service,
        "_job",
        lambda asked, key, part: away if part.startswith("results/") else real(asked, key, part),
    )
    activity = run(platform, adql=QUERY, mode="async")
    assert activity.error.code == ForbiddenAddressError.code


def test_result_at_a_host_that_the_catalogue_names_is_fetched(server, service, tmp_path):
    with serve(votable(5)) as other:
        more = f'[network]\nallow = ["{other.hostport}"]'
        with platform_of(tmp_path, more, mine=f"{server.url}/tap") as platform:
            service.result = f"{other.url}/elsewhere"
            assert run(platform, adql=QUERY, mode="async").rows == 5


def test_only_result_is_taken_whatever_its_id(platform, service):
    service.result_id = "table"
    assert run(platform, adql=QUERY, mode="async").rows == 3


HOSTILE = {
    "no XML": b"PENDING",
    "a web page": b"<html><body>Please log in</body></html>",
    "an entity bomb": b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
    "another document": b"<jobs/>",
    "no phase": b"<job><phase>Dancing</phase></job>",
    "half of one": b"<job><phase>EXECUTING",
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_hostile_descriptions_are_refused(platform, service, document):
    service.document = document
    assert run(platform, adql=QUERY, mode="async").error.code == BadAnswerError.code
