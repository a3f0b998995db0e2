"""Addresses that services write, some of which are none."""

import threading

import pytest

from esap_jupyter.archives.rest.alta.products import Places, product_row
from esap_jupyter.archives.vo.coverage.mocserver import MocServer
from esap_jupyter.archives.vo.queries.examples import pack_examples
from esap_jupyter.archives.vo.rows.datalink import links_url, read_document
from esap_jupyter.archives.vo.tap.uws import UwsClient
from esap_jupyter.errors import BadAnswerError
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.urls import joined
from esap_jupyter.votable.services import InputParam, ServiceDescriptor
from tests.support.servers import Reply, serve

NONE = "http://["
HERE = "http://a.example/b/"
FIELDS = ("access_url", "semantics", "content_length")


def links(*rows):
    fields = "".join(f'<FIELD name="{name}" datatype="char" arraysize="*"/>' for name in FIELDS)
    cells = "".join(f"<TR>{''.join(f'<TD>{cell}</TD>' for cell in row)}</TR>" for row in rows)
    table = f"<TABLE>{fields}<DATA><TABLEDATA>{cells}</TABLEDATA></DATA></TABLE>"
    return f'<VOTABLE version="1.4"><RESOURCE type="results">{table}</RESOURCE></VOTABLE>'.encode()


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("c", f"{HERE}c"),
        ("//c.example/", "http://c.example/"),
        (NONE, NONE),
        ("ftp://x/", "ftp://x/"),
    ],
)
def test_relative_addresses(address, whole):
    assert joined(HERE, address) == whole


@pytest.mark.parametrize("address", [NONE, "javascript:alert(1)", "file:///etc/passwd"])
def test_links_elsewhere_than_on_the_web_say_so_and_leave_the_others(address):
    document = read_document(links((address, "#this", "1"), ("c", "#this", "9" * 5000)), HERE)
    first, second = document.links
    assert (first.url, second.url) == ("", f"{HERE}c")
    assert "no web address" in first.error
    assert (second.error, second.content_length) == ("", None)


def test_a_descriptor_without_a_web_address_is_refused_when_asked():
    inputs = (InputParam(name="ID", ref="id"),)
    standard = "ivo://ivoa.net/std/DataLink"
    service = ServiceDescriptor(standard_id=standard, access_url=NONE, inputs=inputs)
    assert links_url([service], {"id": "3"}) == f"{NONE}?ID=3"


def test_what_continues_nowhere_leaves_the_examples():
    page = f'<p typeof="example"><b property="query">SELECT 1</b></p><a property="continuation" href="{NONE}"/>'
    assert b"SELECT 1" in pack_examples(page.encode(), who="A", url=HERE)


def test_a_picture_at_no_address_leaves_the_product():
    places = Places(HERE, HERE, HERE)
    assert product_row({"name": "n", "thumbnail": "//[x"}, places)["name"] == "n"


def test_a_job_at_no_address_is_told():
    with serve(lambda _: Reply(status=303, headers={"Location": NONE})) as server:
        http = HttpClient(guard=AddressGuard([server.url]), user_agent="test", retries=0)
        client = UwsClient(http=http, service=server.url, who="A")
        with pytest.raises(BadAnswerError, match="has its job at"):
            client.create(f"{server.url}/async", {"QUERY": "x"})


@pytest.mark.parametrize(
    ("job", "vouched"),
    [("https://a.example/tap/async/1", True), ("https://a.example:444/tap/async/1", False)],
)
def test_a_service_that_is_known_by_http_may_have_its_jobs_by_https(job, vouched):
    http = HttpClient(guard=AddressGuard(), user_agent="test")
    client = UwsClient(http=http, service="http://a.example/tap", who="A")
    if vouched:
        assert client.vouched(job) == job
    else:
        with pytest.raises(BadAnswerError, match="another host"):
            client.vouched(job)


def test_a_record_at_no_address_leaves_the_others():
    records = b'[{"cs_service_url": "http://["}, {"tap_service_url": "http://a.example/tap/"}]'
    with serve(records) as server:
        http = HttpClient(guard=AddressGuard([server.url]), user_agent="test", retries=0)
        there = MocServer(url=server.url, http=http).having(
            {"a": (None, "http://a.example/tap"), "b": (None, None)},
            (1.0, 2.0, 3.0),
            threading.Event(),
        )
    assert there == {"a"}
