"""Examples: ours about a table, and those that a service publishes as XHTML."""

import msgspec

from esap_jupyter.adql.examination import examine
from esap_jupyter.archives.vo.queries.examples import Page, builtin_examples, pack_examples
from esap_jupyter.models.adql import SchemaColumn, ServiceSchema, TableDetails

TABLE = TableDetails(
    name="my.stars",
    adql='my."stars"',
    source="test",
    ra="ra",
    dec="dec",
    columns=[
        SchemaColumn(name=name, adql=adql, datatype="double", numeric=True)
        for name, adql in (("ra", "ra"), ("dec", "dec"), ("size", '"size"'))
    ],
)

# As DaCHS writes it, with a continuation, markup inside, and what must not run.
PAGE = b"""<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
<body vocab="ivo://ivoa.net/std/DALI-examples">
<div typeof="example" id="a" resource="#a"><h2 property="name">Bright &amp; near</h2>
<p>Some <b>words</b> <script>alert(1)</script></p>
<pre class="x" property="query">SELECT TOP 5 *
FROM my.stars WHERE mag &lt; 3</pre></div>
<div typeof="example" id="b"><h2 property="name">By keys</h2>
<span property="generic-parameter" typeof="keyval"><span property="key">QUERY</span> <br>
<span property="value">SELECT 1 FROM t</span></span></div>
<div typeof="example" id="c"><h2 property="name">No query</h2></div>
<a property="continuation" href="more">More</a></body></html>"""


def page(body: bytes) -> Page:
    packed = pack_examples(body, who="X", url="http://x.example/tap/examples")
    return msgspec.msgpack.decode(packed, type=Page)


def test_reads_what_the_service_publishes_as_text_only() -> None:
    found = page(PAGE)
    assert [(one.title, one.adql) for one in found.examples] == [
        ("Bright & near", "SELECT TOP 5 *\nFROM my.stars WHERE mag < 3"),
        ("By keys", "SELECT 1 FROM t"),
    ]
    assert found.more == ["http://x.example/tap/more"]


def test_what_is_no_page_of_examples_has_none() -> None:
    for body in (
        b"",
        b"\x00\xff",
        b"<html><body>404</body></html>",
        b"<div typeof='example'>" * 5000,
    ):
        assert page(body).examples == []


def test_builtin_examples_are_adql_about_the_table() -> None:
    schema = ServiceSchema(archive="x", source="test", obscore=True, uploads=True)
    found = builtin_examples(schema, TABLE)
    assert list(dict.fromkeys(one.group for one in found)) == [
        "Basic",
        "Upload",
        "TAP_SCHEMA",
        "ObsCore",
    ]
    for one in found:
        assert not examine(one.adql).problems, one.adql
    assert 'my."stars"' in found[0].adql
    assert any('"size"' in one.adql for one in found)


def test_obscore_and_uploads_only_where_they_are_declared() -> None:
    plain = builtin_examples(ServiceSchema(archive="x", source="test"), TABLE)
    assert {one.group for one in plain} == {"Basic", "TAP_SCHEMA"}
