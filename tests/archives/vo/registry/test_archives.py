"""What a registry finds for a question of the catalogue, as archives."""

import io
import json

import pyarrow as pa
import pytest

from esap_jupyter import votable
from tests.support.platforms import platform_of
from tests.support.servers import Reply, serve

SOURCE = '[sources.reg]\nname = "Registry"\nkind = "registry"\nurl = "{}"\n'


def row(ivoid, url, standard="ivo://ivoa.net/std/tap", **more):
    return {
        "ivoid": ivoid,
        "res_title": "A service",
        "short_name": "svc",
        "res_description": "Of many things",
        "reference_url": "https://a.example/",
        "standard_id": standard,
        "access_url": url,
        "intf_type": "vs:paramhttp",
        **more,
    }


def answer(rows):
    out = io.BytesIO()
    votable.write(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def found(tmp_path, rows, options=None):
    words = {"keywords": "radio"} if options is None else options
    pairs = ", ".join(f"{key} = {json.dumps(value)}" for key, value in words.items())
    with serve(lambda _asked: Reply(answer(rows))) as server:
        more = f"{SOURCE.format(server.url)}options = {{ {pairs} }}\n"
        with platform_of(tmp_path, more) as esap:
            told = esap.read_source("reg")
            return told, [each for each in esap.archives() if each.source == "reg"], server.asked


def test_services_become_archives(tmp_path):
    rows = [
        row("ivo://a.b/tap", "https://a.example/tap"),
        row("ivo://a.b/tap", "https://a.example/scs?", "ivo://ivoa.net/std/conesearch"),
        row("ivo://long/" + "x" * 200, "https://b.example/tap"),
    ]
    told, archives, asked = found(tmp_path, rows)
    assert told.state == "read"
    kinds = {each.id: each.kind for each in archives}
    assert kinds["reg.a.b_tap.tap"] == "tap"
    assert kinds["reg.a.b_tap.scs"] == "scs"
    assert len(kinds) == 3
    assert all(len(each) <= 64 for each in kinds)
    assert {each.ivoid for each in archives} >= {"ivo://a.b/tap"}
    assert all(not each.default for each in archives)
    assert "radio" in asked[0].form["QUERY"]


def test_dead_entries_are_left_out(tmp_path):
    rows = [row("ivo://a/1", "mailto:x@y"), row("ivo://a/2", ""), row("ivo://a/3", "https://a/tap")]
    _, archives, _ = found(tmp_path, rows)
    assert [each.ivoid for each in archives] == ["ivo://a/3"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "would list all services"),
        ({"nothing": "x"}, "options of Registry are wrong"),
        ({"service": "x"}, "service"),
    ],
)
def test_questions_that_make_no_sense(tmp_path, options, says):
    told, archives, asked = found(tmp_path, [row("ivo://a/1", "https://a/tap")], options)
    assert told.state == "failed"
    assert says in told.reason
    assert (archives, asked) == ([], [])
